package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Argmax returns the index of the largest element of each row of x [N,A].
func Argmax(x *tensor.Tensor) []int {
	classes := x.Shape[len(x.Shape)-1]
	best := make([]int, x.Len()/max(1, classes))
	for i := range best {
		row := x.Data[i*classes : (i+1)*classes]
		for a, v := range row {
			if v > row[best[i]] {
				best[i] = a
			}
		}
	}
	return best
}

// Confusion counts how often class i was taken for class j, in row i and
// column j.
type Confusion [][]int

// NewConfusion compares labels with predictions of a number of classes.
func NewConfusion(labels, predicted []int, classes int) Confusion {
	if len(labels) != len(predicted) {
		panic(fmt.Sprintf("data: %d labels and %d predictions", len(labels), len(predicted)))
	}
	c := make(Confusion, classes)
	for i := range c {
		c[i] = make([]int, classes)
	}
	for i, l := range labels {
		c[l][predicted[i]]++
	}
	return c
}

// Accuracy is the share of rows whose class was found.
func (c Confusion) Accuracy() float64 {
	var right, all int
	for i, row := range c {
		right += row[i]
		for _, n := range row {
			all += n
		}
	}
	return ratio(right, all)
}

// Precision is the share of right ones among what was taken for a class, 0 if
// nothing was.
func (c Confusion) Precision(class int) float64 {
	taken := 0
	for _, row := range c {
		taken += row[class]
	}
	return ratio(c[class][class], taken)
}

// Recall is the share of a class that was found, 0 if there is none of it.
func (c Confusion) Recall(class int) float64 {
	all := 0
	for _, n := range c[class] {
		all += n
	}
	return ratio(c[class][class], all)
}

// F1 is the harmonic mean of precision and recall of a class.
func (c Confusion) F1(class int) float64 {
	p, r := c.Precision(class), c.Recall(class)
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// MacroF1 is the mean of F1 over all classes.
func (c Confusion) MacroF1() float64 {
	var sum float64
	for class := range c {
		sum += c.F1(class)
	}
	return sum / float64(max(1, len(c)))
}

// String draws the matrix, a row for each class.
func (c Confusion) String() string {
	var b strings.Builder
	for _, row := range c {
		fmt.Fprintln(&b, strings.Trim(fmt.Sprint(row), "[]"))
	}
	return b.String()
}

// Accuracy is the share of predictions that equal the labels.
func Accuracy(labels, predicted []int) float64 {
	right := 0
	for i, l := range labels {
		if predicted[i] == l {
			right++
		}
	}
	return ratio(right, len(labels))
}

// ROCAUC is the area under the receiver operating characteristic: the
// probability that a positive row scores above a negative one, ties counting
// half (Hanley and McNeil 1982). It is NaN without both kinds, and if a score
// is NaN.
func ROCAUC(positive []bool, scores []float64) float64 {
	if slices.ContainsFunc(scores, math.IsNaN) {
		return math.NaN() // it has no rank
	}
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var rankSum float64
	var positives int
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && scores[order[to]] == scores[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			if positive[i] {
				rankSum += float64(from+to+1) / 2 // the mean rank of equal scores
				positives++
			}
		}
		from = to
	}
	negatives := len(order) - positives
	if positives == 0 || negatives == 0 {
		return math.NaN()
	}
	n := float64(positives)
	return (rankSum - n*(n+1)/2) / (n * float64(negatives))
}

// MAE is the mean absolute error.
func MAE(want, got []float64) float64 {
	var sum float64
	for i, w := range want {
		sum += math.Abs(w - got[i])
	}
	return sum / float64(len(want))
}

// R2 is the share of the variance that predictions explain: 1 is perfect, 0 is
// as good as the mean.
func R2(want, got []float64) float64 {
	var mean, left, all float64
	for _, w := range want {
		mean += w / float64(len(want))
	}
	for i, w := range want {
		left += (w - got[i]) * (w - got[i])
		all += (w - mean) * (w - mean)
	}
	return 1 - left/all
}

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
