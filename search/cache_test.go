package search

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// leavesOf returns room for the judgement of states.
func leavesOf(states ...envs.State) []Leaf {
	leaves := make([]Leaf, len(states))
	for i, s := range states {
		leaves[i] = Leaf{s, make([]float32, 7), make([]float32, 2)}
	}
	return leaves
}

// However small the table, batches through it have the judgements of batches
// without it.
func TestCacheChangesNothing(t *testing.T) {
	game := connectfour.New()
	ctx := context.Background()
	for _, entries := range []int{1, 2, 16, 4096} {
		rng := seed.Stream(uint64(entries))
		cached := NewCache(new(hashed), game.Spec(), entries)
		for range 200 {
			var states []envs.State
			for range 1 + rng.IntN(12) {
				states = append(states, after(game, rng.IntN(4), rng)) // few, so that they repeat
			}
			got, want := leavesOf(states...), leavesOf(states...)
			require.NoError(t, cached.Evaluate(ctx, got))
			require.NoError(t, new(hashed).Evaluate(ctx, want))
			require.Equal(t, want, got, "table of %d", entries)
		}
	}
}

func TestCacheJudgesAPositionOnce(t *testing.T) {
	game := connectfour.New()
	inner := new(hashed)
	cached := NewCache(inner, game.Spec(), 1024)
	a, b := game.New(0), game.New(0)
	b.Play(3)
	require.NoError(t, cached.Evaluate(context.Background(), leavesOf(a, b, a, a)))
	assert.Equal(t, 2, inner.leaves, "in one batch")
	require.NoError(t, cached.Evaluate(context.Background(), leavesOf(b, a)))
	assert.Equal(t, 2, inner.leaves, "in later ones")
}

// failing is an evaluator that cannot judge.
type failing struct{}

var errFailing = errors.New("no judgement")

func (failing) Evaluate(context.Context, []Leaf) error { return errFailing }

func TestCacheKeepsNothingOfAFailure(t *testing.T) {
	game := connectfour.New()
	cached := NewCache(failing{}, game.Spec(), 16)
	require.ErrorIs(t, cached.Evaluate(context.Background(), leavesOf(game.New(0))), errFailing)
	cached.inner = new(hashed)
	got, want := leavesOf(game.New(0)), leavesOf(game.New(0))
	require.NoError(t, cached.Evaluate(context.Background(), got))
	require.NoError(t, new(hashed).Evaluate(context.Background(), want))
	assert.Equal(t, want, got)
}
