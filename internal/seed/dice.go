package seed

import (
	"math/bits"
	"math/rand/v2"
)

// Dice is a generator that a world holds by value, so that a plain copy of a
// position copies its future. Reseed must come before the first draw.
type Dice struct{ pcg rand.PCG }

// Reseed replaces all draws to come by those of the seed.
func (d *Dice) Reseed(seed uint64) { d.pcg.Seed(Mix(seed), Mix(seed, 1)) }

// Below draws one of 0 to n-1, n positive, all equally likely up to n parts in
// 2⁶⁴.
func (d *Dice) Below(n int) int {
	high, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(high)
}

// Within tells whether an event has come about whose probability is threshold
// parts in 2⁶⁴.
func (d *Dice) Within(threshold uint64) bool { return d.pcg.Uint64() < threshold }

// Next returns 64 random bits.
func (d *Dice) Next() uint64 { return d.pcg.Uint64() }
