package search

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
)

func TestTheLowerBoundPrefersWhatIsCertain(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 10)
	tree.config.LCB = 3
	actions := tree.actions(0)
	for i := range actions {
		actions[i].visits, actions[i].sum, actions[i].squares = 0, 0, 0
	}
	set := func(i int, visits int32, mean, deviation float64) {
		n := float64(visits)
		actions[i] = edge{action: envs.Action(i), child: none, visits: visits, sum: n * mean, squares: n * (mean*mean + deviation*deviation)}
	}
	set(0, 100, 0.1, 1)  // most visited, of wild results
	set(1, 60, 0.3, 0.1) // better, and certain
	set(2, 14, 0.9, 0)   // too few visits to be trusted
	set(3, 20, 0.5, 2)
	assert.Equal(t, envs.Action(1), tree.Choose(0, nil))
	tree.config.LCB = 0
	assert.Equal(t, envs.Action(0), tree.Choose(0, nil))
}

// Forced tries are made, and the target is free of those that led nowhere.
func TestForcedTriesAreNotLearned(t *testing.T) {
	config := DefaultConfig()
	config.Solve = false
	config.DirichletFraction, config.DirichletAlpha = 0.25, 1
	plain := grown(t, connectfour.New(), config, connectfour.New().New(0), 600)
	config.Forced = 2
	forced := grown(t, connectfour.New(), config, connectfour.New().New(0), 600)
	policy, target := make([]float32, 7), make([]float32, 7)
	forced.Policy(policy)
	forced.Target(target)
	var least int32 = math.MaxInt32
	for i, e := range forced.actions(0) {
		assert.GreaterOrEqual(t, float64(e.visits+1), math.Sqrt(float64(2*e.prior*599))-1, "action %d has the tries that are due", i)
		assert.LessOrEqual(t, target[i], policy[i])
		least = min(least, plain.actions(0)[i].visits)
	}
	assert.Equal(t, policy[Best(policy)], target[Best(target)], "the best keeps its visits")
	assert.Less(t, sum(target), sum(policy), "something was forced")
	plain.Target(target)
	plain.Policy(policy)
	assert.Equal(t, policy, target, "without forced tries there is nothing to prune")
}

func sum(xs []float32) (total float32) {
	for _, x := range xs {
		total += x
	}
	return total
}

// A win at once is preferred to a later one, and a loss is put off.
func TestTheShortestWinAndTheLongestLoss(t *testing.T) {
	game := connectfour.New()
	s, err := game.ParsePosition("......./......./......./ooo..../xxx..../xxooo.x")
	require.NoError(t, err)
	tree := grown(t, game, DefaultConfig(), s, 2000)
	require.True(t, tree.Solved())
	next := game.New(0)
	next.CopyFrom(s)
	next.Play(tree.Choose(0, nil))
	assert.Equal(t, envs.Over, next.ToPlay(), "it wins at once:\n%v", s)
}

// Exploration grows where results vary.
func TestExplorationFollowsTheSpread(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 50)
	calm := survey{visits: 100, sum: 10, squares: 1}
	wild := survey{visits: 100, sum: 10, squares: 81}
	assert.Equal(t, tree.exploration(0, &calm), tree.exploration(0, &wild), "not by default")
	tree.config.CPUCTDeviation = 0.85
	assert.Less(t, tree.exploration(0, &calm), 15*tree.config.CPUCT*0.5)
	assert.InDelta(t, 10*float64(tree.config.CPUCT)*(1+0.85*(math.Sqrt((80+2*0.16)/102)/0.4-1)), tree.exploration(0, &wild), 1e-3)
	tree.config.CPUCTDeviation, tree.config.CPUCTLog, tree.config.CPUCTBase = 0, 1, 100
	assert.InDelta(t, 10*(float64(tree.config.CPUCT)+math.Log(201.0/100)), tree.exploration(0, &calm), 1e-4)
}
