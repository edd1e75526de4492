package pqn

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// best returns the legal action of the largest value, the lowest of equals, and
// that value. One at least must be legal.
func best(values []float32, legal []bool) (envs.Action, float32) {
	a := -1
	for i, v := range values {
		if legal[i] && (a < 0 || v > values[a]) {
			a = i
		}
	}
	return envs.Action(a), values[a]
}

// choose returns the best legal action, or with probability epsilon any of the
// legal ones. It draws from rng twice or once, whatever comes of it.
func choose(values []float32, legal []bool, epsilon float64, rng *rand.Rand) envs.Action {
	if rng.Float64() >= epsilon {
		a, _ := best(values, legal)
		return a
	}
	n := 0
	for _, ok := range legal {
		if ok {
			n++
		}
	}
	k := rng.IntN(n)
	for a, ok := range legal {
		if ok {
			if k == 0 {
				return envs.Action(a)
			}
			k--
		}
	}
	panic("pqn: fewer legal actions than were counted")
}
