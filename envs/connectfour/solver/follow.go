package solver

import "math/bits"

// bound returns an upper bound on the score of the seat to move, the mover,
// that follows from a strategy of its opponent, without search; it is
// noBound if no strategy is seen. The opponent's threats are as for
// nonLosing.
//
// The opponent answers each disc in its own column, with one on top of it
// ("claimeven" and "zugzwang control": Allis, "A Knowledge-Based Approach of
// Connect-Four", 1988). Then it gets the even rows, and the mover no cells
// but those of the odd rows:
//
//   - A column with an odd number of empty cells has its lowest on an even
//     row. Such columns go in pairs: the opponent answers a disc on the
//     lowest cell of one with a disc on that of the other. The mover may get
//     either of the two.
//   - Where the opponent threatens a cell of an even row, the mover gets
//     nothing above, because a disc just below the threat is answered by a
//     four.
//
// If the mover's cells hold no four, it does not win; and if there is a
// threat, it loses as soon as it has no other cell to go to than the one
// below.
func (p position) bound(threats uint64) int {
	empty, open := board^p.filled, p.open()
	reach := empty&oddRows | open&evenRows
	left := 0 // cells that stay empty until the mover must go below a threat
	for walls := threats & evenRows &^ open; walls != 0; {
		row, col := rowAndColumn(walls)
		reach &^= col &^ (walls&-walls - 1)
		walls &^= col
		left += height + 1 - row
	}
	if p.plies%2 == 1 {
		return p.waits(threats, reach, left)
	}
	switch {
	case fourInRow(p.own | reach):
		return noBound
	case left > 0:
		return -left / 2
	case fourInRow(p.theirs() | empty&evenRows&^open):
		return -1
	default:
		return 0
	}
}

// waits is bound where the number of empty cells is odd. Answering in this
// way would leave the opponent with the last empty cell of a column and then
// without an answer, unless there is one column that both avoid: where it
// threatens a cell of an odd row. The mover has to go below that threat in
// the end. Below it, pairs lie one row higher, and the mover gets the even
// rows.
func (p position) waits(threats, reach uint64, left int) int {
	empty, open := board^p.filled, p.open()
	for key := threats & oddRows &^ open; key != 0; {
		row, col := rowAndColumn(key)
		below := col & (key&-key - 1)
		key &^= col
		cells := reach&^col | empty&evenRows&below | open&below
		if fourInRow(p.own | cells) {
			continue
		}
		if wall := threats & evenRows & col &^ open; wall != 0 {
			wallRow, _ := rowAndColumn(wall)
			left -= height + 1 - wallRow
		}
		return -(left + height + 1 - row) / 2
	}
	return noBound
}

const (
	noBound        = cells
	strongestBound = -6 // stronger ones are rare, and not worth asking for
)

// rowAndColumn returns the row of the lowest of the cells, counted from 0,
// and all cells of its column.
func rowAndColumn(cells uint64) (row int, col uint64) {
	bit := bits.TrailingZeros64(cells)
	row = bit % stride
	return row, column << (bit - row)
}
