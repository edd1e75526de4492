package replay

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Draw fills index with starts drawn uniformly: with replacement, or, if
// distinct and if there are as many, without. It draws a step and, if that is
// no start, another: with a Period of p that takes p draws in the mean. It
// panics if there is no start.
func (t *Transitions) Draw(index []int, distinct bool, rng *rand.Rand) {
	if t.starts == 0 {
		panic(fmt.Sprintf("replay: a draw from %d steps, none of which has a complete window", t.Len()))
	}
	distinct = distinct && t.starts >= len(index)
	oldest := t.Oldest()
	for i := range index {
		for {
			step := oldest + rng.IntN(t.added-oldest)
			if t.IsStart(step) && !(distinct && slices.Contains(index[:i], step)) {
				index[i] = step
				break
			}
		}
	}
}
