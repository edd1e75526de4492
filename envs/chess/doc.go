// Package chess is the world of chess, and of two of its small kin on the
// same core: Gardner's minichess on 5 × 5 squares and Los Alamos chess on
// 6 × 6.
//
// Seat 0 is White and moves first. Whoever gives checkmate earns +1, the other
// -1, and nobody earns anything in a draw. Which draws end a game besides
// stalemate is an option; see Draws.
//
// The rules are those of the FIDE Laws of Chess (2023). The small boards know
// no castling, no double step of a pawn and so no capture en passant; Los
// Alamos has no bishops. A position is written in Forsyth-Edwards notation, a
// move as in e2e4 (UCI) or as in Nbd7 (SAN).
//
// Inside, a position is eight words of 64 bits, always seen by the seat to
// move, so that one code moves both colours; legal moves are found as sets of
// squares, with checks and pins known beforehand. Actions and observations
// are from the mover's eyes too.
//
// The package knows rules only; its subpackage pgn reads and writes games.
package chess
