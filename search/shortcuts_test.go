package search_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/connectfour/solver"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// all takes every shortcut.
var all = search.Shortcuts{NullMove: true, Reductions: true, Memory: true, Exchanges: true, Aspiration: true}

// Memory and aspiration search the same tree with less effort: in a world
// whose positions have one depth, they find the same score.
func TestSoundShortcutsKeepTheScore(t *testing.T) {
	for world := range uint64(60) {
		game := quiet{tangle{world}}
		s := game.New(0)
		for depth := 1; depth <= 6; depth++ {
			exact := search.NewAlphaBeta(game, depth)
			require.NoError(t, exact.Search(context.Background(), s, search.Look{}))
			quick := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{
				Depth: depth, Shortcuts: search.Shortcuts{Aspiration: true},
			})
			require.NoError(t, quick.Search(context.Background(), s, search.Look{}))
			require.Equal(t, exact.Lines()[0].Values, quick.Lines()[0].Values, "world %d, depth %d", world, depth)
			best, err := exact.Best(context.Background(), s, nil)
			require.NoError(t, err)
			require.Contains(t, best, quick.Lines()[0].Action)
		}
	}
}

// With every shortcut a search that sees the end of the game still plays it
// without a mistake.
func TestShortcutsSolveSmallGames(t *testing.T) {
	game := tictactoe.New()
	exact := search.NewAlphaBeta(game, 9)
	quick := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 12, Shortcuts: all})
	for number := range uint64(60) {
		s := scattered(game, number, int(number%7))
		if s.ToPlay() == envs.Over {
			continue
		}
		want, err := exact.Best(context.Background(), s, nil)
		require.NoError(t, err)
		require.NoError(t, exact.Search(context.Background(), s, search.Look{}))
		require.NoError(t, quick.Search(context.Background(), s, search.Look{}))
		assert.Contains(t, want, quick.Lines()[0].Action, "%s", game.FormatPosition(s))
		assert.Equal(t, exact.Lines()[0].Values, quick.Lines()[0].Values)
	}
}

// The end of a game of Connect Four is played as its solver knows it.
func TestShortcutsPlayEndgamesByTheTruth(t *testing.T) {
	game, truth := connectfour.New(), solver.New(solver.Config{})
	quick := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 24, Shortcuts: all})
	asked := 0
	for number := range uint64(40) {
		s := scattered(game, number, 24)
		if s.ToPlay() == envs.Over {
			continue
		}
		scores, err := truth.Solve(context.Background(), s, nil)
		require.NoError(t, err)
		found, err := quick.Best(context.Background(), s, nil)
		require.NoError(t, err)
		best, got := -1, -1
		for i, a := range s.Legal(nil) {
			sign := min(max(scores[i], -1), 1)
			best = max(best, sign)
			if a == found[0] {
				got = sign
			}
		}
		assert.Equal(t, best, got, "position %d", number)
		asked++
	}
	assert.Greater(t, asked, 5)
}

// scattered plays so many random moves, or fewer if the game ends before.
func scattered(game envs.Game, number uint64, plies int) envs.State {
	rng, s := seed.Stream(number), game.New(0)
	for range plies {
		if s.ToPlay() == envs.Over {
			break
		}
		legal := s.Legal(nil)
		s.Play(legal[rng.IntN(len(legal))])
	}
	return s
}

// Each shortcut of chess reaches the same depth with fewer positions.
func TestShortcutsSaveWork(t *testing.T) {
	game := chess.New()
	s, err := game.ParsePosition("r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 4 4")
	require.NoError(t, err)
	nodes := func(shortcuts search.Shortcuts) int {
		ab := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 5, Shortcuts: shortcuts})
		require.NoError(t, ab.Search(context.Background(), s, search.Look{}))
		return ab.Nodes()
	}
	exact := nodes(search.Shortcuts{})
	assert.Less(t, nodes(search.Shortcuts{NullMove: true}), exact*9/10)
	assert.Less(t, nodes(search.Shortcuts{Reductions: true}), exact*3/4)
	assert.Less(t, nodes(all), exact/2)
}

// Where having to move is a burden nobody passes: with every shortcut the pawn
// is still brought home by the only move.
func TestZugzwangIsSeen(t *testing.T) {
	game := chess.New()
	s, err := game.ParsePosition("1k6/1P6/K7/8/8/8/5p2/8 w - - 0 1")
	require.NoError(t, err)
	ab := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 3, Shortcuts: all})
	require.NoError(t, ab.Search(context.Background(), s, search.Look{}))
	exact := search.NewAlphaBeta(game, 3)
	require.NoError(t, exact.Search(context.Background(), s, search.Look{}))
	assert.Equal(t, exact.Lines()[0].Action, ab.Lines()[0].Action)
}

