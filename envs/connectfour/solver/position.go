package solver

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs/connectfour"
)

const (
	width   = connectfour.Width
	height  = connectfour.Height
	stride  = connectfour.Stride
	cells   = connectfour.Cells
	column  = uint64(1)<<connectfour.Height - 1
	bottoms = uint64(1 | 1<<7 | 1<<14 | 1<<21 | 1<<28 | 1<<35 | 1<<42)
	board   = column * bottoms

	// Rows counted from 1 at the bottom, as players do: the odd ones belong
	// to the first player if both just fill up columns, the even ones to
	// the second.
	oddRows  = bottoms * 0b010101
	evenRows = bottoms * 0b101010
)

// position is a position from the eyes of the seat to move. Cells are bits as
// package connectfour numbers them.
type position struct {
	own    uint64 // discs of the seat to move
	filled uint64 // all discs
	plies  int    // number of discs
}

// theirs returns the discs of the seat that is not to move.
func (p position) theirs() uint64 { return p.own ^ p.filled }

// open returns the cells into which a disc can fall now.
func (p position) open() uint64 { return (p.filled + bottoms) & board }

// after returns the position after a disc on cell, one of open.
func (p position) after(cell uint64) position {
	return position{own: p.theirs(), filled: p.filled | cell, plies: p.plies + 1}
}

// key identifies the position in 49 bits: in each column, the sum of the own
// and all discs is at least the height's 2ʰ-1 and below the next height's.
func (p position) key() uint64 { return p.own + p.filled }

// mirrored returns the position with left and right swapped.
func (p position) mirrored() position {
	return position{own: mirror(p.own), filled: mirror(p.filled), plies: p.plies}
}

func mirror(cells uint64) uint64 {
	const c0, c1, c2, c3 = column, column << stride, column << (2 * stride), column << (3 * stride)
	return cells>>(6*stride)&c0 | cells>>(4*stride)&c1 | cells>>(2*stride)&c2 | cells&c3 |
		cells&c2<<(2*stride) | cells&c1<<(4*stride) | cells&c0<<(6*stride)
}

// canonicalKey is the smaller key of the position and its mirror image.
func (p position) canonicalKey() uint64 {
	return min(p.key(), p.mirrored().key())
}

// completing returns the empty cells that would complete a line of four
// discs, whether a disc can fall there now or not.
func completing(discs, filled uint64) uint64 {
	wins := discs << 1 & (discs << 2) & (discs << 3)
	wins |= ends(discs, stride-1) | ends(discs, stride) | ends(discs, stride+1)
	return wins & (board ^ filled)
}

// ends returns the cells that three of the discs would make four of in the
// direction of a step. It is inlined, so that the shifts are by constants.
func ends(discs uint64, step int) uint64 {
	right, left := discs>>step, discs<<step
	outer := right & (discs >> (2 * step)) & (left | discs>>(3*step))
	return outer | left&(discs<<(2*step))&(right|discs<<(3*step))
}

// fourInRow tells whether four of the discs are in line.
func fourInRow(discs uint64) bool {
	return fours(discs, 1)|fours(discs, stride-1)|fours(discs, stride)|fours(discs, stride+1) != 0
}

// fours returns the first cells of the fours in the direction of a step.
func fours(discs uint64, step int) uint64 {
	pairs := discs & (discs >> step)
	return pairs & (pairs >> (2 * step))
}

// canWin tells whether the seat to move has a winning move.
func (p position) canWin() bool {
	return completing(p.own, p.filled)&p.open() != 0
}

// nonLosing returns the open cells after which the opponent cannot win at
// once. The opponent's threats are the cells that would complete a four of
// its own; the seat to move cannot win at once itself.
func (p position) nonLosing(threats uint64) uint64 {
	open := p.open()
	if forced := open & threats; forced != 0 {
		if forced&(forced-1) != 0 {
			return 0 // two threats, one move
		}
		open = forced
	}
	return open &^ (threats >> 1) // nor make room for a threat
}

// winScore is the score of a win by the disc that makes plies+1: the number
// of own discs of 21 left after it, where a win with the last disc counts 1.
func winScore(plies int) int { return (cells + 1 - plies) / 2 }

func columnOf(cell uint64) int { return bits.TrailingZeros64(cell) / stride }
