package agents

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Random returns the agent that plays every legal action with the same
// probability, drawn from rng, which it owns from now on.
func Random(rng *rand.Rand) Agent { return &random{rng: rng} }

type random struct {
	rng   *rand.Rand
	legal []envs.Action
}

func (r *random) Reset() {}

func (r *random) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	r.legal = s.Legal(r.legal[:0])
	return r.legal[r.rng.IntN(len(r.legal))], nil
}
