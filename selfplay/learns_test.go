package selfplay_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/tictactoe/solver"
	"github.com/tengen-rl/tengen/internal/seed"
)

// A few seconds of self-play teach the network most of tic-tac-toe: without
// any search it keeps the value of far more positions than it did untrained.
func TestARunLearnsTicTacToe(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for some seconds")
	}
	dir := t.TempDir()
	c := tiny(t, "generations", "6", "selfplay.games", "128", "selfplay.slots", "32", "selfplay.simulations", "40",
		"network.channels", "16", "train.batch", "64", "train.passes", "6", "train.window", "6000")
	require.NoError(t, train(t, context.Background(), dir, c, options(2)))
	untrained, trained := mistakes(t, dir, 0), mistakes(t, dir, 6)
	t.Logf("mistakes in 4520 positions: %d untrained, %d trained", untrained, trained)
	assert.Less(t, trained, 450)
	assert.Less(t, 3*trained, untrained)
}

// mistakes counts the positions of tic-tac-toe in which the policy of a
// generation, without lookahead, loses value.
func mistakes(t *testing.T, run string, generation int) int {
	t.Helper()
	game := tictactoe.New()
	net, err := alphazero.Load(game, run, generation)
	require.NoError(t, err)
	config := alphazero.DefaultPlay()
	config.Simulations, config.Search.Lookahead = 1, false // the first judges the root
	player := alphazero.NewPlayer(game, net.Compile(1), config, seed.Stream(1))
	truth := solver.New()
	count := 0
	seen := map[uint64]bool{}
	var walk func(s envs.State)
	walk = func(s envs.State) {
		if hash := s.(envs.Hasher).Hash(); s.ToPlay() == envs.Over || seen[hash] {
			return
		} else {
			seen[hash] = true
		}
		player.Reset()
		played, err := player.Act(context.Background(), s)
		require.NoError(t, err)
		scores, err := truth.Solve(context.Background(), s, nil)
		require.NoError(t, err)
		legal := s.Legal(nil)
		best, got := -100, 0
		for i, a := range legal {
			best = max(best, scores[i])
			if a == played {
				got = scores[i]
			}
		}
		if sign(got) < sign(best) {
			count++
		}
		for _, a := range legal {
			next := game.New(0)
			next.CopyFrom(s)
			next.Play(a)
			walk(next)
		}
	}
	walk(game.New(0))
	require.Len(t, seen, 4520)
	return count
}

func sign(x int) int { return min(1, max(-1, x)) }
