package tabular

import (
	"fmt"
	"slices"
	"strings"
)

// Method is how a Learner looks ahead from the state that it has come to.
type Method string

const (
	QLearning     Method = "q-learning"     // to the best action there
	SARSA         Method = "sarsa"          // to the action that it takes there
	ExpectedSARSA Method = "expected-sarsa" // to the mean over the actions that it might take
)

// Methods returns all of them.
func Methods() []Method { return []Method{QLearning, SARSA, ExpectedSARSA} }

// Config is the knobs of a Learner.
type Config struct {
	Method Method `toml:"method"`

	// Gamma is the discount a step, 0 to 1.
	Gamma float64 `toml:"gamma"`

	// NStep is the number of rewards that are counted before looking ahead,
	// at least 1. More than 1 is not corrected for the policy, as in DQN.
	NStep int `toml:"n_step"`

	// Alpha is the part of an error that an update corrects. It goes in a
	// straight line from Alpha to AlphaEnd within DecaySteps, and stays.
	Alpha    float64 `toml:"alpha"`
	AlphaEnd float64 `toml:"alpha_end"`

	// Epsilon is the probability to take a random action instead of the best
	// one. It goes from Epsilon to EpsilonEnd within DecaySteps, and stays.
	Epsilon    float64 `toml:"epsilon"`
	EpsilonEnd float64 `toml:"epsilon_end"`

	DecaySteps int `toml:"decay_steps"` // of the world; 0 starts at the ends

	// Initial is the value of an action never tried. Above what can be
	// earned it makes the learner try everything.
	Initial float64 `toml:"initial"`
}

// DefaultConfig is Q-learning with the discount and the final exploration that
// are usual for DQN, and a rate that falls by ten within 100,000 steps: the
// small worlds are learned by then.
func DefaultConfig() Config {
	return Config{
		Method: QLearning, Gamma: 0.99, NStep: 1,
		Alpha: 0.5, AlphaEnd: 0.05, Epsilon: 1, EpsilonEnd: 0.05, DecaySteps: 100_000,
	}
}

// Check reports the first knob that is out of its range.
func (c Config) Check() error {
	if !slices.Contains(Methods(), c.Method) {
		var names []string
		for _, m := range Methods() {
			names = append(names, string(m))
		}
		return fmt.Errorf("tabular: method %q: want one of %s", c.Method, strings.Join(names, ", "))
	}
	for _, share := range []struct {
		name  string
		value float64
		low   float64
	}{
		{"gamma", c.Gamma, 0}, {"epsilon", c.Epsilon, 0}, {"epsilon_end", c.EpsilonEnd, 0},
		{"alpha", c.Alpha, leastAlpha}, {"alpha_end", c.AlphaEnd, leastAlpha},
	} {
		if !(share.value >= share.low && share.value <= 1) {
			return fmt.Errorf("tabular: %s %v: want %v to 1", share.name, share.value, share.low)
		}
	}
	switch {
	case c.NStep < 1 || c.NStep > mostNStep:
		return fmt.Errorf("tabular: n_step %d: want 1 to %d", c.NStep, mostNStep)
	case c.DecaySteps < 0:
		return fmt.Errorf("tabular: decay_steps %d: want 0 or more", c.DecaySteps)
	case c.Initial-c.Initial != 0:
		return fmt.Errorf("tabular: initial %v: want a finite number", c.Initial)
	}
	return nil
}

const (
	leastAlpha = 1e-9
	mostNStep  = 10_000
)

// alphaAt is the rate after so many steps.
func (c Config) alphaAt(steps int) float64 { return c.decay(c.Alpha, c.AlphaEnd, steps) }

// epsilonAt is the probability of a random action after so many steps.
func (c Config) epsilonAt(steps int) float64 { return c.decay(c.Epsilon, c.EpsilonEnd, steps) }

func (c Config) decay(from, to float64, steps int) float64 {
	if steps >= c.DecaySteps {
		return to
	}
	return from + (to-from)*float64(steps)/float64(c.DecaySteps)
}
