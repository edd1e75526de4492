package search

import (
	"context"
	"github.com/stretchr/testify/require"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The parameters of shaped noise add up to alpha, and the more plausible
// action has the more.
func TestShapedNoise(t *testing.T) {
	config := DefaultConfig()
	config.DirichletShaped, config.DirichletAlpha = true, 8
	tree := NewTree(connectfour.New(), config, seed.Stream(1))
	actions := []edge{{prior: 0.9}, {prior: 0.09}, {prior: 0.005}, {prior: 0.0005}, {prior: 1e-9}}
	alphas := tree.concentrations(actions, nil)
	total := 0.0
	for _, a := range alphas {
		total += a
	}
	assert.InDelta(t, 8, total, 1e-9)
	assert.Equal(t, alphas[0], alphas[1], "above 1 % all are plausible")
	assert.Greater(t, alphas[1], alphas[2])
	assert.Equal(t, 8*0.5/5, alphas[4], "an action that is implausible has its even share alone")
}

func TestRootTemperature(t *testing.T) {
	actions := []edge{{prior: 0.64}, {prior: 0.32}, {prior: 0.04}}
	flatten(actions, 2)
	root := 0.8 + math.Sqrt(0.32) + 0.2
	assert.InDelta(t, 0.8/root, actions[0].prior, 1e-6)
	assert.InDelta(t, 0.2/root, actions[2].prior, 1e-6)
}

// A search of the position that is the root already has noise of its own, and
// not that of the last search, too.
func TestNoiseIsMixedInOnce(t *testing.T) {
	config := DefaultConfig()
	config.DirichletFraction, config.RootTemperature = 0.5, 2
	game := connectfour.New()
	tree := grown(t, game, config, game.New(0), 20)
	before, after := make([]float32, 7), make([]float32, 7)
	tree.Prior(before)
	tree.Follow(game.New(0))
	require.NoError(t, Simulate(context.Background(), new(hashed), tree, 20))
	tree.Prior(after)
	assert.Equal(t, before, after)
}
