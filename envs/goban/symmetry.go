package goban

import "github.com/tengen-rl/tengen/envs"

// Symmetries returns the turns and mirrorings of the board that leave the
// first position as it is: all eight, or those that map handicap stones onto
// handicap stones.
func (g *Game) Symmetries() []envs.Symmetry { return g.symmetries }

func symmetriesOf(start *State) []envs.Symmetry {
	size := int(start.board.size)
	var all []envs.Symmetry
	for mirror := range 2 {
		for turns := range 4 {
			y := turnAndMirror(size, turns, mirror == 1)
			if keeps(y, start) {
				all = append(all, y)
			}
		}
	}
	return all
}

// turnAndMirror is a mirroring of left and right if asked for, and then
// quarter turns clockwise. The pass is its own image.
func turnAndMirror(size, turns int, mirror bool) envs.Symmetry {
	cells := size * size
	y := envs.Symmetry{Actions: make([]envs.Action, cells+1), Cells: make([]int, cells)}
	for cell := range cells {
		row, col := cell/size, cell%size
		if mirror {
			col = size - 1 - col
		}
		for range turns {
			row, col = col, size-1-row
		}
		y.Cells[cell] = row*size + col
		y.Actions[cell] = envs.Action(y.Cells[cell])
	}
	y.Actions[cells] = envs.Action(cells)
	return y
}

// keeps tells whether a symmetry maps the stones of a position onto
// themselves.
func keeps(y envs.Symmetry, s *State) bool {
	for cell, image := range y.Cells {
		if s.At(envs.Action(cell)) != s.At(envs.Action(image)) {
			return false
		}
	}
	return true
}
