package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	solve "github.com/tengen-rl/tengen/agents/solver"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs/connectfour/solver"
	"github.com/tengen-rl/tengen/internal/cputime"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Every variant is a config that differs from the plain one.
func TestVariants(t *testing.T) {
	names := map[string]bool{}
	base, err := variants[0].config(1)
	require.NoError(t, err)
	for i, v := range variants {
		c, err := v.config(1)
		require.NoError(t, err, v.name)
		if i > 0 {
			assert.NotEqual(t, base, c, v.name)
		}
		assert.False(t, names[v.name], "%s stands twice", v.name)
		names[v.name] = true
	}
}

// The positions have moves that are mistakes, a perfect player makes none, and
// a random one many.
func TestPositionsAreSolved(t *testing.T) {
	e, err := newExaminer(context.Background(), options{positions: 40})
	require.NoError(t, err)
	perfect := solve.New(solver.New(solver.Config{}), seed.Stream(1))
	for agent, most := range map[agents.Agent][2]float64{perfect: {0, 0}, agents.Random(seed.Stream(1)): {0.25, 0.85}} {
		share, err := arena.Suite(context.Background(), agent, e.positions, nil)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, 1-share.Share(), most[0])
		assert.LessOrEqual(t, 1-share.Share(), most[1])
	}
}

func TestARunIsMeasured(t *testing.T) {
	if cputime.Seconds() == 0 {
		t.Skip("this system does not tell the CPU time")
	}
	o := options{cpu: 0.01, positions: 10, simulations: 4}
	e, err := newExaminer(context.Background(), o)
	require.NoError(t, err)
	v := variant{"small", []string{"network.blocks", "0", "network.channels", "4", "selfplay.games", "2", "selfplay.simulations", "2", "train.passes", "0.5"}}
	r, err := e.measure(context.Background(), v, 1, filepath.Join(t.TempDir(), "run"))
	require.NoError(t, err)
	assert.Equal(t, 1, r.generations, "its time was over then")
	assert.Positive(t, r.positions)
	_, err = e.measure(context.Background(), variant{"wrong", []string{"train.bacth", "3"}}, 1, t.TempDir())
	assert.ErrorContains(t, err, `wrong: train.bacth=3: unknown key "train.bacth"`)
}

func TestTable(t *testing.T) {
	text := table(options{cpu: 60, seeds: 2, positions: 500, simulations: 50}, []result{
		{variant: "graph", seed: 1, generations: 4, positions: 100, bare: 0.3, searched: 0.1},
		{variant: plain, seed: 1, generations: 5, positions: 200, bare: 0.4, searched: 0.2},
		{variant: "graph", seed: 2, generations: 6, positions: 300, bare: 0.5, searched: 0.2},
		{variant: "forks", seed: 1, generations: 5, positions: 200, bare: 0.2, searched: 0.1},
	})
	lines := strings.Split(strings.TrimSpace(text), "\n")
	assert.Equal(t, []string{
		"| plain |  | 1 | 5 | 200 | 40.0 ± 0.0 % | 20.0 ± 0.0 % |",
		"| forks | `selfplay.fork_share=0.1` | 1 | 5 | 200 | 20.0 ± 0.0 % | 10.0 ± 0.0 % |",
		"| graph | `selfplay.graph=true` | 2 | 5 | 200 | 40.0 ± 10.0 % | 15.0 ± 5.0 % |",
	}, lines[len(lines)-3:])
}
