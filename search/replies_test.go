package search

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Down the line of the most visits, each reply was visited as its node says,
// and all of them together once less than the move that they answer.
func TestReplies(t *testing.T) {
	game := connectfour.New()
	config := DefaultConfig()
	config.Solve, config.Lookahead = false, false
	tree := grown(t, game, config, after(game, 6, seed.Stream(3)), 300)
	var path []envs.Action
	visits, depth := 300, 0
	for ; visits > 10; depth++ {
		lines := tree.Replies(path, 9)
		require.NotEmpty(t, lines, "%v", path)
		sum := 0
		for i, l := range lines {
			sum += l.Visits
			require.Positive(t, l.Visits)
			assert.Equal(t, l.Action, l.Moves[0])
			assert.InDelta(t, l.Values[0], -l.Values[1], 1e-6)
			if i > 0 {
				assert.LessOrEqual(t, l.Visits, lines[i-1].Visits)
			}
		}
		assert.Equal(t, visits-1, sum, "after %v", path)
		path, visits = append(path, lines[0].Action), lines[0].Visits
	}
	assert.Greater(t, depth, 2)
	assert.Len(t, tree.Replies(nil, 2), 2)
	assert.Empty(t, tree.Replies(append(path, 0, 0, 0, 0, 0, 0, 0), 9))
}
