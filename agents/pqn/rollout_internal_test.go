package pqn

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Targets are those of the Q(λ) return, told from the eyes of whose turn it is.
// With Cut they look no further than a move that was not the best.
func TestTargets(t *testing.T) {
	for _, c := range []struct {
		name    string
		target  Target
		greedy  []bool
		sides   []float32 // discounts of the steps
		targets []float32
	}{
		// from the end: 10 = 8 + 0.5·4, 7.25 = 4 + 0.5·(½·3 + ½·10), …
		{"one player", Target{Gamma: 0.5, Lambda: 0.5}, []bool{true, true, false, true}, []float32{1, 1, 1, 1}, []float32{1 + 0.5*(0.5*1+0.5*4.3125), 2 + 0.5*(0.5*2+0.5*7.25), 4 + 0.5*(0.5*3+0.5*10), 8 + 0.5*4}},
		{"cut", Target{Gamma: 0.5, Lambda: 0.5, Cut: true}, []bool{true, true, false, true}, []float32{1, 1, 1, 1}, []float32{1 + 0.5*(0.5*1+0.5*3), 2 + 0.5*2, 4 + 0.5*(0.5*3+0.5*10), 8 + 0.5*4}},
		{"two sides", Target{Gamma: 0.5, Lambda: 1}, []bool{true, true, true, true}, []float32{-1, -1, -1, -1}, []float32{1 - 0.5*(2-0.5*(4-0.5*6)), 2 - 0.5*(4-0.5*6), 4 - 0.5*6, 8 - 0.5*4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRollout(1, 4, 1)
			copy(r.rewards, []float32{1, 2, 4, 8})
			copy(r.bootstrap, []float32{1, 2, 3, 4})
			copy(r.discounts, c.sides)
			copy(r.greedy, c.greedy)
			r.aim(0, 1, c.target)
			assert.Equal(t, c.targets, r.targets)
		})
	}
}

// Nothing flows from one episode into the one before.
func TestTargetsEndWithTheirEpisode(t *testing.T) {
	r := newRollout(1, 3, 1)
	copy(r.rewards, []float32{1, 2, 4})
	copy(r.bootstrap, []float32{1, 0, 4})
	copy(r.discounts, []float32{1, 0, 1})
	copy(r.last, []bool{false, true, false})
	r.aim(0, 1, Target{Gamma: 1, Lambda: 1})
	assert.Equal(t, []float32{3, 2, 8}, r.targets)
}
