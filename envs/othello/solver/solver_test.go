package solver_test

import (
	"context"
	"math/bits"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/othello/solver"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// plain is the dumb twin of the solver: it plays every game to its end, by the
// rules of package othello alone.
func plain(game othello.Game, s *othello.State, toWinner bool) int {
	mover := s.Mover()
	if s.ToPlay() == envs.Over {
		margin := s.Margin(mover)
		if toWinner {
			empty := bits.OnesCount64(s.Board() &^ (s.Discs(0) | s.Discs(1)))
			margin += min(max(margin, -1), 1) * empty
		}
		return margin
	}
	best := -99
	next := game.New(0).(*othello.State)
	for _, a := range s.Legal(nil) {
		next.CopyFrom(s)
		next.Play(a)
		best = max(best, -plain(game, next, toWinner))
	}
	return best
}

// endgame plays random moves until so many cells are empty, or fewer; anew
// until the game is not over.
func endgame(game othello.Game, empties int, number uint64) *othello.State {
	for rng := seed.Stream(number); ; {
		s := game.New(0).(*othello.State)
		for s.ToPlay() != envs.Over && bits.OnesCount64(s.Board()&^(s.Discs(0)|s.Discs(1))) > empties {
			legal := s.Legal(nil)
			s.Play(legal[rng.IntN(len(legal))])
		}
		if s.ToPlay() != envs.Over {
			return s
		}
	}
}

func TestSolveEqualsPlainSearch(t *testing.T) {
	games := 25
	if race.Enabled {
		games = 3
	}
	for _, toWinner := range []bool{false, true} {
		s := solver.New(solver.Config{EmptiesToWinner: toWinner, TableBits: 6})
		for _, side := range othello.Sides() {
			game := othello.New(side)
			for empties := 1; empties <= 8; empties++ {
				for i := range games {
					state := endgame(game, empties, uint64(i))
					scores, err := s.Solve(context.Background(), state, nil)
					require.NoError(t, err)
					next := game.New(0).(*othello.State)
					for i, a := range state.Legal(nil) {
						next.CopyFrom(state)
						next.Play(a)
						require.Equal(t, -plain(game, next, toWinner), scores[i], "move %s, empties to winner %t\n%v", game.FormatAction(state, a), toWinner, state)
					}
				}
			}
		}
	}
}

func TestSolveRefusesWhatIsTooFar(t *testing.T) {
	s := solver.New(solver.Config{TableBits: 4})
	scores, err := s.Solve(context.Background(), othello.New(8).New(0), []int{7})
	assert.EqualError(t, err, "othello solver: 60 empty cells, want at most 36")
	assert.Equal(t, []int{7}, scores)
	_, err = s.Score(context.Background(), othello.New(8).New(0))
	assert.Error(t, err)
}

func TestSolveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := solver.New(solver.Config{})
	_, err := s.Solve(ctx, endgame(othello.New(8), 36, 1), nil)
	assert.ErrorIs(t, err, context.Canceled)

	impatient := &looks{Context: context.Background()}
	_, err = s.Solve(impatient, endgame(othello.New(8), 36, 1), nil)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 3, impatient.n, "the third look ended it")
}

// looks is a context that ends when it is looked at for the third time.
type looks struct {
	context.Context
	n int
}

func (c *looks) Err() error {
	if c.n++; c.n > 2 {
		return context.Canceled
	}
	return nil
}

func TestOtherStatesPanic(t *testing.T) {
	s := solver.New(solver.Config{TableBits: 4})
	assert.PanicsWithValue(t, "solver: a state of type *connectfour.State, want Othello", func() {
		_, _ = s.Solve(context.Background(), connectfour.New().New(0), nil)
	})
	over, err := othello.New(4).ParsePosition(strings.Repeat("X", 16) + " O")
	require.NoError(t, err)
	assert.Panics(t, func() { _, _ = s.Solve(context.Background(), over, nil) })
	assert.PanicsWithValue(t, "solver: TableBits 41, want 1 to 40", func() { solver.New(solver.Config{TableBits: 41}) })
}

func TestSolveAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	s, state := solver.New(solver.Config{TableBits: 10}), endgame(othello.New(8), 10, 1)
	var scores []int
	assert.Zero(t, testing.AllocsPerRun(5, func() { scores, _ = s.Solve(context.Background(), state, scores[:0]) }))
}

func BenchmarkSolve(b *testing.B) {
	for _, empties := range []int{12, 16} {
		b.Run(map[int]string{12: "empties=12", 16: "empties=16"}[empties], func(b *testing.B) {
			s := solver.New(solver.Config{})
			b.ReportAllocs()
			for n := uint64(0); b.Loop(); n++ {
				if _, err := s.Solve(context.Background(), endgame(othello.New(8), empties, n), nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "positions/s")
		})
	}
}
