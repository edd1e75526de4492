package alphabeta

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Agent plays a best move of an alpha-beta search, any of several with the
// same probability.
type Agent struct {
	search *search.AlphaBeta
	rng    *rand.Rand
	best   []envs.Action
}

var _ agents.Agent = (*Agent)(nil)

// New returns an agent for game that looks depth plies ahead and breaks ties
// by rng. It is an error if the world has not two seats or the depth is not
// from 1 to search.MaxDepth.
func New(game envs.Game, depth int, rng *rand.Rand) (*Agent, error) {
	if spec := game.Spec(); spec.Players != 2 {
		return nil, fmt.Errorf("alphabeta: %s has seats: %d; want a world of two", spec.Name, spec.Players)
	}
	if depth < 1 || depth > search.MaxDepth {
		return nil, fmt.Errorf("alphabeta: depth %d; want 1 to %d", depth, search.MaxDepth)
	}
	return &Agent{search: search.NewAlphaBeta(game, depth), rng: rng}, nil
}

// Reset implements agents.Agent. No game leaves a trace that matters.
func (a *Agent) Reset() {}

// Act implements agents.Agent.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	var err error
	if a.best, err = a.search.Best(ctx, s, a.best[:0]); err != nil {
		return 0, err
	}
	return a.best[a.rng.IntN(len(a.best))], nil
}
