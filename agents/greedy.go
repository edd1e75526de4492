package agents

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Greedy returns the agent that looks one ply ahead: it plays an action of
// game with the greatest immediate reward for the mover, any of several with
// the same probability, drawn from rng, which it owns from now on.
func Greedy(game envs.Game, rng *rand.Rand) Agent {
	return &greedy{
		rng:     rng,
		after:   game.New(0),
		rewards: make([]float32, game.Spec().Players),
	}
}

type greedy struct {
	rng     *rand.Rand
	after   envs.State // the position after the action on trial
	rewards []float32  // by seat
	legal   []envs.Action
}

func (g *greedy) Reset() {}

func (g *greedy) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	mover := s.ToPlay()
	g.legal = s.Legal(g.legal[:0])
	best := g.legal[:0] // overwrites only what has been tried
	var most float32
	for _, a := range g.legal {
		g.after.CopyFrom(s)
		g.after.Play(a)
		g.after.Rewards(g.rewards)
		reward := g.rewards[mover]
		if len(best) == 0 || reward > most {
			best, most = append(best[:0], a), reward
		} else if reward == most {
			best = append(best, a)
		}
	}
	return best[g.rng.IntN(len(best))], nil
}
