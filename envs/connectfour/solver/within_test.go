package solver

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// TestWithinIsWhatTheScoreSays asks about every number of plies in positions
// of random games, by a solver that remembers nothing of their scores.
func TestWithinIsWhatTheScoreSays(t *testing.T) {
	exact := New(Config{TableBits: 16})
	for game := range uint64(20) {
		rng := seed.Stream(game)
		state := connectfour.New().New(0).(*connectfour.State)
		for legal := state.Legal(nil); len(legal) > 0; legal = state.Legal(nil) {
			if state.Plies() > 22 {
				checkWithin(t, exact, state)
			}
			state.Play(legal[rng.IntN(len(legal))])
		}
	}
}

func checkWithin(t *testing.T, exact *Solver, state *connectfour.State) {
	t.Helper()
	score, err := exact.Score(context.Background(), state)
	require.NoError(t, err)
	left := pliesLeft(state.Plies(), score)
	asked := New(Config{TableBits: 8})
	for plies := range connectfour.Cells + 1 {
		within, err := asked.Within(context.Background(), state, plies)
		require.NoError(t, err)
		require.Equal(t, plies >= left, within, "within %d plies, of %d left:\n%s", plies, left, state)
	}
}

// pliesLeft counts the plies of perfect play from its definition: the winner
// puts down its last disc when score-1 of its 21 are left.
func pliesLeft(plies, score int) int {
	if score == 0 {
		return cells - plies
	}
	winner := envs.Player(plies % 2)
	if score < 0 {
		winner, score = 1-winner, -score
	}
	discs := cells/2 - (score - 1)
	if winner == 0 {
		return 2*discs - 1 - plies
	}
	return 2*discs - plies
}

func TestWithinStopsWithTheContext(t *testing.T) {
	state, err := connectfour.FromMoves("4444")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = New(Config{}).Within(ctx, state, 20)
	assert.ErrorIs(t, err, context.Canceled)
}
