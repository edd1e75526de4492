package search

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Rollout judges a position by playing it to its end at random: every action
// is equally likely a priori, and the values are the mean returns of the
// playouts. All playouts draw from one stream, so a Rollout serves one search
// and is not safe for concurrent use.
type Rollout struct {
	playouts int
	rng      *rand.Rand
	state    envs.State
	legal    []envs.Action
	rewards  []float32
}

var _ Evaluator = (*Rollout)(nil)

// NewRollout returns an evaluator that plays each position of game to its end
// the given number of times, at least once.
func NewRollout(game envs.Game, playouts int, rng *rand.Rand) *Rollout {
	return &Rollout{
		playouts: max(1, playouts),
		rng:      rng,
		state:    game.New(0),
		rewards:  make([]float32, game.Spec().Players),
	}
}

// Evaluate implements Evaluator.
func (r *Rollout) Evaluate(ctx context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		clear(leaf.Logits)
		clear(leaf.Values)
		for range r.playouts {
			r.playout(leaf)
		}
		for p := range leaf.Values {
			leaf.Values[p] /= float32(r.playouts)
		}
	}
	return ctx.Err()
}

// playout adds the returns of one random playout to the values of leaf.
func (r *Rollout) playout(leaf Leaf) {
	r.state.CopyFrom(leaf.State)
	for r.state.ToPlay() != envs.Over {
		r.legal = r.state.Legal(r.legal[:0])
		r.state.Play(r.legal[r.rng.IntN(len(r.legal))])
		r.state.Rewards(r.rewards)
		for p, reward := range r.rewards {
			leaf.Values[p] += reward
		}
	}
}
