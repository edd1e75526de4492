package main

import (
	"context"
	"math"
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
	for _, s := range studies {
		names := map[string]bool{}
		base, err := s.config(s.variants[0], 1)
		require.NoError(t, err)
		for i, v := range s.variants {
			c, err := s.config(v, 1)
			require.NoError(t, err, v.name)
			if i > 0 {
				assert.NotEqual(t, base, c, v.name)
			}
			assert.False(t, names[v.name], "%s stands twice", v.name)
			names[v.name] = true
		}
	}
}

func TestStudyOf(t *testing.T) {
	s, err := studyOf("othello:6")
	require.NoError(t, err)
	assert.Equal(t, studies[1], s)
	_, err = studyOf("go:9")
	assert.EqualError(t, err, `ablate: -game "go:9": it should be among connect4, othello:6`)
}

// A choice has the plain config first and no unknown names.
func TestChoose(t *testing.T) {
	chosen, err := studies[0].choose("graph,plain,forks")
	require.NoError(t, err)
	var names []string
	for _, v := range chosen {
		names = append(names, v.name)
	}
	assert.Equal(t, []string{"plain", "graph", "forks"}, names)
	_, err = studies[0].choose("graf")
	assert.ErrorContains(t, err, `-only "graf": it should be among global pooling, reply policy`)
}

// The positions have moves that are mistakes, a perfect player makes none, and
// a random one many.
func TestPositionsAreSolved(t *testing.T) {
	e, err := newExaminer(options{game: "connect4", positions: 7})
	require.NoError(t, err)
	assert.Len(t, e.positions, 6*7)
	random, err := arena.Suite(context.Background(), agents.Random(seed.Stream(1)), e.positions, nil)
	require.NoError(t, err)
	assert.InDelta(t, 0.6, random.MistakeShare(), 0.3)
	late := e.positions[2*7 : 3*7] // the set of the end, which takes our solver no time
	perfect, err := arena.Suite(context.Background(), solve.New(solver.New(solver.Config{}), seed.Stream(1)), late, nil)
	require.NoError(t, err)
	assert.Zero(t, perfect.Mistakes)
	_, err = newExaminer(options{game: "connect4", positions: 501})
	assert.ErrorContains(t, err, "-positions 501: the set beginning-easy has ")
}

func TestARunIsMeasured(t *testing.T) {
	if cputime.Seconds() == 0 {
		t.Skip("this system does not tell the CPU time")
	}
	o := options{game: "connect4", cpu: 0, threads: 1, positions: 2, simulations: 4} // over with the first generation, however fast
	e, err := newExaminer(o)
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
	results := []result{
		{variant: "graph", seed: 1, generations: 4, positions: 100, bare: 0.3, searched: 0.1},
		{variant: plain, seed: 1, generations: 5, positions: 200, bare: 0.4, searched: 0.2},
		{variant: "graph", seed: 2, generations: 6, positions: 300, bare: 0.5, searched: 0.2},
		{variant: "forks", seed: 1, generations: 5, positions: 200, bare: 0.2, searched: 0.1},
	}
	lines := strings.Split(strings.TrimSpace(table(options{cpu: 60, seeds: 2, positions: 500, simulations: 50}, studies[0], results)), "\n")
	assert.Equal(t, []string{
		"| plain |  | 5 | 200 | 40.0 | 40.0 |  | 20.0 | 20.0 |  |",
		"| forks | `selfplay.fork_share=0.1` | 5 | 200 | 20.0 | 20.0 | -20.0 | 10.0 | 10.0 | -10.0 |",
		"| graph | `selfplay.graph=true` | 5 | 200 | 40.0 | 30.0, 50.0 | +0.0 | 15.0 | 10.0, 20.0 | -5.0 |",
	}, lines[len(lines)-3:])
	other := table(options{positions: 100}, studies[1], results[1:2])
	assert.Contains(t, other, "ablate -game othello:6 -cpu") // what made it comes first
	assert.Contains(t, other, "Short runs at Othello on 6 x 6 cells from zero")
	assert.Contains(t, table(options{positions: 100}, studies[0], results[:2]), "up to ± 4.0 at 95 %")
}

// The doubt is that of Student's distribution, and comes from the differences
// within the options alone.
func TestNoise(t *testing.T) {
	for freedom, want := range map[int]float64{4: 2.776, 14: 2.145, 100: 1.984} {
		assert.InDelta(t, want, student(freedom), 0.05)
	}
	var results []result
	for i, v := range general[:15] { // each 2 hundredths apart: a deviation of √2
		at := float64(i) / 20
		results = append(results, result{variant: v.name, bare: at}, result{variant: v.name, bare: at + 0.02})
	}
	half, known := noise(studies[0].rows(results), bare)
	assert.True(t, known)
	assert.InDelta(t, 2.131*math.Sqrt2, half, 0.01)
}