// A search by positions is the same again after Forget, and spends no more
// than it may.
func TestForgetAndRepeat(t *testing.T) {
	game := chess.New()
	s, err := game.ParsePosition("r1bqkb1r/pppp1ppp/2n2n2/4p3/2B1P3/5N2/PPPP1PPP/RNBQK2R w KQkq - 4 4")
	require.NoError(t, err)
	used := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 30, Shortcuts: all})
	look := search.Look{Nodes: 5000}
	require.NoError(t, used.Search(context.Background(), s, look))
	first := used.Lines()
	assert.Equal(t, 5000, used.Nodes())
	require.NoError(t, used.Search(context.Background(), game.New(0), look))
	used.Forget()
	require.NoError(t, used.Search(context.Background(), s, look))
	assert.Equal(t, first, used.Lines())
}

// A search ends in the middle of a look when the hard time is over, and
// between two when enough of the soft time is.
func TestAlphaBetaKeepsToItsTime(t *testing.T) {
	game := chess.New()
	spend := func(soft, hard int) int {
		ab := search.NewAlphaBeta(game, search.MaxDepth)
		timer := &search.Timer{
			Soft: time.Duration(soft), Hard: time.Duration(hard),
			Elapsed: func() time.Duration { return time.Duration(ab.Nodes()) }, // a position takes a nanosecond
		}
		require.NoError(t, ab.Search(context.Background(), game.New(0), search.Look{Timer: timer}))
		return ab.Nodes()
	}
	assert.InDelta(t, 20000, spend(20000, 20000), 1100)
	early := spend(20000, 80000)
	assert.Greater(t, early, 20000*4/10-1100)
	assert.LessOrEqual(t, early, 80000+1100)
	assert.Less(t, spend(0, 0), 2000, "there is always a move")
}

// judged is an evaluator that likes an action best and knows the estimate of
// the world.
type judged struct {
	likes  envs.Action
	asked  int
	failed error
}

func (j *judged) Evaluate(_ context.Context, leaves []search.Leaf) error {
	j.asked++
	for _, leaf := range leaves {
		clear(leaf.Logits)
		leaf.Logits[j.likes] = 5
		leaf.State.(envs.Estimator).Estimate(leaf.Values)
	}
	return j.failed
}

// An evaluator that says what the world does leads to the same moves; its
// error ends the search.
func TestAlphaBetaAsksAnEvaluator(t *testing.T) {
	for world := range uint64(30) {
		game := tangle{world}
		want, err := search.NewAlphaBeta(game, 4).Best(context.Background(), game.New(0), nil)
		require.NoError(t, err)
		ev := &judged{likes: 3}
		got, err := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 4, Evaluator: ev}).Best(context.Background(), game.New(0), nil)
		require.NoError(t, err)
		require.Equal(t, want, got, "world %d", world)
		assert.Positive(t, ev.asked)
	}
	broken := &judged{failed: context.DeadlineExceeded}
	_, err := search.NewAlphaBetaWith(tangle{4}, search.AlphaBetaConfig{Depth: 4, Evaluator: broken}).Best(context.Background(), tangle{4}.New(0), nil)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

// The memory of positions keeps to its bytes.
func TestAlphaBetaKeepsToItsMemory(t *testing.T) {
	game := chess.New()
	small := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 20, MaxBytes: 1 << 20})
	assert.LessOrEqual(t, small.Bytes(), 1<<20)
	assert.Greater(t, small.Bytes(), 1<<19-1)
	assert.Equal(t, 16<<20, search.NewAlphaBeta(game, 20).Bytes())
	assert.Less(t, search.NewAlphaBeta(game, 1).Bytes(), 1<<16)
}

// BenchmarkShortcuts tells how deep a search of so many positions comes, on
// the mean over middle games of random moves.
func BenchmarkShortcuts(b *testing.B) {
	const nodes, positions = 30_000, 20
	for _, game := range []envs.Game{chess.New(), chess.Gardner(), othello.New(6), connectfour.New()} {
		for _, c := range []struct {
			name      string
			shortcuts search.Shortcuts
		}{
			{"none", search.Shortcuts{}},
			{"null", search.Shortcuts{NullMove: true}},
			{"reduce", search.Shortcuts{Reductions: true}},
			{"reuse", search.Shortcuts{Memory: true}},
			{"exchange", search.Shortcuts{Exchanges: true}},
			{"aspire", search.Shortcuts{Aspiration: true}},
			{"all", all},
		} {
			b.Run(game.Spec().Name+"/"+c.name, func(b *testing.B) {
				ab := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: 40, Shortcuts: c.shortcuts})
				depth, visited := 0, 0
				for b.Loop() {
					for number := range uint64(positions) {
						s := scattered(game, number, 6+int(number)%6)
						ab.Forget()
						require.NoError(b, ab.Search(context.Background(), s, search.Look{Nodes: nodes}))
						reached, _ := ab.Depth()
						depth, visited = depth+reached, visited+ab.Nodes()
					}
				}
				b.ReportMetric(float64(depth)/float64(positions*b.N), "plies")
				b.ReportMetric(float64(visited)/b.Elapsed().Seconds(), "positions/s")
			})
		}
	}
}
