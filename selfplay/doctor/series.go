package doctor

import (
	"math"
	"slices"
)

// series is one quantity over the reports of a run, those left out that have
// none.
type series []float64

// of collects a quantity of reports.
func of[R any](reports []R, value func(*R) *float64) series {
	var s series
	for i := range reports {
		if v := value(&reports[i]); v != nil {
			s = append(s, *v)
		}
	}
	return s
}

// enough is how many values a course must have to be judged.
const enough = 8

// late is the mean of the last quarter, NaN if there are too few values.
func (s series) late() float64 {
	if len(s) < enough {
		return math.NaN()
	}
	return mean(s[len(s)-len(s)/4:])
}

// middle is the median of what came before the last quarter, NaN if there are
// too few values.
func (s series) middle() float64 {
	if len(s) < enough {
		return math.NaN()
	}
	before := slices.Sorted(slices.Values(s[:len(s)-len(s)/4]))
	return before[len(before)/2]
}

// largest is the largest magnitude, 0 of nothing.
func (s series) largest() float64 {
	most := 0.0
	for _, x := range s {
		most = max(most, math.Abs(x))
	}
	return most
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, x := range values {
		sum += x
	}
	return sum / float64(len(values))
}
