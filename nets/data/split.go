package data

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Split deals n rows at random to parts of the given shares, which add up to
// at most 1. Each part is sorted.
func Split(n int, shares []float64, rng *rand.Rand) [][]int {
	return StratifiedSplit(make([]int, n), shares, rng)
}

// StratifiedSplit is Split within each class, so that all parts have the same
// mixture of classes, as nearly as whole rows allow.
func StratifiedSplit(labels []int, shares []float64, rng *rand.Rand) [][]int {
	parts := make([][]int, len(shares))
	for _, rows := range byClass(labels) {
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		var share float64
		from := 0
		for i, s := range shares {
			share += s
			to := min(int(math.Round(share*float64(len(rows)))), len(rows))
			if s < 0 || share > 1+1e-9 {
				panic(fmt.Sprintf("data: split into shares %v", shares))
			}
			parts[i] = append(parts[i], rows[from:to]...)
			from = to
		}
	}
	for _, p := range parts {
		slices.Sort(p)
	}
	return parts
}

// Fold is one division into rows to train on and rows to test on.
type Fold struct{ Train, Test []int }

// KFold divides n rows at random into k parts and tests on each in turn.
func KFold(n, k int, rng *rand.Rand) []Fold {
	groups := make([]int, n)
	for i := range groups {
		groups[i] = i
	}
	return GroupKFold(groups, k, rng)
}

// GroupKFold is KFold that never tears rows of one group apart: the same
// patient, game or day is never in training and test at once. The parts are
// made even by dealing the largest groups first.
func GroupKFold(groups []int, k int, rng *rand.Rand) []Fold {
	members := byClass(groups)
	if k < 2 || k > len(members) {
		panic(fmt.Sprintf("data: %d folds of %d groups", k, len(members)))
	}
	rng.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	slices.SortStableFunc(members, func(a, b []int) int { return len(b) - len(a) })
	tests := make([][]int, k)
	for _, rows := range members {
		least := 0
		for i := range tests {
			if len(tests[i]) < len(tests[least]) {
				least = i
			}
		}
		tests[least] = append(tests[least], rows...)
	}
	folds := make([]Fold, k)
	for i, test := range tests {
		slices.Sort(test)
		folds[i] = Fold{Train: without(len(groups), test), Test: test}
	}
	return folds
}

// TimeSplit divides n rows that are ordered in time into k+1 parts, and tests
// on each but the first after training on all before it.
func TimeSplit(n, k int) []Fold {
	if k < 1 || k >= n {
		panic(fmt.Sprintf("data: %d folds in time of %d rows", k, n))
	}
	folds := make([]Fold, k)
	for i := range folds {
		from, to := (i+1)*n/(k+1), (i+2)*n/(k+1)
		folds[i] = Fold{Train: span(0, from), Test: span(from, to)}
	}
	return folds
}

// DownSample drops rows at random until all classes have as many as the
// rarest.
func DownSample(labels []int, rng *rand.Rand) []int {
	classes := byClass(labels)
	least := len(labels)
	for _, rows := range classes {
		least = min(least, len(rows))
	}
	var kept []int
	for _, rows := range classes {
		for _, i := range rng.Perm(len(rows))[:least] {
			kept = append(kept, rows[i])
		}
	}
	slices.Sort(kept)
	return kept
}

// OverSample repeats rows at random until all classes have as many as the most
// frequent. Do it after the split, or a row is in training and test at once.
func OverSample(labels []int, rng *rand.Rand) []int {
	classes := byClass(labels)
	most := 0
	for _, rows := range classes {
		most = max(most, len(rows))
	}
	var all []int
	for _, rows := range classes {
		all = append(all, rows...)
		for range most - len(rows) {
			all = append(all, rows[rng.IntN(len(rows))])
		}
	}
	slices.Sort(all)
	return all
}

// ClassWeights returns a weight for each class in inverse proportion to its
// frequency, with a mean of 1 over the rows; a class without rows gets 0.
func ClassWeights(labels []int, classes int) []float32 {
	counts := make([]int, classes)
	present := 0
	for _, l := range labels {
		if counts[l] == 0 {
			present++
		}
		counts[l]++
	}
	weights := make([]float32, classes)
	for i, n := range counts {
		if n > 0 {
			weights[i] = float32(len(labels)) / float32(present*n)
		}
	}
	return weights
}

// byClass lists the rows of each class, classes ascending.
func byClass(labels []int) [][]int {
	classes := slices.Compact(slices.Sorted(slices.Values(labels)))
	rows := make([][]int, len(classes))
	for row, l := range labels {
		i, _ := slices.BinarySearch(classes, l)
		rows[i] = append(rows[i], row)
	}
	return rows
}

// without lists the rows below n that are not in sorted.
func without(n int, sorted []int) []int {
	var rest []int
	for row := range n {
		if _, in := slices.BinarySearch(sorted, row); !in {
			rest = append(rest, row)
		}
	}
	return rest
}

func span(from, to int) []int {
	rows := make([]int, 0, to-from)
	for row := from; row < to; row++ {
		rows = append(rows, row)
	}
	return rows
}
