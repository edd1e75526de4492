package agents_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/agents/solver"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	tictactoesolver "github.com/tengen-rl/tengen/envs/tictactoe/solver"
	"github.com/tengen-rl/tengen/internal/seed"
)

// analysts are the agents that look at positions of game in the open.
func analysts(t *testing.T, game envs.Game) map[string]agents.Agent {
	deep, err := alphabeta.New(game, alphabeta.Config{Depth: 4}, seed.Stream(1))
	require.NoError(t, err)
	config := mcts.DefaultConfig()
	config.Simulations = 400
	return map[string]agents.Agent{
		"alphabeta": deep,
		"mcts":      mcts.NewRollouts(game, 1, config, seed.Stream(2)),
	}
}

// Whatever looks at a position sees the win, tells a legal line, and has
// candidates in the order of their worth.
func TestAnalyze(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("XX.OO....")
	require.NoError(t, err)
	all := analysts(t, game)
	all["solver"] = solver.New(tictactoesolver.New(), seed.Stream(1))
	all["greedy"] = agents.Greedy(game, seed.Stream(1))
	for name, agent := range all {
		t.Run(name, func(t *testing.T) {
			watched := 0
			q := agents.Query{Lines: 5, Watch: func(think func() agents.Thought) {
				watched++
				think()
			}}
			thought, err := agents.Analyze(context.Background(), agent, s, q)
			require.NoError(t, err)
			require.NotEmpty(t, thought.Candidates)
			best := thought.Candidates[0]
			assert.EqualValues(t, 2, best.Action)
			assert.Equal(t, []envs.Action{2}, best.Line)
			if name == "greedy" {
				return // it only answers
			}
			assert.Equal(t, []float32{1, -1}, best.Values)
			assert.Equal(t, []float32{1, -1}, thought.Values)
			if name != "solver" {
				assert.Equal(t, 1, best.End)
			}
			assert.Positive(t, watched)

			only := []envs.Action{5, 6}
			thought, err = agents.Analyze(context.Background(), agent, s, agents.Query{Only: only, Lines: 2})
			require.NoError(t, err)
			assert.Len(t, thought.Candidates, 2)
			for _, c := range thought.Candidates {
				assert.Contains(t, only, c.Action)
			}
			move, err := agent.Act(context.Background(), s)
			require.NoError(t, err)
			assert.EqualValues(t, 2, move, "what was left out then is there again")
		})
	}
	_, err = agents.Analyze(context.Background(), agents.Random(seed.Stream(1)), s, agents.Query{Only: []envs.Action{5}})
	assert.ErrorContains(t, err, "some of the moves only")
}

func TestAnalyzeEndsAtItsLimits(t *testing.T) {
	game := connectfour.New()
	for name, agent := range analysts(t, game) {
		t.Run(name, func(t *testing.T) {
			for _, visits := range []int{150, 3000} { // less and more than its own measure
				thought, err := agents.Analyze(context.Background(), agent, game.New(0), agents.Query{Visits: visits})
				require.NoError(t, err)
				assert.InDelta(t, visits, thought.Visits, 2)
			}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			thought, err := agents.Analyze(ctx, agent, game.New(0), agents.Query{Endless: true, Watch: func(think func() agents.Thought) {
				if think().Visits > 400 {
					cancel()
				}
			}})
			require.NoError(t, err, "to be told to stop is no error")
			assert.Greater(t, thought.Visits, 400)
			_, err = agents.Analyze(ctx, agent, game.New(0), agents.Query{})
			assert.ErrorIs(t, err, context.Canceled, "nothing was found")
		})
	}
}

func TestAlphaBetaCountsPlies(t *testing.T) {
	game := chess.New()
	agent := analysts(t, game)["alphabeta"]
	thought, err := agents.Analyze(context.Background(), agent, game.New(0), agents.Query{Depth: 3})
	require.NoError(t, err)
	assert.Equal(t, 3, thought.Depth)
	assert.GreaterOrEqual(t, thought.Selective, 3)
	assert.Len(t, thought.Candidates, 1)
}

// An agent explains the move that it has just made.
func TestExplain(t *testing.T) {
	game := connectfour.New()
	for name, agent := range analysts(t, game) {
		move, err := agent.Act(context.Background(), position(t, "112233"))
		require.NoError(t, err)
		e, ok := agents.Power[agents.Explainer](agent)
		require.True(t, ok, name)
		thought := e.Explain()
		assert.Equal(t, move, thought.Candidates[0].Action, name)
		assert.EqualValues(t, 1, thought.Values[0], name)
		assert.Positive(t, thought.Visits, name)
	}
}
