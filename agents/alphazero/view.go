package alphazero

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
)

// View is how an evaluator looks at positions; the zero View is as they are,
// for who wins.
type View struct {
	// Images are those in which it judges each position, of the game's
	// symmetries. It tells the means of the values and, of each action, of the
	// logits: a network says different things of a position and of its mirror
	// image, and the mean errs less. None is the position as it is. The plan's
	// batches have room for them.
	Images []envs.Symmetry

	// Points is the share of the lead in points in the value, 0 to 1: who is
	// going to win or to lose anyway tries to be further ahead or less behind,
	// where the opponent may yet err. It takes a game of two seats and a network
	// with the head Lead. A lead of x on a board of n cells is worth
	// 2/π·atan(x/2√n), much like KataGo's (Wu 2019). Values are no chances then.
	// Ends of the game are worth what they return and not more: a search that
	// sees one prefers a win that is certain to any larger lead.
	Points float32
}

// rows is how many rows of a batch a position takes.
func (v View) rows() int { return max(1, len(v.Images)) }

// check panics if plan does not allow the view.
func (v View) check(plan *nets.Plan) {
	if v.rows() > plan.MaxBatch() {
		panic(fmt.Sprintf("alphazero: %d images of a position by a plan for batches of %d", len(v.Images), plan.MaxBatch()))
	}
	if c := plan.Config(); v.Points != 0 && (!c.Auxiliary.Lead || c.Players != 2) {
		panic(fmt.Sprintf("alphazero: points in the values of a network for %d seats, with a head for leads: %t; want 2, true", c.Players, c.Auxiliary.Lead))
	}
}

// addPoints mixes what the leads of the first n rows are worth into their values.
func (e *Evaluator) addPoints(n int) {
	e.plan.Leads(e.leads, n)
	c := e.plan.Config()
	unit := float64(c.Obs[1] * c.Obs[2]) // points in a lead of 1, as Samples tells it
	for i, lead := range e.leads[:n] {
		cells := boardCells(c, e.obs[i*obsLen(c):][:obsLen(c)])
		worth := float32(2 / math.Pi * math.Atan(unit*float64(lead)/(2*math.Sqrt(cells))))
		mover, other := &e.values[2*i], &e.values[2*i+1]
		*mover += float32(e.view.Points * (worth - *mover))
		*other += float32(e.view.Points * (-worth - *other))
	}
}

// boardCells is how many cells the board has that is observed.
func boardCells(c nets.PolicyValueConfig, obs []float32) float64 {
	plane := c.Obs[1] * c.Obs[2]
	if c.BoardChannel == 0 {
		return float64(plane)
	}
	var cells float64
	for _, on := range obs[(c.BoardChannel-1)*plane:][:plane] {
		cells += float64(on)
	}
	return cells
}
