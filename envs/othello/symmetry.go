package othello

import "github.com/tengen-rl/tengen/envs"

// The symmetries of the three boards. A quarter turn maps the start onto the
// start with colours exchanged, so only four of the eight are left: the
// identity, the half turn, and the mirrors along both diagonals.
var symmetries4, symmetries6, symmetries8 = symmetriesOf(4), symmetriesOf(6), symmetriesOf(8)

// Symmetries returns the identity, the half turn and the mirrors along both
// diagonals: those that leave the first position as it is.
func (g Game) Symmetries() []envs.Symmetry {
	switch g.shape.side {
	case 4:
		return symmetries4
	case 6:
		return symmetries6
	}
	return symmetries8
}

func symmetriesOf(side int) []envs.Symmetry {
	last := side - 1
	images := []func(row, col int) (int, int){
		func(row, col int) (int, int) { return row, col },
		func(row, col int) (int, int) { return last - row, last - col },
		func(row, col int) (int, int) { return col, row },
		func(row, col int) (int, int) { return last - col, last - row },
	}
	all := make([]envs.Symmetry, len(images))
	for i, image := range images {
		for cell := range side * side {
			row, col := image(cell/side, cell%side)
			all[i].Cells = append(all[i].Cells, row*side+col)
			all[i].Actions = append(all[i].Actions, envs.Action(row*side+col))
		}
		all[i].Actions = append(all[i].Actions, envs.Action(side*side)) // the pass
	}
	return all
}
