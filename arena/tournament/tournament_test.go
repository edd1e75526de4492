package tournament_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func random() arena.Entrant {
	return arena.Entrant{New: func(number uint64) (agents.Agent, error) { return agents.Random(seed.Stream(number)), nil }}
}

func greedy() arena.Entrant {
	return arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		return agents.Greedy(tictactoe.New(), seed.Stream(number)), nil
	}}
}

// config is a tournament of n players, A, B, …
func config(format tournament.Format, n, games int) tournament.Config {
	c := tournament.Default()
	c.Name, c.Game, c.Format, c.Games = "test", "tictactoe", format, games
	for i := range n {
		name := string(rune('A' + i))
		c.Players = append(c.Players, tournament.Player{Name: name, Agent: "random"})
	}
	return c
}

// of returns the tournament; A looks one ply ahead, the others play at random.
func of(t *testing.T, c tournament.Config) *tournament.Tournament {
	t.Helper()
	openings, err := arena.Openings(tictactoe.New(), c.Seed, c.OpeningsWanted(), 1)
	require.NoError(t, err)
	entrants := []arena.Entrant{greedy()}
	for len(entrants) < len(c.Players) {
		entrants = append(entrants, random())
	}
	return &tournament.Tournament{Config: c, Game: tictactoe.New(), Entrants: entrants, Openings: openings, Now: time.Now}
}

// line is a game in words; what the clock says is left out.
func line(g *tournament.Game) string {
	return fmt.Sprintf("%d round %d: %c - %c %v %v %v", g.Index, g.Round, 'A'+g.Seats[0], 'A'+g.Seats[1],
		g.Actions[:g.Opening], g.Actions[g.Opening:], g.Outcome(0))
}

// played plays a tournament and returns its games.
func played(t *testing.T, c tournament.Config, known map[int]*arena.Played) (lines []string, s *tournament.Standings) {
	t.Helper()
	run := of(t, c)
	run.Known = known
	run.Each = func(g *tournament.Game, _ *tournament.Standings) { lines = append(lines, line(g)) }
	s, err := run.Play(context.Background())
	require.NoError(t, err)
	return lines, s
}

func TestSchedules(t *testing.T) {
	var text strings.Builder
	gauntlet := config(tournament.Gauntlet, 4, 2)
	gauntlet.Challengers = 2
	swiss := config(tournament.Swiss, 5, 2)
	swiss.Rounds = 3
	for _, c := range []tournament.Config{
		config(tournament.Match, 2, 5), config(tournament.RoundRobin, 3, 4), gauntlet, swiss, config(tournament.Ladder, 4, 2),
	} {
		fmt.Fprintf(&text, "%s\n", c.Format)
		lines, s := played(t, c, nil)
		assert.Len(t, lines, c.GamesInAll())
		for _, l := range lines {
			head, _, _ := strings.Cut(l, "]")
			fmt.Fprintf(&text, "  %s] %s\n", head, l[strings.LastIndex(l, " ")+1:])
		}
		for _, i := range s.Order() {
			fmt.Fprintf(&text, "  %c %v points, %.2f, byes %d\n", 'A'+i, s.Points(i), s.Neustadtl(i), s.Byes[i])
		}
	}
	golden.Compare(t, "schedules.txt", text.String())
}

// What was played before adds up to the same, round by round.
func TestTally(t *testing.T) {
	swiss := config(tournament.Swiss, 5, 2)
	swiss.Rounds = 4
	for _, c := range []tournament.Config{swiss, config(tournament.RoundRobin, 4, 2)} {
		tally := tournament.NewTally(c)
		run := of(t, c)
		run.Each = func(g *tournament.Game, _ *tournament.Standings) { tally.Add(g) }
		want, err := run.Play(context.Background())
		require.NoError(t, err)
		got := tally.Standings()
		assert.Equal(t, want.Cross, got.Cross)
		assert.Equal(t, want.Byes, got.Byes)
		assert.Equal(t, want.Pairs, got.Pairs)
		assert.Equal(t, want.Order(), got.Order())
	}
}

