package gallery

import (
	"fmt"

	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
)

// steps are the directions of actions by their names in gridworlds.
var steps = map[string]overlay.Step{
	"left": {Right: -1}, "right": {Right: 1}, "up": {Down: -1}, "down": {Down: 1},
	"west": {Right: -1}, "east": {Right: 1}, "north": {Down: -1}, "south": {Down: 1},
}

// Values paints onto the picture of a position what each cell of its world is
// worth and where the best play goes from it, computed from the world's exact
// tables (value iteration with the given discount). It is an error if the world
// has no tables, or states that are not its cells.
func Values(p *board.Picture, world envs.Game, discount float64, theme board.Theme) error {
	process, ok := world.(tabular.Process)
	if !ok || process.States() != len(p.Cells) {
		return fmt.Errorf("the values of %s cannot be shown on its board: want a world whose states are its cells, such as frozenlake or cliffwalking", world.Spec().Name)
	}
	plan := tabular.ValueIteration(process, discount, 1e-9)
	notation, s := world.(envs.Notation), world.New(0)
	values, best := make([]float32, process.States()), make([]overlay.Step, process.States())
	for i := range values {
		values[i] = float32(plan.Values[i])
		action := 0
		for a, v := range plan.Actions[i] {
			if v > plan.Actions[i][action]+1e-9 {
				action = a
			}
		}
		best[i] = steps[notation.FormatAction(s, envs.Action(action))]
	}
	known := visited(process)
	overlay.Heat(p, values, known)
	overlay.Arrows(p, best, known, theme)
	return nil
}

// visited tells by state whether somebody may have to choose there: an episode
// can come there and is not over.
func visited(p tabular.Process) []bool {
	all := make([]bool, p.States())
	var waiting []int
	for state, probability := range p.Starts() {
		if probability > 0 {
			all[state] = true
			waiting = append(waiting, state)
		}
	}
	for len(waiting) > 0 {
		from := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for a := range envs.Action(p.Spec().Actions) {
			for _, o := range p.Transitions(from, a) {
				if o.Probability > 0 && !o.Terminated && !all[o.Next] {
					all[o.Next] = true
					waiting = append(waiting, o.Next)
				}
			}
		}
	}
	return all
}
