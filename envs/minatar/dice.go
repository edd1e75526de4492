package minatar

import "github.com/tengen-rl/tengen/internal/seed"

// dice is where the draws of an episode come from.
type dice struct {
	seed.Dice
	script func(n uint64) int // in tests: recorded draws in place of the generator's
}

// below draws one of 0 to n-1.
func (d *dice) below(n int) int {
	if d.script != nil {
		return d.script(uint64(n))
	}
	return d.Below(n)
}
