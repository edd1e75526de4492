package solver

import "math/bits"

// stableMargin is from which score on it is worth asking whether discs that
// can never be turned rule it out.
const stableMargin = 14

// atMost is an upper bound on the score: the discs of the opponent that can
// never be turned are its own at the end, whatever else is the mover's.
func (s *search) atMost(p position) int {
	return bits.OnesCount64(s.board) - 2*bits.OnesCount64(stable(p.theirs, p.own|p.theirs, s.board))
}

// stable returns discs that can never be turned: along each of the four lines
// through one, either every cell is filled, or on one side there is the edge
// of the board or another of them. There may be more.
func stable(discs, filled, board uint64) uint64 {
	var full [len(lines)]uint64 // the cells of lines without an empty one
	for i, l := range lines {
		full[i] = ^l.along(board &^ filled)
	}
	found := uint64(0)
	for {
		more := discs
		for i, l := range lines {
			fixed := found | ^board
			more &= full[i] | l.ahead(fixed) | l.behind(fixed)
		}
		if more == found {
			return found
		}
		found = more
	}
}

// line is one of the four directions of lines on the frame: the difference of
// bits from one cell to the next, and the cells that have none before or after
// them.
type line struct {
	step        int
	first, last uint64
}

const (
	topRow, bottomRow       = 0xff, 0xff << 56
	leftColumn, rightColumn = 0x0101010101010101, 0x8080808080808080
)

var lines = [...]line{
	{1, leftColumn, rightColumn},
	{7, topRow | rightColumn, bottomRow | leftColumn},
	{8, topRow, bottomRow},
	{9, topRow | leftColumn, bottomRow | rightColumn},
}

// ahead returns the cells that come after one of the cells, or after the edge
// of the frame.
func (l line) ahead(cells uint64) uint64 { return cells<<l.step | l.first }

// behind returns the cells that come before one of the cells, or before the
// edge of the frame.
func (l line) behind(cells uint64) uint64 { return cells>>l.step | l.last }

// along returns the cells in line with one of the cells, these included.
func (l line) along(cells uint64) uint64 {
	for range 7 {
		cells |= l.ahead(cells)&^l.first | l.behind(cells)&^l.last
	}
	return cells
}
