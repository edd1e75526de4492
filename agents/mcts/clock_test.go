package mcts_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watch is a watch that each look moves on by a tenth of a second: far quicker
// than real ones, which a game's limits are by.
type watch struct{ now time.Time }

func (w *watch) Now() time.Time {
	w.now = w.now.Add(100 * time.Millisecond)
	return w.now
}

// counted is an agent that counts the simulations of each of its moves.
type counted struct {
	*mcts.Agent
	simulations []int
}

func (c *counted) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	a, err := c.Agent.Act(ctx, s)
	c.simulations = append(c.simulations, c.Explain().Visits)
	return a, err
}

// No game is lost on time, whatever the clock, and the time is used.
func TestGamesByTheClock(t *testing.T) {
	for _, control := range []string{"200s", "100s+2s", "10/100s", "50s+2x10s", "1x5s", "3x2s"} {
		t.Run(control, func(t *testing.T) {
			parsed, err := arena.ParseControl(control)
			require.NoError(t, err)
			game := othello.New(6)
			w := &watch{}
			config := mcts.DefaultConfig()
			config.Simulations, config.ClockAlone, config.Now = 5, true, w.Now
			players := []*counted{
				{Agent: mcts.NewRollouts(game, 1, config, seed.Stream(1))}, {Agent: mcts.NewRollouts(game, 1, config, seed.Stream(2))},
			}
			record, err := arena.Play(context.Background(), game, arena.Opening{}, []agents.Agent{players[0], players[1]},
				arena.PlayConfig{Controls: []arena.Control{parsed, parsed}, Now: w.Now})
			require.NoError(t, err)
			assert.Nil(t, record.Fault)
			var spent time.Duration
			most := 0
			for i, note := range record.Notes {
				spent += note.Spent
				most = max(most, players[i%2].simulations[i/2])
			}
			assert.Greater(t, most, 5, "the clock alone is the limit")
			assert.Greater(t, spent/2, (parsed.Main+parsed.Period)/4, "time was used")
		})
	}
}

// The nodes of a clock are simulations: so many, again and again, or fewer
// where the agent's own measure is smaller.
func TestNodesAreSimulations(t *testing.T) {
	game := connectfour.New()
	play := func(own, nodes int, alone bool) []int {
		config := mcts.DefaultConfig()
		config.Simulations, config.ClockAlone, config.Search.Solve = own, alone, false
		player := &counted{Agent: mcts.NewRollouts(game, 1, config, seed.Stream(1))}
		other := mcts.NewRollouts(game, 1, config, seed.Stream(2))
		_, err := arena.Play(context.Background(), game, arena.Opening{}, []agents.Agent{player, other},
			arena.PlayConfig{Controls: []arena.Control{{Nodes: nodes}, {}}})
		require.NoError(t, err)
		return player.simulations
	}
	for _, c := range []struct {
		own, nodes int
		alone      bool
		want       int
	}{
		{100, 30, false, 30}, {30, 100, false, 30}, {30, 100, true, 100}, {0, 20, false, 20},
	} {
		if c.own == 0 { // the opponent has no clock
			config := mcts.DefaultConfig()
			config.Simulations = 0
			agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
			_, err := agent.Act(context.Background(), game.New(0))
			assert.ErrorContains(t, err, "nothing limits a move")
			agent.SetClock(agents.Clock{Nodes: c.nodes})
			_, err = agent.Act(context.Background(), game.New(0))
			require.NoError(t, err)
			assert.Equal(t, c.want, agent.Explain().Visits)
			continue
		}
		for _, n := range play(c.own, c.nodes, c.alone) {
			assert.Equal(t, c.want, n, "own %d, nodes %d", c.own, c.nodes)
		}
	}
}

// A clock holds for one move; a Reset takes it away.
func TestAClockHoldsForOneMove(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Simulations = 50
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	visits := func() int {
		_, err := agent.Act(context.Background(), game.New(0))
		require.NoError(t, err)
		return agent.Explain().Visits
	}
	agent.SetClock(agents.Clock{Nodes: 10})
	assert.Equal(t, 10, visits())
	assert.Equal(t, 50, visits())
	agent.SetClock(agents.Clock{Nodes: 10})
	agent.Reset()
	assert.Equal(t, 50, visits())
}

