package search

import (
	"context"

	"github.com/tengen-rl/tengen/envs"
)

// Leaf is a position that a search wants judged, with room for the judgement.
type Leaf struct {
	State  envs.State // read only; never over
	Logits []float32  // length Spec.Actions: unnormalised log-probability of each action; those of illegal actions are ignored
	Values []float32  // length Spec.Players: expected return of each seat from here on
}

// Evaluator judges positions. It fills the Logits and Values of every leaf,
// each independent of its batch-mates: a leaf gets the same judgement in any
// batch. If the context ends first, it returns its error.
type Evaluator interface {
	Evaluate(ctx context.Context, leaves []Leaf) error
}

// Solver knows the exact outcome of positions.
type Solver interface {
	// Solve appends a score for each legal action of s, in the order of
	// s.Legal, from the eyes of the seat to move: positive if the action
	// wins, zero if it draws, negative if it loses. A larger score is a
	// better win or a milder loss, as the world counts: a quicker win, or a
	// greater margin. The state is read only. It is an error if the solver
	// does not take the position on, or the context ends first.
	Solve(ctx context.Context, s envs.State, dst []int) ([]int, error)
}
