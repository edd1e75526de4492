package dqn

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/race"
)

// variants are the options that every smoke test must pass with.
func variants() map[string]func(c *Config) {
	return map[string]func(c *Config){
		"plain":       func(c *Config) { c.Network.Dueling, c.Target.Double = false, false },
		"double":      func(*Config) {},
		"three steps": func(c *Config) { c.Target.Steps = 3 },
		"prioritized": func(c *Config) { c.Replay.Prioritized = true },
		"noisy":       func(c *Config) { c.Network.Noisy = 0.5 },
		"soft":        func(c *Config) { c.Target.Every, c.Target.Rate = 1, 0.02 },
		"layer norm":  func(c *Config) { c.Network.LayerNorm = true },
		"rescaled":    func(c *Config) { c.Target.Rescale = true },
		"squares":     func(c *Config) { c.Target.Loss = MSE },
		"munchausen":  func(c *Config) { c.Target.Munchausen, c.Target.Double = true, false },
		"categorical": func(c *Config) {
			c.Network.Head, c.Network.Atoms, c.Network.Low, c.Network.High = Categorical, 21, -2, 2
		},
		"quantile":      func(c *Config) { c.Network.Head, c.Network.Atoms = Quantile, 11 },
		"three actors":  func(c *Config) { c.Train.Actors = 3 },
		"micro-batches": func(c *Config) { c.Train.MicroBatch = 8 },
		"rmsprop": func(c *Config) {
			c.Train.Optimizer, c.Train.Rate, c.Train.Epsilon, c.Train.Centered = RMSProp, 1e-3, 0.01, true
		},
		"radam": func(c *Config) { c.Train.Optimizer = RAdam },
		"lstm":  func(c *Config) { withMemory(c, "lstm") },
		"gru":   func(c *Config) { withMemory(c, "gru") },
		"rainbow": func(c *Config) {
			c.Network.Noisy, c.Target.Steps, c.Replay.Prioritized = 0.5, 3, true
			c.Network.Head, c.Network.Atoms, c.Network.Low, c.Network.High = Categorical, 21, -2, 2
		},
	}
}

func withMemory(c *Config, cell string) {
	c.Network.Cell, c.Network.Units = cell, 16
	c.Replay.BurnIn, c.Replay.Trace, c.Replay.Period = 2, 8, 4
	c.Train.Batch, c.Train.Every = 8, 4
}

// A chain of five places: found by chance, and its value flows back.
func TestAllVariantsLearnAChain(t *testing.T) {
	race.SkipLearning(t)
	for name, change := range variants() {
		t.Run(name, func(t *testing.T) {
			c := quick()
			change(&c)
			l := learner(t, chain(5), c)
			for until := 2000; until <= 10_000 && (until == 2000 || stepsToTheEnd(t, l) > 4); until += 1000 {
				advance(t, l, until)
			}
			assert.Equal(t, 1.0, judged(t, l, 2))
			assert.Equal(t, 4, stepsToTheEnd(t, l), "the shortest way")
		})
	}
}

// stepsToTheEnd is the length of a greedy episode.
func stepsToTheEnd(t *testing.T, l *Learner) int {
	t.Helper()
	s, agent := l.game.New(0), l.Agent(0, nil)
	agent.Reset()
	n := 0
	for ; s.ToPlay() != envs.Over; n++ {
		a, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		s.Play(a)
	}
	return n
}

// A limit is no end: where each step earns 1 for ever, but episodes are cut off
// after five, a state is worth 1/(1-γ) = 10, not 5, with and without n steps
// and with a memory.
func TestTruncationBootstraps(t *testing.T) {
	race.SkipLearning(t)
	for name, change := range variants() {
		switch name {
		case "plain", "three steps", "prioritized", "three actors", "quantile", "categorical", "lstm":
		default:
			continue
		}
		t.Run(name, func(t *testing.T) {
			c := quick()
			change(&c)
			c.Target.Gamma = 0.9
			c.Network.Low, c.Network.High = c.Network.Low*10, c.Network.High*10
			c.Target.Every, c.Target.Rate = 1, 0.05
			l := learner(t, constant(), c)
			advance(t, l, 4000)
			assert.InDelta(t, 10, valuesAt(t, l, l.game.New(0))[0], 1.5)
		})
	}
}

// The end is one: nothing is added to what the last step of an episode earns,
// and that does count.
func TestTheRewardOfTheLastStepIsAllThatABanditHas(t *testing.T) {
	l := learner(t, bandit(), quick())
	advance(t, l, 2000)
	assert.InDeltaSlice(t, []float32{0, 1, 2, 0}, valuesAt(t, l, l.game.New(0)), 0.2)
	assert.Equal(t, 2.0, judged(t, l, 1))
}

// Which arm is best depends on the discount being what it says it is.
func TestDiscountsDecideBetweenSoonAndMuch(t *testing.T) {
	race.SkipLearning(t)
	for _, c := range []struct {
		gamma float32
		steps int
		want  float64
	}{{0.5, 1, 1}, {0.9, 1, 1.5}, {0.9, 3, 1.5}, {0.999, 3, 1.9}} {
		cfg := quick()
		cfg.Target.Gamma, cfg.Target.Steps = c.gamma, c.steps
		cfg.Explore.End = 1 // every arm is seen
		cfg.Train.Every = 1
		l := learner(t, discounting(), cfg)
		advance(t, l, 3000)
		assert.InDelta(t, c.want, judged(t, l, 1), 1e-6, "γ = %g, n = %d", c.gamma, c.steps)
	}
}

// A secret shown ten steps before it is asked for: with a memory it is known,
// without it is a coin.
func TestMemoryNeedsAMemory(t *testing.T) {
	race.SkipLearning(t)
	for _, cell := range []string{"lstm", "gru"} {
		c := quick()
		withMemory(&c, cell)
		c.Network.Units = 32
		c.Replay.Trace, c.Replay.Period, c.Replay.BurnIn = 10, 5, 5
		c.Explore.Steps, c.Train.Rate, c.Train.Batch = 4000, 3e-3, 16
		l := learner(t, memory(10), c)
		for until := 5000; until <= 30_000 && (until == 5000 || judged(t, l, 100) < 0.96); until += 2500 {
			advance(t, l, until)
		}
		assert.Greater(t, judged(t, l, 200), 0.9, "%s: a mean of 2p-1 for a share p of right answers", cell)
	}
	l := learner(t, memory(10), quick())
	advance(t, l, 5000)
	assert.InDelta(t, 0, judged(t, l, 400), 0.15, "without: a share of one half")
}
