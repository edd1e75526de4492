package replay

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// PrioritizedConfig adjusts Prioritized.
type PrioritizedConfig struct {
	Alpha float64 // exponent of a priority: 0 draws uniformly, 1 in proportion
	Floor float64 // added to each error, so that nothing is never drawn again
}

// Prioritized draws starts of a store in proportion to their priorities
// (Schaul et al., "Prioritized Experience Replay", 2016, section 3.3). A new
// start has the largest priority that any has ever had. Not safe for
// concurrent use.
type Prioritized struct {
	cfg      PrioritizedConfig
	capacity int // of the store: start t has leaf t mod capacity
	oldest   int // of the store: what comes before it is not drawn and not updated
	largest  float64
	tree     *SumTree
}

// NewPrioritized returns a sampler of the starts of a store of the capacity.
func NewPrioritized(capacity int, cfg PrioritizedConfig) *Prioritized {
	if !(cfg.Alpha >= 0 && cfg.Floor > 0) {
		panic(fmt.Sprintf("replay: priorities with exponent %g and floor %g, want at least 0 and more than 0", cfg.Alpha, cfg.Floor))
	}
	return &Prioritized{cfg: cfg, capacity: capacity, largest: 1, tree: NewSumTree(capacity)}
}

// Insert makes a start drawable, with the largest priority.
func (p *Prioritized) Insert(start int) {
	p.tree.Set(start%p.capacity, math.Pow(p.largest, p.cfg.Alpha))
}

// Evict makes all starts before oldest undrawable. It must follow each Add of
// the store, before Insert.
func (p *Prioritized) Evict(oldest int) {
	for ; p.oldest < oldest; p.oldest++ {
		p.tree.Set(p.oldest%p.capacity, 0)
	}
}

// Draw fills index with starts, one from each of len(index) equal segments of
// the sum of all priorities, and weight with the importance of each,
// (1/P)^beta over the largest of the batch, so that it is at most 1. There must
// be a start.
func (p *Prioritized) Draw(index []int, weight []float32, beta float64, rng *rand.Rand) {
	total := p.tree.Total()
	segment := total / float64(len(index))
	least := math.Inf(1)
	for i := range index {
		leaf := p.tree.Find((float64(i) + rng.Float64()) * segment)
		index[i] = p.startAt(leaf)
		least = min(least, p.tree.Get(leaf))
	}
	for i, start := range index {
		weight[i] = float32(math.Pow(least/p.tree.Get(start%p.capacity), beta))
	}
}

// startAt returns the start of a leaf: the only step with that place in the
// ring from oldest on.
func (p *Prioritized) startAt(leaf int) int {
	return p.oldest + ((leaf-p.oldest)%p.capacity+p.capacity)%p.capacity
}

// Update sets the priorities of starts to the sizes of their errors. A start
// that has been overwritten since it was drawn is passed over; of one that
// stands in index twice the last error counts.
func (p *Prioritized) Update(index []int, errors []float32) {
	for i, start := range index {
		if start < p.oldest {
			continue
		}
		priority := math.Abs(float64(errors[i])) + p.cfg.Floor
		p.largest = max(p.largest, priority)
		p.tree.Set(start%p.capacity, math.Pow(priority, p.cfg.Alpha))
	}
}
