package agents

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Analyst is the power of an Agent to look at a position as far as its caller
// wishes, and to tell what it thinks while it does.
type Analyst interface {
	// Analyze looks at s, which is read only and not over, and returns what it
	// thinks of it, candidates best first. It ends at a limit of the query
	// and when the context ends, which is an error only if it thinks nothing
	// yet. What it finds may serve the Acts that follow.
	Analyze(ctx context.Context, s envs.State, q Query) (Thought, error)
}

// Query is how an Analyst looks at a position. The zero Query is a look as
// for a move of its own.
type Query struct {
	Visits  int  // simulations or positions at most, 0 is no limit
	Depth   int  // plies at most, for those who count them; 0 is no limit
	Endless bool // the agent's own measure is no limit where the query has none

	Only  []envs.Action // the legal moves to consider, nil is all
	Lines int           // how many candidates are wanted with a value and a line, at least 1

	// Watch, if not nil, is called now and then, often. What the agent thinks
	// so far is to be had by calling think, within that call only.
	Watch func(think func() Thought)
}

// errRestricted is the error of an agent that cannot be told what to consider.
var errRestricted = errors.New("this agent cannot be asked about some of the moves only")

// Analyze asks an agent what it thinks of s. One that is no Analyst is asked
// for a move, and to explain it if it can.
func Analyze(ctx context.Context, a Agent, s envs.State, q Query) (Thought, error) {
	if analyst, ok := Power[Analyst](a); ok {
		return analyst.Analyze(ctx, s, q)
	}
	if q.Only != nil {
		return Thought{}, errRestricted
	}
	move, err := a.Act(ctx, s)
	if err != nil {
		return Thought{}, err
	}
	if legal := s.Legal(nil); !slices.Contains(legal, move) {
		return Thought{}, fmt.Errorf("action %d is illegal", move)
	}
	var t Thought
	if e, ok := Power[Explainer](a); ok {
		t = e.Explain()
	}
	at := slices.IndexFunc(t.Candidates, func(c Candidate) bool { return c.Action == move })
	switch {
	case at < 0:
		t.Candidates = slices.Insert(t.Candidates, 0, Candidate{Action: move, Line: []envs.Action{move}})
	case at > 0: // a move that was drawn
		chosen := t.Candidates[at]
		t.Candidates = slices.Insert(slices.Delete(t.Candidates, at, at+1), 0, chosen)
	}
	return t, nil
}
