package qlearn

import "fmt"

// What learners with a network tell alike.

// networkLooks are the means of a stretch over its updates, and the largest
// value; none of them counts if there was no update, nor where it is NaN.
type networkLooks struct {
	loss, meanQ, maxQ, gradNorm, deadUnits float64
}

// networkTally begins the tally of a stretch of so many updates, in which
// episodes of these returns ended.
func networkTally(updates int, returns []float64, seen networkLooks) Tally {
	t := Tally{Updates: updates, Episodes: len(returns)}
	for _, x := range returns {
		t.Return += x
	}
	if updates == 0 {
		return t
	}
	t.Loss = float64(updates) * seen.loss
	t.MaxQ = seen.maxQ
	t.MeanQ.add(seen.meanQ, updates)
	t.GradNorm.add(seen.gradNorm, updates)
	t.DeadUnits.add(seen.deadUnits, 1)
	return t
}

// convolution describes a convolution in a few words.
func convolution(channels, size int) string {
	return fmt.Sprintf("convolution %d of %dx%d", channels, size, size)
}

// layers describes dense layers.
func layers(hidden []int) []string {
	var parts []string
	for _, units := range hidden {
		parts = append(parts, fmt.Sprintf("dense %d", units))
	}
	return parts
}
