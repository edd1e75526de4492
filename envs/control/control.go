package control

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// facts are what a world states of itself beside its equations.
type facts struct {
	spec     envs.Spec
	obsLimit float32
	moves    []string // the name of each action
	values   []string // the name of each number of the state
}

// Spec returns the static facts.
func (f *facts) Spec() envs.Spec { return f.spec }

// ObsLimit returns the largest magnitude in an observation.
func (f *facts) ObsLimit() float32 { return f.obsLimit }

// clock is the part of a state that all worlds share: the steps so far, the
// end, and the reward of the last step.
type clock struct {
	facts  *facts
	steps  int32
	toPlay envs.Player
	cut    bool // by the time limit
	reward float32
}

// ToPlay returns seat 0, or Over.
func (c *clock) ToPlay() envs.Player { return c.toPlay }

// Truncated tells whether the time limit ended the episode.
func (c *clock) Truncated() bool { return c.cut }

// Steps returns the number of steps so far.
func (c *clock) Steps() int { return int(c.steps) }

// Rewards stores what the last step earned.
func (c *clock) Rewards(dst []float32) { dst[0] = c.reward }

// Legal appends every action to dst, none at the end.
func (c *clock) Legal(dst []envs.Action) []envs.Action {
	if c.toPlay == envs.Over {
		return dst
	}
	for a := range c.facts.spec.Actions {
		dst = append(dst, envs.Action(a))
	}
	return dst
}

// check panics if a cannot be played.
func (c *clock) check(a envs.Action) {
	if c.toPlay == envs.Over || uint32(a) >= uint32(c.facts.spec.Actions) {
		c.refuse(a)
	}
}

//go:noinline
func (c *clock) refuse(a envs.Action) {
	panic(fmt.Sprintf("control: illegal action %d of %d in %s after %d steps, seat to play %d",
		a, c.facts.spec.Actions, c.facts.spec.Name, c.steps, c.toPlay))
}

// tick counts a step, which the rules ended the episode with or not.
func (c *clock) tick(reward float32, terminated bool) {
	c.reward = reward
	c.steps++
	c.settle(terminated)
}

// settle finds the end: by the rules, or else by the limit.
func (c *clock) settle(terminated bool) {
	if terminated {
		c.toPlay = envs.Over
	} else if int(c.steps) >= c.facts.spec.MaxPlies {
		c.toPlay, c.cut = envs.Over, true
	}
}

// dice returns the randomness of the seed.
func dice(gameSeed uint64) rand.PCG {
	var d rand.PCG
	d.Seed(seed.Mix(gameSeed), gameSeed)
	return d
}

// between draws a number uniformly from low to high.
func between(d *rand.PCG, low, high float64) float64 {
	return low + float64((high-low)*(float64(d.Uint64()>>11)/(1<<53)))
}
