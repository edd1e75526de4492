package dqn

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheRateFallsInALine(t *testing.T) {
	for steps, want := range map[int]float32{0: 0.01, 250: 0.0075, 500: 0.005, 1000: 0, 2000: 0} {
		assert.InDelta(t, want, Train{Rate: 0.01, RateSteps: 1000}.rateAt(steps), 1e-9, "%d steps", steps)
		assert.Equal(t, float32(0.01), Train{Rate: 0.01}.rateAt(steps), "kept")
	}
}
