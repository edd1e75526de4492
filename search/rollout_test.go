package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The published expectation of a game of tic-tac-toe between players who move
// at random is 0.2968 for the first: 0.585 wins less 0.288 losses.
func TestRolloutsEstimateRandomPlay(t *testing.T) {
	game := tictactoe.New()
	r := NewRollout(game, 20000, seed.Stream(1))
	leaf := Leaf{game.New(0), make([]float32, 9), make([]float32, 2)}
	require.NoError(t, r.Evaluate(context.Background(), []Leaf{leaf}))
	assert.InDelta(t, 0.29683, leaf.Values[0], 0.02)
	assert.InDelta(t, -0.29683, leaf.Values[1], 0.02)
	assert.Equal(t, make([]float32, 9), leaf.Logits)
	assert.Equal(t, envs.Player(0), leaf.State.ToPlay(), "the leaf is read only")
}
