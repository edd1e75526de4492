package hex

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

const (
	MaxSize = 19                // cells in a row of the largest board
	mostAll = MaxSize * MaxSize // its cells
)

// shape is what there is to know of a board of one size.
type shape struct {
	size, cells int
	around      [mostAll][6]int16 // the neighbours of a cell, -1 where there is none
	edges       [2][mostAll]uint8 // by seat: which of its two edges a cell touches, one bit each
	symmetries  []envs.Symmetry
	swap        envs.Action // the action of swapping, or -1
}

// bothEdges is what a chain of stones must touch to win.
const bothEdges = 3

func newShape(config Config) *shape {
	p := &shape{size: config.Size, cells: config.Size * config.Size, swap: -1}
	if config.Swap {
		p.swap = envs.Action(p.cells)
	}
	for cell := range p.cells {
		row, col := cell/p.size, cell%p.size
		for i, step := range [6][2]int{{-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}} {
			p.around[cell][i] = p.at(row+step[0], col+step[1])
		}
		for seat, along := range [2]int{row, col} {
			if along == 0 {
				p.edges[seat][cell] |= 1
			}
			if along == p.size-1 {
				p.edges[seat][cell] |= 2
			}
		}
	}
	p.symmetries = p.allSymmetries()
	return p
}

// at returns the number of a cell, or -1 beyond the board.
func (p *shape) at(row, col int) int16 {
	if row < 0 || row >= p.size || col < 0 || col >= p.size {
		return -1
	}
	return int16(row*p.size + col)
}

// mirrored returns the cell with row and column exchanged.
func (p *shape) mirrored(cell int) int { return cell%p.size*p.size + cell/p.size }

// allSymmetries returns the identity and the half turn. The mirrors along the
// diagonals exchange the seats' edges, so they map no game onto a game.
func (p *shape) allSymmetries() []envs.Symmetry {
	all := make([]envs.Symmetry, 2)
	for i := range all {
		for cell := range p.cells {
			image := cell
			if i == 1 {
				image = p.cells - 1 - cell
			}
			all[i].Cells = append(all[i].Cells, image)
			all[i].Actions = append(all[i].Actions, envs.Action(image))
		}
		if p.swap >= 0 {
			all[i].Actions = append(all[i].Actions, p.swap)
		}
	}
	return all
}

// set is a set of cells.
type set [(mostAll + 63) / 64]uint64

func (s *set) has(cell int) bool { return s[cell>>6]>>(cell&63)&1 == 1 }
func (s *set) add(cell int)      { s[cell>>6] |= 1 << (cell & 63) }
func (s *set) remove(cell int)   { s[cell>>6] &^= 1 << (cell & 63) }

// count returns the number of cells.
func (s *set) count() int {
	n := 0
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// stoneKeys are the numbers that make up a position's hash, one for a stone of
// each seat on each cell (Zobrist, "A new hashing method with application for
// game playing", 1970); turnKey is added where seat 1 is to move.
var stoneKeys = makeKeys()

const turnKey = 0x9e3779b97f4a7c15

func makeKeys() [2][mostAll]uint64 {
	var keys [2][mostAll]uint64
	for seat := range keys {
		for cell := range keys[seat] {
			keys[seat][cell] = seed.Mix(uint64(seat), uint64(cell))
		}
	}
	return keys
}
