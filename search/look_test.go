package search_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// Every action gets the score of plain minimax, in the order of their worth,
// and a line of legal moves.
func TestLinesAreMinimax(t *testing.T) {
	for world := range uint64(150) {
		game := tangle{world}
		s := game.New(0)
		legal := s.Legal(nil)
		for depth := 2; depth <= 5; depth++ {
			ab := search.NewAlphaBeta(game, 9)
			require.NoError(t, ab.Search(context.Background(), s, search.Look{Depth: depth, Lines: 8, Forced: true}))
			lines := ab.Lines()
			require.Len(t, lines, len(legal))
			var seen []envs.Action
			var last worth
			for i, l := range lines {
				want, _ := bestOf(game, s, []envs.Action{l.Action}, 0, 0, depth)
				require.Equal(t, []float32{want.value, -want.value}, l.Values, "world %d, depth %d, action %d", world, depth, l.Action)
				require.False(t, i > 0 && want.better(last, s.ToPlay()), "the best come first")
				last = want
				seen = append(seen, l.Action)
				follow(t, game, s, l.Moves)
			}
			slices.Sort(seen)
			require.Equal(t, legal, seen, "each action once")
		}
	}
}

// follow plays the moves of a line on a copy of s, which must be legal.
func follow(t *testing.T, game envs.Game, s envs.State, moves []envs.Action) envs.State {
	t.Helper()
	at := game.New(0)
	at.CopyFrom(s)
	for i, a := range moves {
		require.Contains(t, at.Legal(nil), a, "move %d of the line", i+1)
		at.Play(a)
	}
	return at
}

// The best line of a solved game is played to its end, where its value is
// earned; mates in so many plies are told as such.
func TestTheBestLineIsPlayedToItsEnd(t *testing.T) {
	game := tictactoe.New()
	for _, c := range []struct {
		board string
		value float32
		end   int
	}{
		{"XX.OO....", 1, 1}, {"XXOOOXX..", 0, 2}, {"X...O....", 0, 7}, {"X...O...X", 0, 6}, {"XO.......", 1, 5}, {"X.X.O.X.O", -1, 2},
	} {
		t.Run(c.board, func(t *testing.T) {
			s, err := game.ParsePosition(c.board)
			require.NoError(t, err)
			ab := search.NewAlphaBeta(game, 9)
			require.NoError(t, ab.Search(context.Background(), s, search.Look{}))
			line := ab.Lines()[0]
			assert.Equal(t, c.value, line.Values[s.ToPlay()])
			if c.value != 0 {
				assert.Equal(t, c.end, line.End)
			}

			tree := search.NewTree(game, search.DefaultConfig(), seed.Stream(1))
			tree.Reset(s)
			require.NoError(t, search.Simulate(context.Background(), search.NewRollout(game, 1, seed.Stream(2)), tree, 100_000))
			require.True(t, tree.Solved())
			line = tree.Lines(1)[0]
			assert.Equal(t, c.value, line.Values[s.ToPlay()])
			assert.Equal(t, line.End, len(line.Moves))
			rewards := make([]float32, 2)
			end := follow(t, game, s, line.Moves)
			end.Rewards(rewards)
			assert.Equal(t, envs.Over, end.ToPlay())
			assert.Equal(t, line.Values, rewards)
		})
	}
}

func TestOnlySomeActionsAreConsidered(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("XX.OO....")
	require.NoError(t, err)
	only := []envs.Action{8, 6}
	ab := search.NewAlphaBeta(game, 9)
	require.NoError(t, ab.Search(context.Background(), s, search.Look{Only: only, Lines: 9}))
	assert.Len(t, ab.Lines(), 2)
	assert.EqualValues(t, -1, ab.Lines()[0].Values[0], "neither move stops the loss")

	tree := search.NewTree(game, search.DefaultConfig(), seed.Stream(1))
	tree.Reset(s)
	tree.Restrict(only)
	require.NoError(t, search.Simulate(context.Background(), search.NewRollout(game, 1, seed.Stream(2)), tree, 1000))
	for _, l := range tree.Lines(9) {
		assert.Contains(t, only, l.Action)
		assert.EqualValues(t, -1, l.Values[0])
	}
	assert.Panics(t, func() { tree.Restrict(only) })
	tree.Follow(s)
	assert.Len(t, tree.Lines(9), 2, "what was found is kept")
	tree.Reset(s)
	require.NoError(t, search.Simulate(context.Background(), search.NewRollout(game, 1, seed.Stream(2)), tree, 100))
	assert.Len(t, tree.Lines(9), 5, "a new root is free again")
}

func TestALookEndsAtItsNodes(t *testing.T) {
	game := tangle{3}
	for _, nodes := range []int{100, 1500, 5000} {
		ab := search.NewAlphaBeta(game, search.MaxDepth)
		watched := 0
		look := search.Look{Nodes: nodes, Watch: func() {
			watched++
			for _, l := range ab.Lines() {
				follow(t, game, game.New(0), l.Moves)
			}
		}}
		require.NoError(t, ab.Search(context.Background(), game.New(0), look))
		assert.InDelta(t, nodes, ab.Nodes(), 10)
		assert.Positive(t, watched)
		depth, selective := ab.Depth()
		assert.Greater(t, depth, 1)
		assert.GreaterOrEqual(t, selective, depth)
	}
}

// An interrupted search keeps what it found; one that was over before it began
// has nothing.
func TestALookEndsWithItsContext(t *testing.T) {
	game := tangle{3}
	ctx, cancel := context.WithCancel(context.Background())
	ab := search.NewAlphaBeta(game, search.MaxDepth)
	require.NoError(t, ab.Search(ctx, game.New(0), search.Look{Watch: func() {
		if ab.Nodes() > 5000 {
			cancel()
		}
	}}))
	assert.NotEmpty(t, ab.Lines())
	assert.ErrorIs(t, ab.Search(ctx, game.New(0), search.Look{}), context.Canceled)
	assert.Empty(t, ab.Lines())
}
