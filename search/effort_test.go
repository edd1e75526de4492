package search_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// timer makes a simulation of a tree take a millisecond.
func timer(tree *search.Tree, soft, hard int) *search.Timer {
	return &search.Timer{
		Soft: time.Duration(soft) * time.Millisecond, Hard: time.Duration(hard) * time.Millisecond,
		Elapsed: func() time.Duration { return time.Duration(tree.Simulations()) * time.Millisecond },
	}
}

// simulate searches a new tree of playouts from s.
func simulate(t *testing.T, game envs.Game, s envs.State, config search.Config, effort func(*search.Tree) search.Effort) *search.Tree {
	t.Helper()
	tree := search.NewTree(game, config, seed.Stream(1))
	tree.Reset(s)
	ev := search.NewRollout(game, 1, seed.Stream(2))
	require.NoError(t, effort(tree).Simulate(context.Background(), ev, tree))
	return tree
}

// unsolved is the usual search without proofs, in which visits tell all.
func unsolved() search.Config {
	config := search.DefaultConfig()
	config.Solve = false
	return config
}

func TestEffortCountsSimulations(t *testing.T) {
	game := connectfour.New()
	for _, n := range []int{1, 7, 8, 9, 100} {
		tree := simulate(t, game, game.New(0), unsolved(), func(*search.Tree) search.Effort { return search.Effort{Simulations: n} })
		assert.Equal(t, n, tree.Simulations())
	}
	assert.Panics(t, func() {
		simulate(t, game, game.New(0), unsolved(), func(*search.Tree) search.Effort { return search.Effort{} })
	})
}

// Leaves that are judged together are no more than there are simulations.
func TestEffortOfSeveralLeaves(t *testing.T) {
	game := connectfour.New()
	for _, n := range []int{1, 2, 7, 31, 100} {
		batches, most := 0, 0
		tree := search.NewTree(game, unsolved(), seed.Stream(1))
		tree.Reset(game.New(0))
		ev := counting{search.NewRollout(game, 1, seed.Stream(2)), func(leaves int) { batches, most = batches+1, max(most, leaves) }}
		require.NoError(t, search.Effort{Simulations: n, Leaves: 3}.Simulate(context.Background(), ev, tree))
		assert.Equal(t, n, tree.Simulations())
		assert.LessOrEqual(t, most, 3)
		if n == 100 {
			assert.Equal(t, 3, most)
			assert.Less(t, batches, 60)
		}
	}
}

// counting tells how many leaves were judged together.
type counting struct {
	search.Evaluator
	tell func(leaves int)
}

func (c counting) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	c.tell(len(leaves))
	return c.Evaluator.Evaluate(ctx, leaves)
}

// A choice that is clear ends at the soft limit, or before if no time is left
// to change it; none goes on beyond the hard one.
func TestEffortKeepsToItsTime(t *testing.T) {
	game := connectfour.New()
	for _, c := range []struct {
		name, moves string
		soft, hard  int
		early       bool
		least, most int // simulations of a millisecond each
	}{
		{"no time at all", "", 0, 0, false, 1, 1},
		{"soft and hard are one", "", 100, 100, false, 100, 100},
		{"a win to be seen", "112233", 200, 800, false, 200, 210},
		{"which is seen early", "112233", 200, 800, true, 40, 180},
		{"an even choice", "", 200, 300, false, 200, 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := connectfour.FromMoves(c.moves)
			require.NoError(t, err)
			tree := simulate(t, game, s, unsolved(), func(tree *search.Tree) search.Effort {
				return search.Effort{Timer: timer(tree, c.soft, c.hard), Early: c.early}
			})
			assert.GreaterOrEqual(t, tree.Simulations(), c.least)
			assert.LessOrEqual(t, tree.Simulations(), c.most)
		})
	}
}

// An early end saves simulations and never changes the choice.
func TestEarlyEndsKeepTheChoice(t *testing.T) {
	game := connectfour.New()
	saved := 0
	for number := range uint64(60) {
		rng, s := seed.Stream(number), game.New(0)
		for range number % 20 {
			if legal := s.Legal(nil); len(legal) > 0 {
				s.Play(legal[rng.IntN(len(legal))])
			}
		}
		if s.ToPlay() == envs.Over {
			continue
		}
		const most = 150
		full := simulate(t, game, s, unsolved(), func(*search.Tree) search.Effort { return search.Effort{Simulations: most} })
		early := simulate(t, game, s, unsolved(), func(*search.Tree) search.Effort {
			return search.Effort{Simulations: most, Early: true}
		})
		assert.Equal(t, full.Choose(0, nil), early.Choose(0, nil), "position %d", number)
		saved += most - early.Simulations()
	}
	assert.Greater(t, saved, 60*10, "simulations that were not needed")
}

// The only move is chosen at once, and a Gumbel search is left alone.
func TestEarlyEndOfTheOnlyMove(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("XOXXOOO.X")
	require.NoError(t, err)
	effort := func(*search.Tree) search.Effort { return search.Effort{Simulations: 100, Early: true} }
	assert.LessOrEqual(t, simulate(t, game, s, unsolved(), effort).Simulations(), 8)
	gumbel := unsolved()
	gumbel.Gumbel = 4
	assert.Equal(t, 100, simulate(t, game, s, gumbel, effort).Simulations())
}

// An action that is proven lost does not decide anything, however often it
// was tried.
func TestDecidedLeavesAsideWhatIsLost(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("X...O.X..")
	require.NoError(t, err)
	config := search.DefaultConfig()
	config.Lookahead = true
	effort := search.Effort{Simulations: 1000, Early: true}
	tree := simulate(t, game, s, config, func(*search.Tree) search.Effort { return effort })
	assert.False(t, tree.Solved())
	assert.Less(t, tree.Simulations(), 100, "all but one move are soon lost")
	assert.EqualValues(t, 3, tree.Choose(0, nil))
}

func TestEffortEndsWithItsContext(t *testing.T) {
	game := connectfour.New()
	tree := search.NewTree(game, unsolved(), seed.Stream(1))
	tree.Reset(game.New(0))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := search.Effort{Simulations: 100}.Simulate(ctx, search.NewRollout(game, 1, seed.Stream(2)), tree)
	assert.ErrorIs(t, err, context.Canceled)
	require.NoError(t, search.Effort{Simulations: 50}.Simulate(context.Background(), search.NewRollout(game, 1, seed.Stream(2)), tree))
	assert.Equal(t, 50, tree.Simulations(), "the tree is whole")
}
