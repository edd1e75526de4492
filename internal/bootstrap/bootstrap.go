// Package bootstrap tells how sure a statistic of few measurements is, by
// drawing the measurements again and again (Efron, "Bootstrap methods", 1979).
package bootstrap

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Statistic makes one number of measurements grouped in strata. It must not
// keep or change them.
type Statistic func(strata [][]float64) float64

// Estimate is a statistic and the ends of its interval.
type Estimate struct {
	Value, Lo, Hi float64
}

// Rounds is how often Interval draws again, as Agarwal et al. do ("Deep
// reinforcement learning at the edge of the statistical precipice", 2021).
const Rounds = 2000

// Interval returns the statistic of the measurements and the ends of its 95 %
// interval by percentiles. The measurements of a stratum are drawn anew among
// themselves: with a stratum a task, the spread between tasks does not count
// as doubt. No stratum may be empty.
func Interval(strata [][]float64, of Statistic, rng *rand.Rand) Estimate {
	again := make([][]float64, len(strata))
	for i, s := range strata {
		if len(s) == 0 {
			panic(fmt.Sprintf("bootstrap: stratum %d of %d is empty", i, len(strata)))
		}
		again[i] = make([]float64, len(s))
	}
	values := make([]float64, Rounds)
	for round := range values {
		for i, s := range strata {
			for j := range s {
				again[i][j] = s[rng.IntN(len(s))]
			}
		}
		values[round] = of(again)
	}
	slices.Sort(values)
	return Estimate{Value: of(strata), Lo: Quantile(values, 0.025), Hi: Quantile(values, 0.975)}
}

// Mean is the mean of all measurements.
func Mean(strata [][]float64) float64 {
	sum, n := 0.0, 0
	for _, s := range strata {
		for _, x := range s {
			sum += x
			n++
		}
	}
	return sum / float64(n)
}

// IQM is the interquartile mean of all measurements together: of the half that
// is left when the lowest and the highest quarter are cut off, measurements on
// the cut counted by their share (Agarwal et al. 2021). It bends less to one
// lucky seed than the mean does and wastes less than the median.
func IQM(strata [][]float64) float64 {
	var all []float64
	for _, s := range strata {
		all = append(all, s...)
	}
	slices.Sort(all)
	quarter := float64(len(all)) / 4
	sum := 0.0
	for i, x := range all {
		// the part of measurement i, which takes up [i, i+1], between the cuts
		kept := min(float64(i+1), float64(len(all))-quarter) - max(float64(i), quarter)
		sum += max(0, kept) * x
	}
	return sum / (float64(len(all)) - 2*quarter)
}

// Quantile returns the q-quantile of sorted values by linear interpolation
// between neighbours (type 7 of Hyndman and Fan, 1996).
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(math.Floor(at))
	if low >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	part := at - float64(low)
	return sorted[low]*(1-part) + sorted[low+1]*part
}
