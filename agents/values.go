package agents

import (
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// ThoughtOfValues is what an agent thinks that knows nothing but what each
// legal action is worth to the seat that moves: values[i] is that of legal[i].
// Where there are two seats, what one wins the other loses.
func ThoughtOfValues(values []float32, legal []envs.Action, mover envs.Player, seats int) Thought {
	var t Thought
	for i, a := range legal {
		returns := make([]float32, seats)
		for p := range returns {
			returns[p] = -values[i]
		}
		returns[mover] = values[i]
		t.Candidates = append(t.Candidates, Candidate{Action: a, Values: returns, Line: []envs.Action{a}})
	}
	slices.SortStableFunc(t.Candidates, func(a, b Candidate) int {
		switch x, y := a.Values[mover], b.Values[mover]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	if len(t.Candidates) > 0 {
		t.Values = t.Candidates[0].Values
	}
	return t
}
