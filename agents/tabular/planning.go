package tabular

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// Process is a world of one seat whose tables are known.
type Process interface {
	envs.Game
	envs.Model
}

// Plan is what dynamic programming finds.
type Plan struct {
	Values  []float64   // by state, the expected return from there
	Actions [][]float64 // by state and action, the return of the action and the best after it
	Sweeps  int         // over all states
}

// mostSweeps is where ValueIteration and PolicyValue give up: a world that
// can be paid without end has no values at discount 1.
const mostSweeps = 10_000_000

// ValueIteration returns the plan that no other is better than, at a discount
// of more than 0 and at most 1 a step. It sweeps over the states until no
// value changes by more than tolerance, and panics if that never happens. The
// time limit of the world plays no part.
func ValueIteration(p Process, discount, tolerance float64) Plan {
	plan := Plan{Values: make([]float64, p.States())}
	plan.Sweeps = settle(plan.Values, tolerance, func(state int) float64 {
		best := math.Inf(-1)
		for a := range p.Spec().Actions {
			best = max(best, backup(p, plan.Values, turn{state, a}, discount))
		}
		return best
	})
	plan.Actions = actionValues(p, plan.Values, discount)
	return plan
}

// PolicyValue returns the expected return from each state of a policy, the
// probability of each action in each state. It sweeps as ValueIteration does.
func PolicyValue(p Process, policy [][]float64, discount, tolerance float64) []float64 {
	values := make([]float64, p.States())
	settle(values, tolerance, func(state int) float64 {
		var sum float64
		for a, probability := range policy[state] {
			if probability > 0 {
				sum += probability * backup(p, values, turn{state, a}, discount)
			}
		}
		return sum
	})
	return values
}

// UniformPolicy is the policy that takes every action with the same
// probability, for PolicyValue.
func UniformPolicy(p Process) [][]float64 {
	policy := make([][]float64, p.States())
	for state := range policy {
		policy[state] = make([]float64, p.Spec().Actions)
		for a := range policy[state] {
			policy[state][a] = 1 / float64(p.Spec().Actions)
		}
	}
	return policy
}

// WithinHorizon returns the largest expected return from each state of any
// policy that knows how many steps are left, at the discount, when the
// episode is cut off after so many steps.
func WithinHorizon(p Process, steps int, discount float64) []float64 {
	values := make([]float64, p.States())
	before := make([]float64, p.States())
	for range steps {
		copy(before, values)
		for state := range values {
			values[state] = math.Inf(-1)
			for a := range p.Spec().Actions {
				values[state] = max(values[state], backup(p, before, turn{state, a}, discount))
			}
		}
	}
	return values
}

// FromStart is the mean of values over the states that an episode starts in.
func FromStart(p Process, values []float64) float64 {
	var sum float64
	for state, probability := range p.Starts() {
		sum += probability * values[state]
	}
	return sum
}

// settle sweeps over the states, replacing each value by what update makes of
// those there are, until a sweep changes none by more than tolerance. It
// returns the number of sweeps.
func settle(values []float64, tolerance float64, update func(state int) float64) int {
	for sweep := 1; sweep <= mostSweeps; sweep++ {
		var change float64
		for state := range values {
			v := update(state)
			change = max(change, math.Abs(v-values[state]))
			values[state] = v
		}
		if change <= tolerance {
			return sweep
		}
	}
	panic(fmt.Sprintf("tabular: values still change by more than %v after %d sweeps: is the return bounded?", tolerance, mostSweeps))
}

// turn is an action in a state.
type turn struct{ state, action int }

// backup is the expected return of a turn when values are those of the states
// after it.
func backup(p Process, values []float64, t turn, discount float64) float64 {
	var sum float64
	for _, o := range p.Transitions(t.state, envs.Action(t.action)) {
		future := 0.0
		if !o.Terminated {
			future = discount * values[o.Next]
		}
		sum += o.Probability * (o.Reward + future)
	}
	return sum
}

func actionValues(p Process, values []float64, discount float64) [][]float64 {
	all := make([][]float64, p.States())
	for state := range all {
		all[state] = make([]float64, p.Spec().Actions)
		for a := range all[state] {
			all[state][a] = backup(p, values, turn{state, a}, discount)
		}
	}
	return all
}
