package solver

import (
	"cmp"
	"context"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

var _ agents.Analyst = (*Agent)(nil)

// Analyze implements agents.Analyst: every move with its exact outcome, the
// best first. A solver knows no limits but the context; a candidate's line is
// its move alone.
func (a *Agent) Analyze(ctx context.Context, s envs.State, q agents.Query) (agents.Thought, error) {
	var err error
	if a.scores, err = a.solver.Solve(ctx, s, a.scores[:0]); err != nil {
		return agents.Thought{}, err
	}
	a.legal = s.Legal(a.legal[:0])
	order := make([]int, 0, len(a.legal))
	for i, action := range a.legal {
		if q.Only == nil || slices.Contains(q.Only, action) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a.scores[j], a.scores[i]) })
	var t agents.Thought
	for _, i := range order {
		value := float32(cmp.Compare(a.scores[i], 0))
		values := []float32{value, value}
		values[1-s.ToPlay()] = -value
		t.Candidates = append(t.Candidates, agents.Candidate{
			Action: a.legal[i], Values: values, Line: []envs.Action{a.legal[i]},
		})
	}
	t.Values = t.Candidates[0].Values
	if q.Watch != nil {
		q.Watch(func() agents.Thought { return t })
	}
	return t, nil
}
