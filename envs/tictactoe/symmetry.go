package tictactoe

import "github.com/tengen-rl/tengen/envs"

// symmetries are the eight turns and mirrorings of the square.
var symmetries = turnsAndMirrors()

// Symmetries returns the eight turns and mirrorings of the square.
func (Game) Symmetries() []envs.Symmetry { return symmetries }

func turnsAndMirrors() []envs.Symmetry {
	var all []envs.Symmetry
	for mirror := range 2 {
		for turns := range 4 {
			y := envs.Symmetry{Actions: make([]envs.Action, Cells), Cells: make([]int, Cells)}
			for cell := range Cells {
				row, col := cell/Side, cell%Side
				if mirror == 1 {
					col = Side - 1 - col
				}
				for range turns { // a quarter turn clockwise
					row, col = col, Side-1-row
				}
				y.Cells[cell] = row*Side + col
				y.Actions[cell] = envs.Action(y.Cells[cell])
			}
			all = append(all, y)
		}
	}
	return all
}
