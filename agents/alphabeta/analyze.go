package alphabeta

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

// Analyze implements agents.Analyst. By its own measure it looks as deep as
// for a move, and as long. A clock that was set ends it.
func (a *Agent) Analyze(ctx context.Context, s envs.State, q agents.Query) (agents.Thought, error) {
	a.ponders.Stop()
	clock := a.clock
	a.clock = agents.Clock{}
	look := search.Look{Nodes: q.Visits}
	if clock.Seats != nil {
		look.Timer = a.limits(s, clock).Timer
	}
	switch {
	case q.Endless || q.Visits > 0 && q.Depth == 0:
		look.Depth = search.MaxDepth
	case q.Visits == 0 && q.Depth == 0:
		look = a.limits(s, clock)
	}
	if q.Depth > 0 {
		look.Depth = min(q.Depth, search.MaxDepth)
	}
	look.Only, look.Lines, look.Forced = q.Only, q.Lines, true
	if q.Watch != nil {
		look.Watch = func() { q.Watch(a.think) }
	}
	if err := a.search.Search(ctx, s, look); err != nil {
		return agents.Thought{}, err
	}
	return a.think(), nil
}

// Explain implements agents.Explainer. The move played may be another of the
// same worth than the first candidate.
func (a *Agent) Explain() agents.Thought {
	if t, ok := a.ponders.Thought(); ok {
		return t
	}
	return a.think()
}

// think returns what the search holds of the position.
func (a *Agent) think() agents.Thought {
	t := agents.Thought{Visits: a.search.Nodes()}
	t.Depth, t.Selective = a.search.Depth()
	for _, l := range a.search.Lines() {
		t.Candidates = append(t.Candidates, agents.Candidate{Action: l.Action, Values: l.Values, Line: l.Moves, End: l.End})
	}
	if len(t.Candidates) > 0 {
		t.Values = t.Candidates[0].Values
	}
	return t
}
