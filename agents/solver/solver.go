package solver

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Agent plays a move with the greatest exact score, any of several with the
// same probability: it wins as soon as it can and loses as late as it can.
type Agent struct {
	solver search.Solver
	rng    *rand.Rand
	legal  []envs.Action
	scores []int // of legal, in its order
}

var _ agents.Agent = (*Agent)(nil)

// New returns an agent that plays by solver, which it alone uses from now on,
// and breaks ties by rng.
func New(solver search.Solver, rng *rand.Rand) *Agent {
	return &Agent{solver: solver, rng: rng}
}

// Reset implements agents.Agent. What the solver remembers is true of every
// game.
func (a *Agent) Reset() {}

// Act implements agents.Agent.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	var err error
	if a.scores, err = a.solver.Solve(ctx, s, a.scores[:0]); err != nil {
		return 0, err
	}
	a.legal = s.Legal(a.legal[:0])
	best := a.legal[:0] // overwrites only what has been compared
	most := a.scores[0]
	for i, action := range a.legal {
		if a.scores[i] > most {
			best, most = best[:0], a.scores[i]
		}
		if a.scores[i] == most {
			best = append(best, action)
		}
	}
	return best[a.rng.IntN(len(best))], nil
}
