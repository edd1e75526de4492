package chess

import "math/bits"

// End is how a game has ended, or Ongoing.
type End int

const (
	Ongoing End = iota
	Checkmate
	Stalemate
	DeadMaterial        // no sequence of moves leads to checkmate (FIDE 5.2.2)
	FivefoldRepetition  // FIDE 9.6.1
	SeventyFiveMoves    // FIDE 9.6.2
	ThreefoldRepetition // can be claimed, FIDE 9.2
	FiftyMoves          // can be claimed, FIDE 9.3
	DeadBlocked         // kings and pawns that block each other (FIDE 5.2.2), by WithBlocked
)

var endNames = [...]string{
	"ongoing", "checkmate", "stalemate", "dead material", "fivefold repetition",
	"75 moves", "threefold repetition", "50 moves", "dead, blocked",
}

func (e End) String() string { return endNames[e] }

// End returns how the game has ended, or Ongoing. Of several reasons it names
// the first in this order: checkmate, dead material, stalemate, moves,
// repetition.
func (s *State) End() End { return s.end }

// Occurrences returns how often the position has been on the board, this time
// included. Positions are the same if the same seat is to move, the same
// pieces stand on the same squares, and the same moves are possible, castling
// and en passant included (FIDE 9.2.3).
func (s *State) Occurrences() int { return s.occurrences }

// Holds tells whether the position is an end e by the Laws of Chess, whichever
// draws the game is played with: a draw that can be claimed or is automatic
// there too.
func (s *State) Holds(e End) bool {
	p := &s.position
	switch e {
	case Checkmate:
		return p.stuck() && p.InCheck()
	case Stalemate:
		return p.stuck() && !p.InCheck()
	case DeadMaterial:
		return p.board.dead()
	case FivefoldRepetition:
		return s.occurrences >= 5
	case ThreefoldRepetition:
		return s.occurrences >= 3
	case SeventyFiveMoves:
		return p.clock >= 150 && !p.stuck()
	case FiftyMoves:
		return p.clock >= 100 && !p.stuck()
	case DeadBlocked:
		return p.Blocked()
	default:
		return s.end == e
	}
}

// judge finds the end of the game by its draws.
func (s *State) judge() End {
	p := &s.position
	if p.stuck() {
		switch {
		case p.InCheck():
			return Checkmate
		case s.game.draws != DrawsNone && p.board.dead():
			return DeadMaterial
		}
		return Stalemate
	}
	if s.game.draws == DrawsNone {
		return Ongoing
	}
	claimed := s.game.draws == DrawsClaimed
	switch {
	case p.board.dead():
		return DeadMaterial
	case s.game.blocked && p.board.blocked(s.game.geometry):
		return DeadBlocked
	case p.clock >= 150:
		return SeventyFiveMoves
	case s.occurrences >= 5:
		return FivefoldRepetition
	case claimed && p.clock >= 100:
		return FiftyMoves
	case claimed && s.occurrences >= 3:
		return ThreefoldRepetition
	}
	return Ongoing
}

// darkSquares are those of a1's colour.
const darkSquares = 0xaa55aa55aa55aa55

// dead tells whether the pieces alone rule out checkmate: bare kings, one
// knight, or bishops that all stand on squares of one colour. On the small
// boards the same pieces are dead, since a mate by one of them needs a corner
// that looks the same there.
func (b *board) dead() bool {
	if b.pawns|b.straight != 0 {
		return false
	}
	if b.knights != 0 {
		return b.diagonal == 0 && bits.OnesCount64(b.knights) == 1
	}
	return b.diagonal&darkSquares == 0 || b.diagonal&^darkSquares == 0
}

// lowest is the first square of a set that is not empty.
func lowest(set uint64) int { return bits.TrailingZeros64(set) & 63 }
