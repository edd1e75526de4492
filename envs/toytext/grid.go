package toytext

import "github.com/tengen-rl/tengen/envs"

// grid is a board of cells numbered row by row; a move off the board stays
// where it is.
type grid struct{ rows, cols int }

func (g grid) cells() int { return g.rows * g.cols }

// ring is an order of the four directions in which each has its
// perpendiculars before and after it.
type ring [4]struct{ dy, dx int }

// to returns the cell that one step leads to.
func (g grid) to(cell, direction int, r ring) int {
	y, x := cell/g.cols+r[direction].dy, cell%g.cols+r[direction].dx
	if y < 0 || y >= g.rows || x < 0 || x >= g.cols {
		return cell
	}
	return y*g.cols + x
}

// slips returns the directions that an intended one may come to, in the
// order in which Gymnasium lists them, and how likely each is. It leaves out
// what cannot happen.
func slips(intended int, success float64) (directions []int, chances []float64) {
	if success == 1 {
		return []int{intended}, []float64{1}
	}
	aside := (1 - success) / 2
	before, after := (intended+3)%4, (intended+1)%4
	if success == 0 {
		return []int{before, after}, []float64{aside, aside}
	}
	return []int{before, intended, after}, []float64{aside, success, aside}
}

// ended is the row of a state where the rules have ended the episode.
func ended(state int) []envs.Outcome {
	return []envs.Outcome{{Probability: 1, Next: state, Terminated: true}}
}