// Whatever the number of goroutines, and wherever it was broken off.
func TestGamesAreAFunctionOfTheConfig(t *testing.T) {
	swiss := config(tournament.Swiss, 7, 2)
	swiss.Rounds = 5
	for _, c := range []tournament.Config{config(tournament.RoundRobin, 5, 4), swiss} {
		want, standings := played(t, c, nil)
		c.Concurrency = 8
		again, _ := played(t, c, nil)
		assert.Equal(t, want, again)

		for stop := 1; stop < len(want); stop += 7 {
			known := map[int]*arena.Played{}
			ctx, cancel := context.WithCancel(context.Background())
			run := of(t, c)
			run.Keep = func(g *tournament.Game) error {
				known[g.Index] = g.Played
				if len(known) == stop {
					cancel()
				}
				return nil
			}
			_, err := run.Play(ctx)
			require.ErrorIs(t, err, context.Canceled)
			before := len(known)
			assert.GreaterOrEqual(t, before, stop)

			kept := 0
			on := of(t, c)
			on.Known = known
			on.Keep = func(*tournament.Game) error { kept++; return nil }
			var got []string
			on.Each = func(g *tournament.Game, _ *tournament.Standings) { got = append(got, line(g)) }
			s, err := on.Play(context.Background())
			require.NoError(t, err)
			assert.Equal(t, want, got)
			assert.Equal(t, len(want), before+kept, "no game is lost or played twice")
			assert.Equal(t, standings.Cross, s.Cross)
			cancel()
		}
	}
}

// A match of two is the match of package arena.
func TestMatchIsTheSameAsArenas(t *testing.T) {
	c := config(tournament.Match, 2, 21)
	_, s := played(t, c, nil)
	want, err := arena.Match(context.Background(), tictactoe.New(), greedy(), random(),
		arena.MatchConfig{Games: 21, Seed: c.Seed, OpeningPlies: 1})
	require.NoError(t, err)
	assert.Equal(t, want, s.Result(0, 1))
	total := 0
	for _, n := range s.Pairs[0][1] {
		total += n
	}
	assert.Equal(t, 10, total, "the last game has no other half")
}

func TestSPRTEndsAMatch(t *testing.T) {
	for _, model := range []string{"trinomial", "pentanomial"} {
		c := config(tournament.Match, 2, 2000)
		test := tournament.DefaultSPRT()
		test.Elo1, test.Model = 50, model
		c.SPRT = &test
		_, s := played(t, c, nil)
		llr, d := s.Test(c.SPRT)
		assert.Equal(t, rating.AcceptH1, d, "greedy against random")
		assert.Greater(t, llr, 2.9)
		assert.Less(t, s.Games, 500)
		c.Concurrency = 5
		_, again := played(t, c, nil)
		assert.Equal(t, s.Games, again.Games, "games that end after the decision do not count")
	}
}

func TestRatingsOfATournament(t *testing.T) {
	_, s := played(t, config(tournament.RoundRobin, 4, 60), nil)
	table, err := s.Ratings(1, 1000)
	require.NoError(t, err)
	assert.Equal(t, 1000.0, table.Players[1].Elo)
	for i := 1; i < 4; i++ {
		assert.Greater(t, table.Players[0].Lo, table.Players[i].Elo)
		assert.Greater(t, table.Superiority(0, i), 0.99)
	}
	assert.Equal(t, 0, s.Order()[0])
	sum := 0.0
	for i := range 4 {
		sum += s.Points(i)
	}
	assert.EqualValues(t, s.Games, sum)
}

// faulty fails in one way at its third move of a game and plays the first legal
// move before.
type faulty struct {
	how    string
	moves  int
	open   *atomic.Int64
	closed bool
}

func (f *faulty) Reset() { f.moves = 0 }

