package minatar

import (
	"math/bits"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/internal/seed"
)

// dice is where the draws of an episode come from: a generator held by value,
// so that copying a state copies its future.
type dice struct {
	pcg    rand.PCG
	script func(n uint64) int // in tests: recorded draws in place of the generator's
}

// reseed replaces all draws to come by those of the seed.
func (d *dice) reseed(s uint64) { d.pcg.Seed(seed.Mix(s), seed.Mix(s, 1)) }

// below draws one of 0 to n-1, all equally likely up to n parts in 2⁶⁴.
func (d *dice) below(n uint64) int {
	if d.script != nil {
		return d.script(n)
	}
	high, _ := bits.Mul64(d.pcg.Uint64(), n)
	return int(high)
}

// within tells whether an event has come about whose probability is threshold
// parts in 2⁶⁴.
func (d *dice) within(threshold uint64) bool { return d.pcg.Uint64() < threshold }