// Early ends are for play by time, unless it is said otherwise.
func TestEarlyEnds(t *testing.T) {
	game := connectfour.New()
	s, err := connectfour.FromMoves("112233")
	require.NoError(t, err)
	for _, c := range []struct {
		name  string
		early mcts.Early
		time  time.Duration
		ends  bool
	}{
		{"by simulations", mcts.EarlyInTime, 0, false},
		{"by time", mcts.EarlyInTime, time.Hour, true},
		{"always", mcts.EarlyAlways, 0, true},
		{"never", mcts.EarlyNever, time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &watch{}
			config := mcts.DefaultConfig()
			config.Simulations, config.Time, config.Early, config.Now = 200, c.time, c.early, w.Now
			config.Search.Solve = false
			agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
			a, err := agent.Act(context.Background(), s)
			require.NoError(t, err)
			assert.EqualValues(t, 3, a)
			assert.Equal(t, c.ends, agent.Explain().Visits < 200)
		})
	}
}

// A tree keeps within its memory, of which a second one of the same size is
// kept for the next move, and the agent plays on.
func TestMemoryIsBounded(t *testing.T) {
	game := connectfour.New()
	const most = 2 << 20
	config := mcts.DefaultConfig()
	config.Simulations, config.Search.Solve, config.Search.MaxBytes = 200_000, false, most
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	before := heap()
	s := game.New(0)
	for range 4 {
		a, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		assert.Less(t, agent.Explain().Visits, 100_000, "the tree was full")
		s.Play(a)
	}
	assert.Less(t, heap()-before, 5*most/2, "two trees and what slices keep in reserve")
	runtime.KeepAlive(agent)
}

// heap returns the bytes in use.
func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// An agent that ponders has seen more when its turn comes, thinks of its own
// move what it thought then, and stops with whatever comes next.
func TestPonder(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Simulations, config.Ponder, config.Search.Solve = 200, true, false
	config.Search.MaxBytes = 1 << 20 // pondering ends when the tree is full
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	s := game.New(0)
	a, err := agent.Act(context.Background(), s)
	require.NoError(t, err)
	assert.Equal(t, 200, agent.Explain().Visits, "of the move, not of what comes after")
	s.Play(a)
	s.Play(s.Legal(nil)[0])
	_, err = agent.Act(context.Background(), s)
	require.NoError(t, err)

	for _, stop := range map[string]func(){
		"act": func() {
			s.Play(s.Legal(nil)[0])
			s.Play(s.Legal(nil)[0])
			_, err := agent.Act(context.Background(), s)
			require.NoError(t, err)
			require.NoError(t, agent.Close())
		},
		"analyze": func() {
			_, err := agent.Analyze(context.Background(), s, agents.Query{Visits: 10})
			require.NoError(t, err)
		},
		"reset": agent.Reset,
		"close": func() { require.NoError(t, agent.Close()) },
	} {
		_, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		stop()
		goleak.VerifyNone(t)
	}
}

// What comes of pondering is a better tree: the same simulations on top of it
// stand beside visits of its own.
func TestPonderingIsOfUse(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Simulations, config.Ponder, config.Search.Solve = 50, true, false
	evaluator := &waiting{Evaluator: search.NewRollout(game, 1, seed.Stream(2)), most: 300, done: make(chan struct{})}
	agent := mcts.New(game, evaluator, config, seed.Stream(1))
	s := game.New(0)
	a, err := agent.Act(context.Background(), s)
	require.NoError(t, err)
	s.Play(a)
	s.Play(3)
	<-evaluator.done
	evaluator.most = 0
	_, err = agent.Act(context.Background(), s)
	require.NoError(t, err)
	visits := 0
	for _, c := range agent.Explain().Candidates {
		visits += c.Visits
	}
	assert.Greater(t, visits, 60, "more than its own simulations and what was left of the last move")
	require.NoError(t, agent.Close())
}

// waiting tells when it has judged so many positions.
type waiting struct {
	search.Evaluator
	judged, most int
	done         chan struct{}
}

func (e *waiting) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	if e.judged += len(leaves); e.judged >= e.most && e.most > 0 {
		if e.judged == e.most {
			close(e.done)
		}
		<-ctx.Done()
		return ctx.Err()
	}
	return e.Evaluator.Evaluate(ctx, leaves)
}

// An analysis without an end, or with a far one, ends by the clock.
func TestAClockEndsAnAnalysis(t *testing.T) {
	game := othello.New(6)
	for _, q := range []agents.Query{{Endless: true}, {Visits: 100_000}} {
		w := &watch{}
		config := mcts.DefaultConfig()
		config.Now = w.Now
		agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
		agent.SetClock(agents.Clock{Seats: []agents.Time{{Left: 20 * time.Second}, {Left: 20 * time.Second}}})
		thought, err := agent.Analyze(context.Background(), game.New(0), q)
		require.NoError(t, err)
		assert.Less(t, thought.Visits, 200, "twenty seconds are so many looks at the watch")
	}
}
