package replay

import "fmt"

// SumTree holds weights of items and finds the one at which their running sum
// passes a number. It is a complete binary tree in one array, node i above
// nodes 2i and 2i+1, its leaves filled up with zeros to a power of two, so
// that they stand in the order of their items whatever their number:
//
//	        1: 10
//	  2: 3        3: 7
//	4: 1  5: 2  6: 7  7: 0      items 0, 1, 2 and a leaf that is none
//
// A node is set to the sum of the two below it, never changed by a difference,
// so rounding does not gather.
type SumTree struct {
	nodes []float64
	size  int // leaves
}

// NewSumTree returns a tree of n items, at least 1, all of weight 0.
func NewSumTree(n int) *SumTree {
	if n < 1 {
		panic(fmt.Sprintf("replay: sum tree of %d items", n))
	}
	size := 1
	for size < n {
		size *= 2
	}
	return &SumTree{nodes: make([]float64, 2*size), size: size}
}

// Set makes weight, at least 0, that of an item.
func (t *SumTree) Set(item int, weight float64) {
	if !(weight >= 0) || weight > maxWeight {
		panic(fmt.Sprintf("replay: weight %g of item %d, want 0 to %g", weight, item, float64(maxWeight)))
	}
	i := t.size + item
	t.nodes[i] = weight
	for i > 1 {
		i /= 2
		t.nodes[i] = t.nodes[2*i] + t.nodes[2*i+1]
	}
}

// maxWeight keeps sums finite.
const maxWeight = 1e150

// Get returns the weight of an item.
func (t *SumTree) Get(item int) float64 { return t.nodes[t.size+item] }

// Total returns the sum of all weights.
func (t *SumTree) Total() float64 { return t.nodes[1] }

// Find returns the item i with sum(weights before i) ≤ prefix < sum(weights up
// to i), up to rounding, which never leads to an item of weight 0. It panics
// if all are.
func (t *SumTree) Find(prefix float64) int {
	if !(t.Total() > 0) {
		panic("replay: a draw from a sum tree without weights")
	}
	i := 1
	for i < t.size {
		i *= 2
		if left := t.nodes[i]; prefix >= left && t.nodes[i+1] > 0 || left == 0 {
			prefix -= left
			i++
		}
	}
	return i - t.size
}
