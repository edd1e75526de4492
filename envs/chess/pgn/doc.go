// Package pgn reads and writes games of chess in Portable Game Notation (PGN
// standard, 1994): tags, moves in SAN, comments, numeric annotation glyphs,
// variations and results, as many games a file as there are. It knows the
// moves of package chess and nothing of agents.
//
// A game is a tree of moves. The Reader takes what other programs write: any
// numbers of moves or none, marks of check that are wrong, UCI moves; and it
// goes on with the next game after one that it cannot read.
package pgn
