package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/catalog"
)

func TestNumbers(t *testing.T) {
	for text, want := range map[string]struct {
		names  []string
		values []int
		after  string
	}{
		"random":                                   {nil, nil, "random"},
		"mcts:sims=50":                             {[]string{"sims"}, []int{50}, "mcts:sims=51"},
		"mcts:sims=50,time=2s,ponder=true":         {[]string{"sims", "time in ms"}, []int{50, 2000}, "mcts:sims=51,time=2.001s,ponder=true"},
		"alphabeta:depth=5,memory=1GB":             {[]string{"depth", "memory in MB"}, []int{5, 1024}, "alphabeta:depth=6,memory=1025MB"},
		`uci:"stockfish",nodes=7,move=1s,start=1s`: {[]string{"nodes"}, []int{7}, "uci:stockfish,nodes=8,start=1s,move=1s"},
	} {
		spec, err := catalog.Parse(text)
		require.NoError(t, err, text)
		var names []string
		var values, more []int
		for _, n := range spec.Numbers() {
			names, values, more = append(names, n.Name), append(values, n.Value), append(more, n.Value+1)
			assert.Greater(t, n.Most, n.Value)
		}
		assert.Equal(t, want.names, names, text)
		assert.Equal(t, want.values, values, text)
		before := spec.String()
		assert.Equal(t, want.after, spec.With(more).String())
		assert.Equal(t, before, spec.String(), "it stays as it is")
	}
}
