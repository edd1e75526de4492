package alphazero

import (
	"context"
	"io"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/team"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// Parallel judges the leaves of a batch on several threads at a time, each
// with an Evaluator over a clone of one plan. What it says of a leaf does not
// depend on how many they are. Not safe for concurrent use.
type Parallel struct {
	evaluators []*Evaluator
	team       *team.Team // nil until there is work, and after Close

	// What Evaluate was given, for the parts that judge does at a time.
	ctx    context.Context
	leaves []search.Leaf
	parts  int
	judge  func(part int)
}

var (
	_ search.Evaluator = (*Parallel)(nil)
	_ io.Closer        = (*Parallel)(nil)
)

// NewParallel returns an evaluator like that of NewEvaluatorOf on so many
// threads, at least 1, the caller's included.
func NewParallel(game envs.Game, plan *nets.Plan, threads int, view View) *Parallel {
	p := &Parallel{evaluators: []*Evaluator{NewEvaluatorOf(game, plan, view)}}
	for len(p.evaluators) < threads {
		p.evaluators = append(p.evaluators, NewEvaluatorOf(game, plan.Clone(), view))
	}
	p.judge = func(part int) {
		n := len(p.leaves)
		_ = p.evaluators[part].Evaluate(p.ctx, p.leaves[part*n/p.parts:(part+1)*n/p.parts]) // fails with the context alone
	}
	return p
}

// Evaluate implements search.Evaluator.
func (p *Parallel) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	if p.team == nil {
		p.team = team.New(len(p.evaluators))
	}
	p.ctx, p.leaves, p.parts = ctx, leaves, min(len(leaves), len(p.evaluators))
	p.team.Do(p.parts, p.judge)
	return ctx.Err()
}

// Close ends the threads. The next Evaluate would start others.
func (p *Parallel) Close() error {
	if p.team != nil {
		p.team.Close()
		p.team = nil
	}
	return nil
}
