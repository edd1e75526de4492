package optim_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/optim"
)

func TestSchedulesRefuseNoSteps(t *testing.T) {
	for name, make := range map[string]func(steps int) optim.Schedule{
		"StepRate":        func(n int) optim.Schedule { return optim.StepRate(1, n, 0.5) },
		"CosineRate":      func(n int) optim.Schedule { return optim.CosineRate(1, 0, n) },
		"CosineRestarts":  func(n int) optim.Schedule { return optim.CosineRestarts(1, 0, n, 2) },
		"LinearRate":      func(n int) optim.Schedule { return optim.LinearRate(1, 0, 1, n) },
		"Warmup":          func(n int) optim.Schedule { return optim.Warmup(optim.ConstantRate(1), n) },
		"InverseRootRate": func(n int) optim.Schedule { return optim.InverseRootRate(1, n) },
		"PolynomialRate":  func(n int) optim.Schedule { return optim.PolynomialRate(1, 0, 2, n) },
		"OneCycleRate":    func(n int) optim.Schedule { return optim.OneCycleRate(1, n, optim.OneCycleConfig{}) },
	} {
		assert.PanicsWithValue(t, "optim: "+name+" of 0 steps, want at least 1", func() { make(0) })
		assert.PanicsWithValue(t, "optim: "+name+" of -2 steps, want at least 1", func() { make(-2) })
		s := make(1)
		for step := range 5 {
			rate := s(step)
			assert.True(t, rate >= 0 && rate <= 1, "%s: rate %g of step %d", name, rate, step)
		}
	}
}

// With a rise of any length the rate is a number in each step.
func TestOneCycleOfShortRise(t *testing.T) {
	for length := 1; length <= 12; length++ {
		for _, rise := range []float64{0.1, 0.2, 0.25, 0.5, 1} {
			s := optim.OneCycleRate(2, length, optim.OneCycleConfig{Rise: rise})
			for step := range length + 1 {
				assert.False(t, math.IsNaN(s(step)), "length %d, rise %g, step %d", length, rise, step)
			}
		}
	}
	assert.Equal(t, 2.0, optim.OneCycleRate(2, 4, optim.OneCycleConfig{Rise: 0.25})(0))
}
