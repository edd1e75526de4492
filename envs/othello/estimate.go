package othello

import "math/bits"

// What the rule of thumb counts, in units of a move to choose from. Corners
// are never turned again and decide most games; a disc beside an empty corner
// gives it away; discs at the frontier of empty cells give the opponent moves
// (Rosenbloom, "A world-championship-level Othello program", 1982).
const (
	cornerWorth   = 12
	diagonalWorth = -6
	besideWorth   = -3
	frontierWorth = -0.5
	discWorth     = 1.0 // at the end; nothing at the start
	evenScale     = 24  // a difference that is worth half of a win
)

// Estimate weighs mobility, corners, the cells beside empty corners, the
// frontier and, the more the fuller the board, discs; and squashes the
// difference d to d/(|d|+24).
func (s *State) Estimate(dst []float32) {
	x, o := s.discs[0], s.discs[1]
	movesX, movesO := s.moves, s.moves
	if s.mover == 0 {
		movesO = Moves(o, x, s.shape.board)
	} else {
		movesX = Moves(x, o, s.shape.board)
	}
	d := float32(bits.OnesCount64(movesX) - bits.OnesCount64(movesO))
	d += s.cornersWorth()
	edge := around(s.shape.board &^ (x | o))
	d += frontierWorth * float32(bits.OnesCount64(edge&x)-bits.OnesCount64(edge&o))
	filled := float32(bits.OnesCount64(x|o)) / float32(s.shape.side*s.shape.side)
	d += discWorth * filled * filled * filled * float32(s.Margin(0))

	dst[0] = d / (max(d, -d) + evenScale)
	dst[1] = 0 - dst[0] // not -dst[0], which makes a negative zero
}

// cornersWorth is what the corners and the cells beside them are worth to
// seat 0.
func (s *State) cornersWorth() float32 {
	sum := 0
	for i := range s.shape.corners {
		c := &s.shape.corners[i]
		switch {
		case s.discs[0]&c.cell != 0:
			sum += cornerWorth
		case s.discs[1]&c.cell != 0:
			sum -= cornerWorth
		default:
			sum += diagonalWorth * (bits.OnesCount64(s.discs[0]&c.diagonal) - bits.OnesCount64(s.discs[1]&c.diagonal))
			sum += besideWorth * (bits.OnesCount64(s.discs[0]&c.beside) - bits.OnesCount64(s.discs[1]&c.beside))
		}
	}
	return float32(sum)
}

// around returns the cells of the frame that touch one of the cells.
func around(cells uint64) uint64 {
	const first, last = 0x0101010101010101, 0x8080808080808080
	rows := cells | cells&^last<<1 | cells&^first>>1
	return rows | rows<<8 | rows>>8
}
