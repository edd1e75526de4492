package mcts_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Leaves that are judged together are no more visits than were asked for.
func TestAnalyzeOfSeveralLeaves(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Leaves, config.Search.Solve = 4, false
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	for _, visits := range []int{1, 4, 10, 31} {
		thought, err := agent.Analyze(context.Background(), game.New(0), agents.Query{Visits: visits})
		require.NoError(t, err)
		assert.Equal(t, visits, thought.Visits)
	}
}

// The tree of a search is told as far as it was asked for, and is legal play.
func TestExplore(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Simulations = 600
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	_, err := agent.Act(context.Background(), game.New(0))
	require.NoError(t, err)
	for _, most := range []int{0, 50, 400} {
		thought := agent.Explore(most)
		plain := agent.Explain()
		require.Len(t, thought.Candidates, len(plain.Candidates))
		count, deepest := 0, 0
		s := game.New(0)
		var walk func(replies []agents.Candidate, plies int)
		walk = func(replies []agents.Candidate, plies int) {
			deepest = max(deepest, plies)
			for _, c := range replies {
				if plies > 0 {
					count++
				}
				require.Contains(t, s.Legal(nil), c.Action)
				before := game.New(0)
				before.CopyFrom(s)
				s.Play(c.Action)
				walk(c.Replies, plies+1)
				s.CopyFrom(before)
			}
		}
		walk(thought.Candidates, 0)
		assert.LessOrEqual(t, count, most)
		assert.Equal(t, most > 0, count > 0)
		if most == 400 {
			assert.Greater(t, count, 100)
			assert.GreaterOrEqual(t, deepest, 3)
		}
	}
}
