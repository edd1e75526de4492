package search

import (
	"context"

	"github.com/tengen-rl/tengen/envs"
)

// Cache remembers what an Evaluator said of recent positions. Because an
// Evaluator judges a position alike in every batch, a search with a cache
// makes the same tree as one without. It suits worlds whose states are
// envs.Hashers; the states of others pass through. Not safe for concurrent
// use.
//
// The table is direct-mapped: a position has one slot, given by its hash, and
// the later of two that share a slot stays.
type Cache struct {
	inner   Evaluator
	actions int
	width   int // values in a row: the logits, then the values of the seats

	slots []slot
	rows  []float32 // a row a slot

	misses []Leaf // of the batch at hand: what inner must judge
	claims []int  // the slot each of them claims, or none
	twins  []twin // leaves equal to one of the misses
}

// A slot names the position whose row it holds.
type slot struct {
	hash  uint64
	state slotState
	miss  int // claimed: the index in misses of the position
}

type slotState uint8

const (
	empty   slotState = iota
	claimed           // the row will be that of a miss of the batch at hand
	full
)

// A twin is a leaf of a batch that equals an earlier one, which is a miss.
type twin struct{ leaf, miss int }

var _ Evaluator = (*Cache)(nil)

// NewCache returns a cache around inner for positions of the given world,
// with room for at least entries positions, a power of two.
func NewCache(inner Evaluator, spec envs.Spec, entries int) *Cache {
	size := 1
	for size < entries {
		size *= 2
	}
	width := spec.Actions + spec.Players
	return &Cache{
		inner:   inner,
		actions: spec.Actions,
		width:   width,
		slots:   make([]slot, size),
		rows:    make([]float32, size*width),
	}
}

// Evaluate implements Evaluator. Equal positions in one batch are judged once.
func (c *Cache) Evaluate(ctx context.Context, leaves []Leaf) error {
	c.misses, c.claims, c.twins = c.misses[:0], c.claims[:0], c.twins[:0]
	for i, leaf := range leaves {
		c.look(i, leaf)
	}
	if len(c.misses) == 0 {
		return ctx.Err()
	}
	if err := c.inner.Evaluate(ctx, c.misses); err != nil {
		c.forget()
		return err
	}
	c.fill()
	for _, t := range c.twins {
		copy(leaves[t.leaf].Logits, c.misses[t.miss].Logits)
		copy(leaves[t.leaf].Values, c.misses[t.miss].Values)
	}
	return nil
}

// look fills leaf i from its slot, notes that it is a twin of a miss, or
// makes it a miss.
func (c *Cache) look(i int, leaf Leaf) {
	hasher, ok := leaf.State.(envs.Hasher)
	if !ok {
		c.misses, c.claims = append(c.misses, leaf), append(c.claims, none)
		return
	}
	hash := hasher.Hash()
	at := int(hash & uint64(len(c.slots)-1))
	s := &c.slots[at]
	switch {
	case s.state == full && s.hash == hash:
		row := c.row(at)
		copy(leaf.Logits, row[:c.actions])
		copy(leaf.Values, row[c.actions:])
	case s.state == claimed && s.hash == hash:
		c.twins = append(c.twins, twin{i, s.miss})
	default:
		*s = slot{hash, claimed, len(c.misses)}
		c.misses, c.claims = append(c.misses, leaf), append(c.claims, at)
	}
}

// fill stores the judgement of each miss in the slot that it still claims.
func (c *Cache) fill() {
	for m, at := range c.claims {
		if at == none || c.slots[at].state != claimed || c.slots[at].miss != m {
			continue
		}
		row := c.row(at)
		copy(row[:c.actions], c.misses[m].Logits)
		copy(row[c.actions:], c.misses[m].Values)
		c.slots[at].state = full
	}
}

// forget empties the slots that were claimed.
func (c *Cache) forget() {
	for _, at := range c.claims {
		if at != none {
			c.slots[at].state = empty
		}
	}
}

func (c *Cache) row(at int) []float32 { return c.rows[at*c.width : (at+1)*c.width] }
