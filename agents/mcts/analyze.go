package mcts

import (
	"context"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

var (
	_ agents.Analyst   = (*Agent)(nil)
	_ agents.Explainer = (*Agent)(nil)
)

// mostCandidates is how many candidates a Thought has at most.
const mostCandidates = 64

// Analyze implements agents.Analyst. A tree search does not count plies: by a
// query's Depth alone it takes its own measure. A clock that was set ends it.
func (a *Agent) Analyze(ctx context.Context, s envs.State, q agents.Query) (agents.Thought, error) {
	a.ponders.Stop()
	if q.Only != nil || a.fresh {
		a.tree.Reset(s)
		a.tree.Restrict(q.Only)
	} else {
		a.tree.Follow(s)
	}
	a.fresh = q.Only != nil // a root without all its actions is of no use later
	effort := search.Effort{Simulations: q.Visits}
	switch {
	case q.Visits == 0 && !q.Endless:
		effort = a.effort(s)
	case a.clock.Seats != nil:
		effort.Timer = a.timer(s, a.clock)
	}
	a.clock = agents.Clock{}
	if effort.Simulations == 0 && effort.Timer == nil && !q.Endless {
		return agents.Thought{}, errEndless
	}
	for n := 0; n == 0 || !effort.Over(a.tree); n = a.tree.Simulations() {
		if err := ctx.Err(); err != nil && n > 0 {
			break
		} else if err != nil {
			return agents.Thought{}, err
		}
		// A judgement that is broken off would leave a hole in the tree.
		more := a.config.Leaves
		if effort.Simulations > 0 {
			more = min(more, effort.Simulations-n)
		}
		if err := search.SimulateBatches(context.WithoutCancel(ctx), a.evaluator, a.tree, n+more, more); err != nil {
			a.fresh = true
			return agents.Thought{}, err
		}
		if q.Watch != nil {
			q.Watch(a.Explain)
		}
		if a.tree.Simulations() == n { // it is solved or full
			break
		}
	}
	return a.Explain(), nil
}

// Explain returns what the tree holds of the last position: it may be asked
// after an Act and an Analyze.
func (a *Agent) Explain() agents.Thought {
	if t, ok := a.ponders.Thought(); ok {
		return t
	}
	t := agents.Thought{Values: make([]float32, a.game.Spec().Players), Visits: a.tree.Simulations()}
	a.tree.Values(t.Values)
	for _, l := range a.tree.Lines(mostCandidates) {
		t.Candidates = append(t.Candidates, agents.Candidate{
			Action: l.Action, Values: l.Values, Prior: l.Prior, Visits: l.Visits, Line: l.Moves, End: l.End,
		})
		t.Depth = max(t.Depth, len(l.Moves))
	}
	return t
}