func (f *faulty) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if f.closed {
		return 0, errors.New("used after it was closed")
	}
	if f.moves++; f.moves == 3 {
		switch f.how {
		case "fails":
			return 0, errors.New("the pipe is broken")
		case "cheats":
			return 99, nil
		case "hangs":
			<-ctx.Done()
			return 0, ctx.Err()
		case "resigns":
			return 0, agents.ErrResign
		}
	}
	return s.Legal(nil)[0], nil
}

func (f *faulty) Follow(context.Context, envs.State, envs.Action) error {
	if f.how == "disagrees" && f.moves == 2 {
		return errors.New("illegal move")
	}
	return nil
}

func (f *faulty) Begin(context.Context, envs.State) error {
	if f.how == "never starts" {
		return errors.New("no such game")
	}
	return nil
}

func (f *faulty) Close() error {
	if !f.closed {
		f.closed = true
		f.open.Add(-1)
	}
	return nil
}

// TestFaults plays 100 games of each way to fail, several at once: every game
// is accounted for with its reason, every agent is closed, no goroutine is left.
func TestFaults(t *testing.T) {
	for how, want := range map[string]arena.Ending{
		"fails": arena.Failure, "cheats": arena.Illegal, "hangs": arena.Late,
		"disagrees": arena.Failure, "never starts": arena.Failure, "resigns": arena.Resigned,
	} {
		t.Run(how, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			var open atomic.Int64
			c := config(tournament.Match, 2, 100)
			c.Limit, c.Concurrency = 5*time.Millisecond, 8
			run := of(t, c)
			run.Entrants[1] = arena.Entrant{New: func(uint64) (agents.Agent, error) {
				open.Add(1)
				return &faulty{how: how, open: &open}, nil
			}}
			games, faults := 0, 0
			run.Each = func(g *tournament.Game, _ *tournament.Standings) {
				assert.Equal(t, games, g.Index)
				games++
				switch g.Ending() {
				case arena.ByRules:
				case arena.Late: // also a slow machine makes the other side late
					faults++
				default:
					assert.Equal(t, want, g.Ending())
					assert.Equal(t, arena.Loss, g.Outcome(envs.Player(slices.Index(g.Seats[:], 1))))
					faults++
				}
			}
			s, err := run.Play(context.Background())
			require.NoError(t, err)
			assert.Equal(t, 100, games)
			assert.Equal(t, 100, s.Against(0, 1).Games())
			assert.Greater(t, faults, 30, "games last long enough for a third move often enough")
			assert.Zero(t, open.Load(), "agents that were not closed")
		})
	}
}

func TestKeepersErrorEndsTheTournament(t *testing.T) {
	full := errors.New("the disk is full")
	run := of(t, config(tournament.RoundRobin, 3, 10))
	run.Config.Concurrency = 4
	run.Keep = func(*tournament.Game) error { return full }
	s, err := run.Play(context.Background())
	assert.ErrorIs(t, err, full)
	assert.Zero(t, s.Games, "what was not kept does not count")
}

func TestPlayRefuses(t *testing.T) {
	run := of(t, config(tournament.RoundRobin, 3, 2))
	run.Entrants = run.Entrants[:2]
	assert.PanicsWithValue(t, "tournament: 2 entrants and 1 openings, want 3 and 1", func() { _, _ = run.Play(context.Background()) })
	run = of(t, config(tournament.RoundRobin, 3, 2))
	run.Config.Games = 3
	assert.Panics(t, func() { _, _ = run.Play(context.Background()) })
	run = of(t, config(tournament.RoundRobin, 3, 2))
	run.Game = alone{}
	_, err := run.Play(context.Background())
	assert.EqualError(t, err, "a tournament is of games between two; alone has seats: 1")
}

type alone struct{ tictactoe.Game }

func (alone) Spec() envs.Spec { return envs.Spec{Name: "alone", Players: 1} }
