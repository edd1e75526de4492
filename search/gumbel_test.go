package search

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// With few simulations a Gumbel search finds what its values say: the improved
// policy is no worse than the prior in expectation.
func TestAGumbelSearchImprovesItsPolicy(t *testing.T) {
	game := connectfour.New()
	config := DefaultConfig()
	config.Gumbel, config.Solve, config.RescaleValues, config.ValueScale = 4, false, false, 1
	for plies := range 20 {
		s := after(game, plies, seed.Stream(uint64(100+plies)))
		tree := grown(t, game, config, s, 33)
		target := make([]float32, 7)
		tree.Target(target)
		assert.InDelta(t, 1, sum(target), 1e-4)
		var prior, improved float32
		tried := 0
		values := append([]float32(nil), tree.completed(0)...)
		for i, e := range tree.actions(0) {
			prior += e.prior * values[i]
			improved += target[e.action] * values[i]
			if e.visits > 0 {
				tried++
			}
		}
		assert.GreaterOrEqual(t, improved, prior-1e-3)
		assert.LessOrEqual(t, tried, 4, "no more actions are tried than considered")
		assert.Equal(t, 33, tree.Simulations())
		checkSums(t, tree)
		chosen := tree.Choose(0, nil)
		if s.Play(chosen); s.ToPlay() == envs.Over {
			continue
		}
		tree.Advance(chosen) // its tries count anew
		require.NoError(t, Simulate(context.Background(), new(hashed), tree, 20))
		assert.Equal(t, 20, tree.Simulations())
	}
}

// The noise of a Gumbel search draws actions by the policy: with values that
// are all alike, each as often as its prior says.
func TestGumbelNoiseSamplesThePrior(t *testing.T) {
	config := DefaultConfig()
	config.Gumbel, config.Solve = 1, false
	counts := make([]float64, 7)
	rng := seed.Stream(5)
	tree := NewTree(connectfour.New(), config, rng)
	const games = 4000
	for range games {
		tree.Reset(connectfour.New().New(0))
		require.NoError(t, Simulate(context.Background(), flatValues{}, tree, 2))
		counts[tree.Choose(0, nil)]++
	}
	for i, e := range tree.actions(0) {
		p := float64(e.prior)
		assert.InDelta(t, p, counts[i]/games, 4*math.Sqrt(p*(1-p)/games), "action %d", i)
	}
}

// flatValues prefers the greater action and expects nothing.
type flatValues struct{}

func (flatValues) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		for a := range leaf.Logits {
			leaf.Logits[a] = float32(a) / 3
		}
		clear(leaf.Values)
	}
	return nil
}
