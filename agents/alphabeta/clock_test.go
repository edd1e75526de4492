package alphabeta_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watch is a watch that each look moves on by a second: far quicker than real
// ones, which a game's limits are by.
type watch struct{ now time.Time }

func (w *watch) Now() time.Time {
	w.now = w.now.Add(time.Second)
	return w.now
}

// No game is lost on time, whatever the clock, and the time is used.
func TestGamesByTheClock(t *testing.T) {
	for _, control := range []string{"2000s", "1000s+20s", "10/1000s", "500s+2x100s", "1x50s"} {
		t.Run(control, func(t *testing.T) {
			parsed, err := arena.ParseControl(control)
			require.NoError(t, err)
			game := othello.New(6)
			w := &watch{}
			var players []agents.Agent
			for seat, shortcuts := range []search.Shortcuts{{}, {NullMove: true, Reductions: true, Memory: true, Aspiration: true}} {
				agent, err := alphabeta.New(game, alphabeta.Config{Depth: 30, Shortcuts: shortcuts, Now: w.Now}, seed.Stream(uint64(seat)))
				require.NoError(t, err)
				players = append(players, agent)
			}
			record, err := arena.Play(context.Background(), game, arena.Opening{}, players,
				arena.PlayConfig{Controls: []arena.Control{parsed, parsed}, Now: w.Now})
			require.NoError(t, err)
			assert.Nil(t, record.Fault)
			var spent time.Duration
			for _, note := range record.Notes {
				spent += note.Spent
			}
			assert.Greater(t, spent/2, (parsed.Main+parsed.Period)/8, "time was used")
		})
	}
}

// The nodes of a clock are positions: so many, and the same game for the same
// nodes, whatever was played before.
func TestNodesArePositions(t *testing.T) {
	game := chess.Gardner()
	config := alphabeta.Config{Nodes: 900, Shortcuts: search.Shortcuts{NullMove: true, Reductions: true, Memory: true}}
	agent, err := alphabeta.New(game, config, seed.Stream(1))
	require.NoError(t, err)
	play := func() (moves []envs.Action) {
		s := game.New(0)
		agent.Reset()
		for range 10 {
			agent.SetClock(agents.Clock{Nodes: 600})
			a, err := agent.Act(context.Background(), s)
			require.NoError(t, err)
			assert.Equal(t, 600, agent.Explain().Visits)
			s.Play(a)
			moves = append(moves, a)
		}
		_, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		assert.Equal(t, 900, agent.Explain().Visits, "its own limit, where there is no clock")
		return moves
	}
	assert.Equal(t, play(), play())
}

// An agent that ponders thinks of its own move what it thought then, stops
// with whatever comes next, and is none the worse for it.
func TestPonder(t *testing.T) {
	game := connectfour.New()
	exact, err := alphabeta.New(game, alphabeta.Config{Depth: 6}, seed.Stream(1))
	require.NoError(t, err)
	agent, err := alphabeta.New(game, alphabeta.Config{Depth: 6, Ponder: true}, seed.Stream(1))
	require.NoError(t, err)
	for s := game.New(0); s.ToPlay() != envs.Over; {
		want, err := exact.Act(context.Background(), s)
		require.NoError(t, err)
		got, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		require.Equal(t, want, got, "an exact search of a depth depends on the position alone")
		assert.Equal(t, exact.Explain().Values, agent.Explain().Values)
		s.Play(want)
	}
	for _, stop := range map[string]func(){
		"analyze": func() {
			_, err := agent.Analyze(context.Background(), game.New(0), agents.Query{Visits: 10})
			require.NoError(t, err)
		},
		"reset": agent.Reset,
		"close": func() { require.NoError(t, agent.Close()) },
	} {
		_, err := agent.Act(context.Background(), game.New(0))
		require.NoError(t, err)
		stop()
		goleak.VerifyNone(t)
	}
}
