package compare_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/compare"
)

// run is a run with two points.
func run(game, label string, seed uint64, first, final float64) compare.Run {
	return compare.Run{Folder: label, Game: game, Label: label, Seed: seed, Axis: "steps", Score: "return",
		Points: []compare.Point{{At: 100, Score: first}, {At: 200, Score: final}}, Final: final}
}

func TestGroups(t *testing.T) {
	late := run("taxi", "dqn", 4, 1, 7)
	late.Points = late.Points[:1] // has not come to 200 yet
	groups, err := compare.Groups([]compare.Run{
		run("taxi", "dqn", 1, 0, 4), run("cartpole", "dqn", 1, 20, 480), run("taxi", "pqn", 1, 3, 9),
		run("taxi", "dqn", 2, 1, 5), run("taxi", "dqn", 3, 2, 6), late,
	})
	require.NoError(t, err)
	require.Len(t, groups, 3)
	assert.Equal(t, "cartpole", groups[0].Game)
	assert.Equal(t, compare.Band{At: 200, IQM: 480, Lo: 480, Hi: 480}, groups[0].Curve[1], "one seed leaves no spread to tell of")
	g := groups[1]
	assert.Equal(t, []uint64{1, 2, 3, 4}, g.Seeds)
	assert.Equal(t, []float64{4, 5, 6, 7}, g.Final)
	assert.Equal(t, 5.5, g.IQM)
	assert.Equal(t, 5.5, g.Mean)
	assert.Equal(t, [2]float64{4, 7}, [2]float64{g.Least, g.Most})
	assert.Less(t, g.Lo, 5.5)
	assert.Greater(t, g.Hi, 5.5)
	require.Len(t, g.Curve, 1, "where a seed is missing the curve ends")
	assert.Equal(t, 1.0, g.Curve[0].IQM)

	pairs := compare.Pairs(groups)
	require.Len(t, pairs, 1, "of one game")
	assert.Equal(t, compare.Pair{Game: "taxi", A: "dqn", B: "pqn"}, pairs[0])

	_, err = compare.Groups([]compare.Run{run("taxi", "dqn", 1, 0, 4), run("taxi", "dqn", 1, 0, 4)})
	assert.ErrorContains(t, err, "are one run twice")
}

func TestPairs(t *testing.T) {
	groups, err := compare.Groups([]compare.Run{
		run("taxi", "a", 1, 0, 1), run("taxi", "a", 2, 0, 3), run("taxi", "b", 1, 0, 1), run("taxi", "b", 2, 0, 2),
	})
	require.NoError(t, err)
	p := compare.Pairs(groups)[0]
	assert.Equal(t, (0.5+0+1+1)/4, p.Probability)
	assert.LessOrEqual(t, p.Lo, p.Probability)
	assert.GreaterOrEqual(t, p.Hi, p.Probability)
}

func TestPlot(t *testing.T) {
	groups, err := compare.Groups([]compare.Run{
		run("taxi", "dqn plain", 1, 0, 4), run("taxi", "dqn plain", 2, 1, 5), run("taxi", "pqn", 1, 3, 9), run("catch", "dqn", 1, 0, 1),
	})
	require.NoError(t, err)
	svg, err := compare.Plot(groups)
	require.NoError(t, err)
	for _, want := range []string{"<svg", "taxi", "catch", "dqn plain", "steps", "return"} {
		assert.Contains(t, string(svg), want)
	}
	other := run("taxi", "tabular", 1, 0, 4)
	other.Score = "Elo against random"
	apart, err := compare.Groups([]compare.Run{run("taxi", "dqn", 1, 0, 4), other, run("taxi", "pqn", 1, 0, 4)})
	require.NoError(t, err)
	assert.Equal(t, "tabular", apart[0].Label, "what was measured alike stands together")
	both, err := compare.Plot(apart)
	require.NoError(t, err)
	assert.Contains(t, string(both), "Elo against random")
	again, err := compare.Plot(groups)
	require.NoError(t, err)
	assert.Equal(t, svg, again)
}
