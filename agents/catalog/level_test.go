package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/catalog"
)

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		text string
		by   int
		want string // or the error
	}{
		{"mcts:sims=100", 0, "mcts:sims=100"},
		{"mcts:sims=100", 2, "mcts:sims=400"},
		{"mcts:sims=100,rollouts=3", -1, "mcts:sims=50,rollouts=3"},
		{"mcts:sims=1", -1, "mcts:sims=1 has come to the end of its options"},
		{"mcts:sims=1", 60, "mcts:sims=1 has come to the end of its options"},
		{"alphabeta:depth=5", 1, "alphabeta:depth=6"},
		{"alphabeta:depth=1", -1, "alphabeta:depth=1 has come to the end of its options"},
		{"alphabeta:depth=3,time=1s", -1, "alphabeta:depth=2,time=500ms"},
		{"az:runs/x", 1, "az:runs/x,sims=200"},
		{"uci:stockfish,nodes=1000,move=1s", 1, "uci:stockfish,nodes=2000,move=1s"},
		{"gtp:gnugo", 1, "gtp:gnugo has one strength only"},
		{"greedy", 1, "greedy has one strength only"},
	} {
		spec, err := catalog.Parse(c.text)
		require.NoError(t, err)
		leveled, err := spec.Level(c.by)
		if err != nil {
			assert.EqualError(t, err, c.want)
		} else {
			assert.Equal(t, c.want, leveled.String())
		}
		assert.Equal(t, c.text, spec.String(), "as it was")
	}
}

func TestAfar(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"az:/home/somebody/runs/x@3,sims=40", "az:weights,sims=40"},
		{"mcts:sims=3", "mcts:sims=3"},
		{"human", "human"},
	} {
		spec, err := catalog.Parse(c.text)
		require.NoError(t, err)
		far, err := spec.Afar()
		require.NoError(t, err)
		assert.Equal(t, c.want, far.String())
		_, err = catalog.Parse(far.String())
		assert.NoError(t, err)
	}
	for _, text := range []string{"gtp:gnugo", "uci:stockfish,nodes=3", "dqn:runs/x"} {
		spec, err := catalog.Parse(text)
		require.NoError(t, err)
		_, err = spec.Afar()
		assert.ErrorContains(t, err, "it needs a program or a folder of this machine; a page can play az", text)
	}
}
