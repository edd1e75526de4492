package gridworld

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// facts are what a world states of itself beside its rules.
type facts struct {
	spec  envs.Spec
	moves []string // the name of each action
}

// Spec returns the static facts.
func (f *facts) Spec() envs.Spec { return f.spec }

// FormatAction returns the name of a.
func (f *facts) FormatAction(_ envs.State, a envs.Action) string { return f.moves[a] }

// ParseAction reads the name of an action.
func (f *facts) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("%s: move %q after the end of the episode", f.spec.Name, text)
	}
	if a := slices.Index(f.moves, text); a >= 0 {
		return envs.Action(a), nil
	}
	return 0, fmt.Errorf("%s: unknown move %q: want one of %s", f.spec.Name, text, strings.Join(f.moves, ", "))
}

// clock is the part of a state that all worlds share: the steps so far, the
// end, and the reward of the last step.
type clock struct {
	facts  *facts
	steps  int32
	toPlay envs.Player
	reward float32
}

// ToPlay returns seat 0, or Over.
func (c *clock) ToPlay() envs.Player { return c.toPlay }

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
	panic(fmt.Sprintf("gridworld: illegal action %d of %d in %s after %d steps, seat to play %d",
		a, c.facts.spec.Actions, c.facts.spec.Name, c.steps, c.toPlay))
}

// dice returns the randomness of the seed.
func dice(gameSeed uint64) rand.PCG {
	var d rand.PCG
	d.Seed(seed.Mix(gameSeed), gameSeed)
	return d
}

// below draws a number of 0 to n-1.
func below(d *rand.PCG, n int) int { return int(d.Uint64() >> 32 * uint64(n) >> 32) }
