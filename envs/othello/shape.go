package othello

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

// MaxSide is the side of the largest board, and of the frame that holds all.
const MaxSide = 8

// Sides returns the sides that a board may have, ascending.
func Sides() []int { return []int{4, 6, 8} }

// shape is what there is to know of a board of one size.
type shape struct {
	side    int
	pass    envs.Action                    // the last action
	board   uint64                         // every cell
	cells   [MaxSide * MaxSide]uint8       // the bit of an action, for the first side² of them
	actions [MaxSide * MaxSide]envs.Action // the action of a bit, for those of the board
	start   [2]uint64                      // the discs of each seat at the start
	corners [4]corner
}

// corner is a corner of the board and the cells beside it, which tend to give
// it away as long as it is empty.
type corner struct {
	cell     uint64
	diagonal uint64 // the one cell inwards, the X square
	beside   uint64 // the two cells on the edges, the C squares
}

// The three shapes there are.
var shape4, shape6, shape8 = newShape(4), newShape(6), newShape(8)

// shapeOf returns the shape of a board, or nil if there is none so large.
func shapeOf(side int) *shape {
	switch side {
	case 4:
		return shape4
	case 6:
		return shape6
	case 8:
		return shape8
	}
	return nil
}

func newShape(side int) *shape {
	p := &shape{side: side, pass: envs.Action(side * side)}
	for a := range side * side {
		bit := p.bit(a/side, a%side)
		p.cells[a] = uint8(bit)
		p.actions[bit] = envs.Action(a)
		p.board |= 1 << bit
	}
	half := side / 2
	p.start[0] = 1<<p.bit(half, half-1) | 1<<p.bit(half-1, half)
	p.start[1] = 1<<p.bit(half-1, half-1) | 1<<p.bit(half, half)
	for i := range p.corners {
		row, col := i/2*(side-1), i%2*(side-1)
		inRow, inCol := 1+i/2*(side-3), 1+i%2*(side-3)
		p.corners[i] = corner{
			cell:     1 << p.bit(row, col),
			diagonal: 1 << p.bit(inRow, inCol),
			beside:   1<<p.bit(row, inCol) | 1<<p.bit(inRow, col),
		}
	}
	return p
}

// bit returns the bit of a cell of the board in the frame.
func (p *shape) bit(row, col int) int {
	margin := (MaxSide - p.side) / 2
	return (row+margin)*MaxSide + col + margin
}

// appendActions appends the actions of the cells to dst, ascending.
func (p *shape) appendActions(dst []envs.Action, cells uint64) []envs.Action {
	for ; cells != 0; cells &= cells - 1 {
		dst = append(dst, p.actions[bits.TrailingZeros64(cells)])
	}
	return dst
}

// Corners returns the four corners of a board of that side, by bits of the
// frame. It panics unless the side is one of Sides.
func Corners(side int) uint64 {
	var cells uint64
	for _, c := range New(side).shape.corners {
		cells |= c.cell
	}
	return cells
}
