package arena_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// player is an agent under observation.
type player struct {
	agents.Agent
	closed *atomic.Int64
}

func (p player) Close() error { p.closed.Add(1); return nil }

// reseeding is a player that can start again.
type reseeding struct{ player }

func (p *reseeding) Reseed(number uint64) { p.Agent = agents.Random(seed.Stream(number)) }

// entrant makes observed random players.
type entrant struct {
	made, closed atomic.Int64
	reseeds      bool
}

func (e *entrant) new(number uint64) (agents.Agent, error) {
	e.made.Add(1)
	p := player{agents.Random(seed.Stream(number)), &e.closed}
	if e.reseeds {
		return &reseeding{p}, nil
	}
	return p, nil
}

func (e *entrant) enter() arena.Entrant { return arena.Entrant{New: e.new} }

// first always plays the first legal action.
type first struct{}

func (first) Reset() {}
func (first) Act(_ context.Context, s envs.State) (envs.Action, error) {
	return s.Legal(nil)[0], nil
}

// always enters the same agent, which must keep no state.
func always(a agents.Agent) arena.Entrant {
	return arena.Entrant{New: func(uint64) (agents.Agent, error) { return a, nil }}
}

func random() arena.Entrant { return (&entrant{}).enter() }

func TestMatchIsAFunctionOfItsSeed(t *testing.T) {
	play := func(number uint64, concurrency int, reseeds bool) (games []arena.MatchGame) {
		a, b := &entrant{reseeds: reseeds}, &entrant{reseeds: reseeds}
		result, err := arena.Match(context.Background(), connectfour.New(), a.enter(), b.enter(), arena.MatchConfig{
			Games: 41, Seed: number, Concurrency: concurrency,
			Each: func(g arena.MatchGame) { games = append(games, g) },
		})
		require.NoError(t, err)
		assert.Equal(t, 41, result.Games)
		assert.Equal(t, 41, result.Wins+result.Draws+result.Losses)
		assert.Equal(t, a.made.Load(), a.closed.Load(), "every agent is closed")
		if reseeds {
			assert.LessOrEqual(t, a.made.Load(), int64(max(concurrency, 1)), "agents that can be reseeded are kept")
		} else {
			assert.EqualValues(t, 41, a.made.Load())
		}
		return games
	}
	want := play(1, 1, false)
	for i, g := range want {
		assert.Equal(t, i, g.Index)
	}
	assert.Equal(t, want, play(1, 0, false))
	assert.Equal(t, want, play(1, 16, false))
	assert.Equal(t, want, play(1, 16, true))
	assert.NotEqual(t, want, play(2, 1, false))
}

func TestMatchSwapsSeatsInPairs(t *testing.T) {
	var games []arena.MatchGame
	_, err := arena.Match(context.Background(), connectfour.New(), random(), random(), arena.MatchConfig{
		Games: 20, Seed: 3, OpeningPlies: 4,
		Each: func(g arena.MatchGame) { games = append(games, g) },
	})
	require.NoError(t, err)
	openings := map[[4]envs.Action]bool{}
	for i := 0; i < 20; i += 2 {
		x, y := games[i], games[i+1]
		assert.EqualValues(t, 0, x.SeatA)
		assert.EqualValues(t, 1, y.SeatA)
		assert.Equal(t, 4, x.Opening)
		assert.Equal(t, x.Actions[:4], y.Actions[:4])
		openings[[4]envs.Action(x.Actions[:4])] = true
	}
	assert.Len(t, openings, 10)
}

// A wins from both seats: the count is in the eyes of A, not of a seat.
func TestMatchCountsForA(t *testing.T) {
	game := tictactoe.New()
	greedy := arena.Entrant{New: func(n uint64) (agents.Agent, error) { return agents.Greedy(game, seed.Stream(n)), nil }}
	there, err := arena.Match(context.Background(), game, greedy, random(), arena.MatchConfig{Games: 200, Seed: 1})
	require.NoError(t, err)
	assert.Greater(t, there.Wins, there.Losses+50)
	back, err := arena.Match(context.Background(), game, random(), greedy, arena.MatchConfig{Games: 200, Seed: 1})
	require.NoError(t, err)
	assert.Greater(t, back.Losses, back.Wins+50)
}

