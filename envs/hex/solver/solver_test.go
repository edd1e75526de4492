package solver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/envs/hex/solver"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/internal/truth"
)

// winners returns the names of the actions that the solver says win.
func winners(t testing.TB, s *solver.Solver, game hex.Game, state envs.State) []string {
	t.Helper()
	scores, err := s.Solve(context.Background(), state, nil)
	require.NoError(t, err)
	legal := state.Legal(nil)
	require.Len(t, scores, len(legal))
	names := []string{}
	for i, a := range legal {
		if scores[i] > 0 {
			names = append(names, game.FormatAction(state, a))
		}
	}
	return names
}

func TestTruthSolved(t *testing.T) {
	for _, file := range truth.Files(t, "hex/solved_*.jsonl") {
		t.Run(path.Base(file), func(t *testing.T) {
			solvers := map[int]*solver.Solver{}
			i := 0
			for line := range bytes.Lines(truth.Read(t, file)) {
				var l struct {
					Size    int
					Moves   string
					Wins    bool     `json:"mover_wins"`
					Winning []string `json:"winning_moves"`
				}
				require.NoError(t, json.Unmarshal(line, &l))
				if i++; l.Size > solver.MaxSize || (race.Enabled || testing.Short()) && i%10 != 0 {
					continue
				}
				game := hex.New(hex.Config{Size: l.Size})
				if solvers[l.Size] == nil {
					solvers[l.Size] = solver.New(game)
				}
				state := game.New(0)
				for _, text := range strings.Fields(l.Moves) {
					a, err := game.ParseAction(state, text)
					require.NoError(t, err)
					state.Play(a)
				}
				got := winners(t, solvers[l.Size], game, state)
				require.ElementsMatch(t, l.Winning, got, l.Moves)
				require.Equal(t, l.Wins, len(got) > 0, l.Moves)
			}
		})
	}
}

func TestTruthOpenings(t *testing.T) {
	for _, file := range truth.Files(t, "hex/*.json") {
		var facts struct {
			Openings []struct {
				Size    int
				Winning []string `json:"winning_first_moves"`
				Losing  []string `json:"losing_first_moves"`
			}
		}
		require.NoError(t, json.Unmarshal(truth.Read(t, file), &facts))
		require.NotEmpty(t, facts.Openings, file)
		for _, o := range facts.Openings {
			if o.Size > 5 || o.Size > 4 && (race.Enabled || testing.Short()) {
				continue // more than MostEmpties, or too slow
			}
			game := hex.New(hex.Config{Size: o.Size})
			got := winners(t, solver.New(game), game, game.New(0))
			require.Subset(t, got, o.Winning, "size %d", o.Size)
			for _, move := range o.Losing {
				require.NotContains(t, got, move, "size %d", o.Size)
			}
		}
	}
}

// plain is the dumb twin of the solver: it plays every game to its end, by the
// rules of package hex alone, and remembers nothing but winners.
type plain map[uint64]bool

// wins tells whether the seat to move wins.
func (known plain) wins(game hex.Game, s *hex.State) bool {
	if s.ToPlay() == envs.Over {
		return false // who moved last has won
	}
	if wins, ok := known[s.Hash()]; ok {
		return wins
	}
	wins := false
	next := game.New(0).(*hex.State)
	for _, a := range s.Legal(nil) {
		next.CopyFrom(s)
		next.Play(a)
		if wins = !known.wins(game, next); wins {
			break
		}
	}
	known[s.Hash()] = wins
	return wins
}

// Every position of small boards, with and without the swap rule, is solved
// as by playing all games.
func TestSolveEqualsPlainSearch(t *testing.T) {
	for _, c := range []struct {
		kind        hex.Config
		games, skip int // random games, and the plies before the first question
	}{
		{hex.Config{Size: 1}, 1, 0},
		{hex.Config{Size: 1, Swap: true}, 1, 0},
		{hex.Config{Size: 2, Swap: true}, 10, 0},
		{hex.Config{Size: 3}, 60, 0},
		{hex.Config{Size: 3, Swap: true}, 60, 0},
		{hex.Config{Size: 4}, 30, 5},
		{hex.Config{Size: 5}, 8, 16},
		{hex.Config{Size: 6}, 8, 27},
		{hex.Config{Size: 7}, 8, 40},
	} {
		game := hex.New(c.kind)
		t.Run(game.Spec().Name, func(t *testing.T) {
			s, known, rng := solver.New(game), plain{}, seed.Stream(1)
			for range c.games {
				state := game.New(0).(*hex.State)
				for plies := 0; state.ToPlay() != envs.Over; plies++ {
					legal := state.Legal(nil)
					if plies >= c.skip {
						scores, err := s.Solve(context.Background(), state, nil)
						require.NoError(t, err)
						next := game.New(0).(*hex.State)
						for i, a := range legal {
							next.CopyFrom(state)
							next.Play(a)
							require.Equal(t, !known.wins(game, next), scores[i] > 0, "move %s\n%v", game.FormatAction(state, a), state)
						}
					}
					state.Play(legal[rng.IntN(len(legal))])
				}
			}
		})
	}
}

func TestSolveRefusesWhatIsTooFar(t *testing.T) {
	game := hex.New(hex.Config{Size: 6})
	scores, err := solver.New(game).Solve(context.Background(), game.New(0), []int{7})
	assert.EqualError(t, err, "hex solver: 36 moves to choose from, want at most 28")
	assert.Equal(t, []int{7}, scores)
}

func TestSolveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	game := hex.New(hex.Config{Size: 5})
	_, err := solver.New(game).Solve(ctx, game.New(0), nil)
	assert.ErrorIs(t, err, context.Canceled)
	_, err = solver.New(game).Solve(&looks{Context: context.Background()}, game.New(0), nil)
	assert.ErrorIs(t, err, context.Canceled)
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
	assert.PanicsWithValue(t, "solver: a board of size 8, want at most 7", func() { solver.New(hex.New(hex.Config{Size: 8})) })
	s := solver.New(hex.New(hex.Config{Size: 1}))
	assert.PanicsWithValue(t, "solver: a state of type *connectfour.State, want Hex", func() {
		_, _ = s.Solve(context.Background(), connectfour.New().New(0), nil)
	})
	assert.PanicsWithValue(t, "solver: a board of size 2, want 1", func() {
		_, _ = s.Solve(context.Background(), hex.New(hex.Config{Size: 2}).New(0), nil)
	})
	over := hex.New(hex.Config{Size: 1}).New(0)
	over.Play(0)
	assert.Panics(t, func() { _, _ = s.Solve(context.Background(), over, nil) })
}

func BenchmarkSolveEmptyBoard(b *testing.B) {
	game := hex.New(hex.Config{Size: 4})
	for b.Loop() {
		if _, err := solver.New(game).Solve(context.Background(), game.New(0), nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "boards/s")
}
