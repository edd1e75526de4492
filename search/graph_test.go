package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// A graph has a node a position where a tree has one a path, and knows the
// same of tic-tac-toe.
func TestAGraphSharesPositions(t *testing.T) {
	game := tictactoe.New()
	config := DefaultConfig()
	config.Solve, config.CPUCT = false, 10
	tree := grown(t, game, config, game.New(0), 4000)
	config.Graph = true
	graph := grown(t, game, config, game.New(0), 4000)
	assert.Less(t, len(graph.nodes), len(tree.nodes)*9/10)
	seen := map[uint64]bool{}
	for _, n := range graph.nodes {
		if n.hash != 0 {
			assert.False(t, seen[n.hash], "two nodes of one position")
			seen[n.hash] = true
		}
	}
	for i := range graph.nodes {
		n := int32(i)
		visits := int32(1)
		for _, e := range graph.actions(n) {
			visits += e.visits
			if e.visits > 0 {
				assert.LessOrEqual(t, e.visits, graph.nodes[e.child].visits, "a node has the visits of all paths")
			}
		}
		if graph.nodes[n].count > 0 {
			assert.Equal(t, visits, graph.nodes[n].visits)
		}
	}
	graph.Advance(4)
	before := len(graph.nodes)
	require.NoError(t, Simulate(context.Background(), new(hashed), graph, 500))
	assert.Greater(t, before, 100, "what was found is kept")

	config.Solve = true
	for i := range 60 {
		s := after(game, 2+i%6, seed.Stream(uint64(i)))
		solved := grown(t, game, config, s, 3000)
		if solved.Solved() {
			values := make([]float32, 2)
			solved.Values(values)
			require.Equal(t, minimax(s), values[s.ToPlay()])
		}
	}
}
