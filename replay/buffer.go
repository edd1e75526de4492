package replay

import (
	"fmt"
	"math/rand/v2"
)

// Buffer holds the newest items that were added to it, in a ring that drops
// the oldest once it is full. Not safe for concurrent use.
type Buffer[T any] struct {
	items    []T
	capacity int
	oldest   int // index in items; 0 until the ring is full
	added    int
}

// NewBuffer returns an empty buffer for up to capacity items, at least 1.
func NewBuffer[T any](capacity int) *Buffer[T] {
	if capacity < 1 {
		panic(fmt.Sprintf("replay: buffer of capacity %d", capacity))
	}
	return &Buffer[T]{capacity: capacity}
}

// Add appends an item; a full buffer drops its oldest.
func (b *Buffer[T]) Add(item T) {
	b.added++
	if len(b.items) < b.capacity {
		b.items = append(b.items, item)
		return
	}
	b.items[b.oldest] = item
	b.oldest = (b.oldest + 1) % b.capacity
}

// Len returns the number of items held.
func (b *Buffer[T]) Len() int { return len(b.items) }

// Added returns the number of items ever added.
func (b *Buffer[T]) Added() int { return b.added }

// At returns item i by age, 0 ≤ i < Len; item 0 is the oldest.
func (b *Buffer[T]) At(i int) T { return b.items[(b.oldest+i)%len(b.items)] }

// Draw returns an item drawn uniformly. The buffer must not be empty.
func (b *Buffer[T]) Draw(rng *rand.Rand) T { return b.At(rng.IntN(len(b.items))) }
