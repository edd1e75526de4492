package bootstrap_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/bootstrap"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestStatistics(t *testing.T) {
	for _, c := range []struct {
		name   string
		strata [][]float64
		mean   float64
		iqm    float64
	}{
		{"one", [][]float64{{3}}, 3, 3},
		{"four", [][]float64{{10, 1}, {2, 3}}, 4, 2.5},
		{"eight, an outlier", [][]float64{{1, 2, 3, 4, 5, 6, 7, 1000}}, 128.5, 4.5},
		{"three: half of the outer ones' inner half", [][]float64{{0, 1, 5}}, 2, (0.25*0 + 1 + 0.25*5) / 1.5},
		{"five", [][]float64{{4, 0, 3, 1, 2}}, 2, 2},
	} {
		assert.InDelta(t, c.mean, bootstrap.Mean(c.strata), 1e-12, c.name)
		assert.InDelta(t, c.iqm, bootstrap.IQM(c.strata), 1e-12, c.name)
	}
	sorted := []float64{0, 10, 20, 30}
	for q, want := range map[float64]float64{0: 0, 1: 30, 0.5: 15, 0.25: 7.5} {
		assert.InDelta(t, want, bootstrap.Quantile(sorted, q), 1e-12)
	}
}

// Nineteen of twenty intervals hold the truth, nearly: percentile intervals of
// few measurements are known to be a little short.
func TestIntervalsCoverTheTruth(t *testing.T) {
	rng := seed.Stream(1)
	const trials = 600
	covered := 0
	for range trials {
		x := make([]float64, 40)
		for i := range x {
			x[i] = 7 + rng.NormFloat64()
		}
		e := bootstrap.Interval([][]float64{x}, bootstrap.Mean, rng)
		assert.LessOrEqual(t, e.Lo, e.Value)
		assert.LessOrEqual(t, e.Value, e.Hi)
		if e.Lo <= 7 && 7 <= e.Hi {
			covered++
		}
	}
	assert.InDelta(t, 0.94, float64(covered)/trials, 0.025)
}

// Between strata nothing is mixed: two tasks whose seeds agree leave no doubt.
func TestStrataAreDrawnApart(t *testing.T) {
	apart := bootstrap.Interval([][]float64{{1, 1, 1}, {9, 9, 9}}, bootstrap.Mean, seed.Stream(2))
	assert.Equal(t, bootstrap.Estimate{Value: 5, Lo: 5, Hi: 5}, apart)
	mixed := bootstrap.Interval([][]float64{{1, 1, 1, 9, 9, 9}}, bootstrap.Mean, seed.Stream(2))
	assert.Greater(t, mixed.Hi-mixed.Lo, 2.0)
	assert.Equal(t, mixed, bootstrap.Interval([][]float64{{1, 1, 1, 9, 9, 9}}, bootstrap.Mean, seed.Stream(2)), "the stream decides")
	assert.False(t, math.IsNaN(mixed.Lo))
}
