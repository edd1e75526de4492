package pqn_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/wrap"
)

// quick are settings with which the tiny worlds are learned at once.
func quick() pqn.Config {
	c := pqn.DefaultConfig()
	c.Network.Hidden = []int{16}
	c.Explore = pqn.Explore{Start: 1, End: 0.2, Steps: 2000}
	c.Train = pqn.Train{Lanes: 8, Steps: 16, Epochs: 4, Minibatches: 2, Rate: 1e-2, RateSteps: 12_000, MaxNorm: 10}
	return c
}

// learned trains on game for so many steps.
func learned(t *testing.T, game envs.Game, c pqn.Config, steps int) *pqn.Agent {
	t.Helper()
	l, err := pqn.New(game, c, 1, 1)
	require.NoError(t, err)
	require.NoError(t, l.Advance(context.Background(), steps))
	return l.Agent(0, nil)
}

// Each of these worlds fails with one kind of mistake.
func TestSmokeWorlds(t *testing.T) {
	for _, c := range []struct {
		name   string
		game   envs.Game
		gamma  float32
		lambda float32
		obs    []float32
		want   []float32
	}{
		{
			name: "a bandit: the reward of the step that ends an episode counts",
			game: tiny{
				name: "bandit", actions: 3, obs: 1, end: 1,
				reward: func(_ *tinyState, a envs.Action) float32 { return []float32{-1, 0.5, 2}[a] },
			},
			gamma: 0.9, lambda: 0.65,
			obs: []float32{1}, want: []float32{-1, 0.5, 2},
		},
		{
			name: "an endless reward of 1, cut off after 5 steps: 1/(1-γ), not what 5 steps earn",
			game: wrap.TimeLimit(tiny{
				name: "cut", actions: 1, obs: 1,
				reward: func(*tinyState, envs.Action) float32 { return 1 },
			}, 5),
			gamma: 0.9, lambda: 0.65,
			obs: []float32{1}, want: []float32{10},
		},
		{
			name: "the same reward, ended by the rules after 2 steps: nothing is bootstrapped",
			game: tiny{
				name: "ended", actions: 1, obs: 2, end: 2,
				reward:  func(*tinyState, envs.Action) float32 { return 1 },
				observe: func(s *tinyState, dst []float32) { dst[s.steps%2] = 1 },
			},
			gamma: 0.9, lambda: 0,
			obs: []float32{1, 0, 0, 1}, want: []float32{1.9, 1},
		},
		{
			name: "a reward that comes three steps after the action that earns it",
			game: tiny{
				name: "delayed", actions: 2, obs: 8, end: 3,
				reward: func(s *tinyState, _ envs.Action) float32 {
					if s.steps == 2 && s.first == 1 {
						return 1
					}
					return 0
				},
				observe: func(s *tinyState, dst []float32) { dst[min(s.steps, 3)+4*int(s.first)] = 1 },
			},
			gamma: 0.9, lambda: 0.65,
			obs: []float32{1, 0, 0, 0, 0, 0, 0, 0}, want: []float32{0, 0.81},
		},
		{
			name: "actions that pay much and are never legal are not bootstrapped from",
			game: tiny{
				name: "masked", actions: 2, obs: 2, end: 2,
				legal: func(s *tinyState, a envs.Action) bool { return s.steps == 0 || a == 0 },
				reward: func(s *tinyState, a envs.Action) float32 {
					if s.steps == 0 && a == 1 {
						return 5
					}
					return 1
				},
				observe: func(s *tinyState, dst []float32) { dst[s.steps%2] = 1 },
			},
			gamma: 1, lambda: 0,
			obs: []float32{1, 0}, want: []float32{2, 6},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := quick()
			config.Target.Gamma, config.Target.Lambda = c.gamma, c.lambda
			got := learned(t, c.game, config, 12_000).Values(c.obs)
			for i := range c.want {
				assert.InDelta(t, c.want[i], got[i], 0.1, "value %d of %v", i, got)
			}
		})
	}
}

func TestClippedRewardsAreLearnedAndRawOnesReported(t *testing.T) {
	game := tiny{
		name: "rich", actions: 1, obs: 1, end: 2,
		reward: func(*tinyState, envs.Action) float32 { return 7 },
	}
	config := quick()
	config.Target = pqn.Target{Gamma: 0, ClipReward: true}
	l, err := pqn.New(game, config, 1, 1)
	require.NoError(t, err)
	require.NoError(t, l.Advance(context.Background(), 6_000))
	assert.InDelta(t, 1, l.Agent(0, nil).Values([]float32{1})[0], 0.1)
	stats := l.Stats()
	require.NotEmpty(t, stats.Returns)
	for _, r := range stats.Returns {
		require.Equal(t, 14.0, r)
	}
}