// Players who draw nothing at random repeat a game exactly where the opening
// is the same again: tic-tac-toe has 1372 positions after six plies, and no
// number of plies has more.
func TestMatchCountsDuplicates(t *testing.T) {
	const pairs = 1500
	result, err := arena.Match(context.Background(), tictactoe.New(), always(first{}), always(first{}),
		arena.MatchConfig{Games: 2 * pairs, Seed: 1})
	require.NoError(t, err)
	assert.Equal(t, 2*(pairs-1372), result.Duplicates)

	result, err = arena.Match(context.Background(), tictactoe.New(), always(first{}), always(first{}),
		arena.MatchConfig{Games: 2, Seed: 1})
	require.NoError(t, err)
	assert.Zero(t, result.Duplicates, "the same moves with the seats swapped are another game")
}

func TestMatchLosesFaults(t *testing.T) {
	var games []arena.MatchGame
	bad := &entrant{reseeds: true}
	failing := arena.Entrant{New: func(n uint64) (agents.Agent, error) {
		made, _ := bad.new(n)
		made.(*reseeding).Agent = &script{}
		return made, nil
	}}
	result, err := arena.Match(context.Background(), tictactoe.New(), random(), failing, arena.MatchConfig{
		Games: 10, Seed: 1, Each: func(g arena.MatchGame) { games = append(games, g) },
	})
	require.NoError(t, err)
	assert.Equal(t, arena.Result{Games: 10, Wins: 10, Faults: 10, Duplicates: result.Duplicates}, result)
	for _, g := range games {
		assert.Equal(t, 1-g.SeatA, g.Fault.Seat)
		assert.ErrorIs(t, g.Fault.Err, errScriptEnds)
	}
	assert.EqualValues(t, 10, bad.made.Load(), "an agent at fault is not asked again, even if it can be reseeded")
	assert.EqualValues(t, 10, bad.closed.Load())
}

// breaker makes random players that end the context at their hundredth move
// together. The one made first waits for that end at its first move.
type breaker struct {
	made, moves atomic.Int64
	waits       bool
	end         context.CancelFunc
}

type broken struct {
	agents.Agent
	*breaker
	waits bool
}

func (b *breaker) new(number uint64) (agents.Agent, error) {
	return broken{agents.Random(seed.Stream(number)), b, b.made.Add(1) == 1 && b.waits}, nil
}

func (b broken) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if b.waits {
		<-ctx.Done()
	}
	if b.moves.Add(1) == 100 {
		b.end()
	}
	return b.Agent.Act(ctx, s)
}

func TestMatchBrokenOff(t *testing.T) {
	for _, c := range []struct {
		name        string
		concurrency int
		waits       bool
	}{
		{"one by one", 1, false},
		{"four at once", 4, false},
		{"a gap before the others", 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			a := &breaker{waits: c.waits, end: cancel}
			var told []int
			result, err := arena.Match(ctx, tictactoe.New(), arena.Entrant{New: a.new}, random(), arena.MatchConfig{
				Games: 1000, Seed: 1, Concurrency: c.concurrency,
				Each: func(g arena.MatchGame) { told = append(told, g.Index) },
			})
			assert.ErrorIs(t, err, context.Canceled)
			assert.Len(t, told, result.Games)
			assert.True(t, slices.IsSorted(told), "%v", told)
			assert.GreaterOrEqual(t, result.Games, 100/5-c.concurrency, "games that are over count")
			assert.Less(t, result.Games, 1000)
		})
	}
}

func TestMatchWithoutAnAgent(t *testing.T) {
	gone := errors.New("the run is gone")
	closed := &entrant{}
	missing := arena.Entrant{New: func(n uint64) (agents.Agent, error) {
		var none *reseeding // as a careless constructor returns it
		return none, gone
	}}
	result, err := arena.Match(context.Background(), tictactoe.New(), closed.enter(), missing,
		arena.MatchConfig{Games: 10, Concurrency: 3})
	assert.ErrorIs(t, err, gone)
	assert.Zero(t, result.Games)
	assert.Equal(t, closed.made.Load(), closed.closed.Load())
}

func TestMatchRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "arena: match of 0 games, want at least 1", func() {
		_, _ = arena.Match(context.Background(), tictactoe.New(), random(), random(), arena.MatchConfig{})
	})
	_, err := arena.Match(context.Background(), alone{}, random(), random(), arena.MatchConfig{Games: 1})
	assert.EqualError(t, err, "a match is between two agents; alone has seats: 1")
}

type alone struct{ tictactoe.Game }

func (alone) Spec() envs.Spec { return envs.Spec{Name: "alone", Players: 1} }
