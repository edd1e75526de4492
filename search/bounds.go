package search

import (
	"math"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

// bounds remembers what alpha-beta found in positions. Entries stand in
// pairs: the first of a pair keeps what was searched deepest in the iteration
// under way, the second takes every other.
//
// A score counts only in the iteration that found it, and only so many plies
// before the horizon: then it is exactly what searching again would give,
// however the position was reached. Entries of other iterations tell which
// action to try first.
type bounds struct {
	entries []entry
	shift   int
	stamp   uint32 // of the iteration under way
}

// entry is what is known of one position; the zero entry is empty.
type entry struct {
	key       uint64
	score     score       // in the eyes of the position's mover
	move      envs.Action // the best, or the one that refuted
	stamp     uint32      // of the iteration
	remaining uint8       // plies to the horizon
	kind      boundKind
}

// boundKind tells what a score means.
type boundKind uint8

const (
	exactly boundKind = iota + 1
	atLeast
	atMost
)

// kindOf tells what the result of a search with this window means.
func kindOf(s, alpha, beta score) boundKind {
	switch {
	case s >= beta:
		return atLeast
	case s <= alpha:
		return atMost
	}
	return exactly
}

// newBounds returns an empty table for searches of that depth, 64 bytes a
// pair: 16 MiB for all but shallow ones.
func newBounds(depth int) *bounds {
	pairBits := min(18, 3*depth+6)
	return &bounds{entries: make([]entry, 2<<pairBits), shift: 64 - pairBits}
}

// key identifies a position with what has been earned on the way to it.
func (t *bounds) key(hash uint64, returned float32) uint64 {
	return hash ^ bits.RotateLeft64(uint64(math.Float32bits(returned))*golden, 32)
}

// golden is 2⁶⁴ divided by the golden ratio: multiplied by it, the upper bits
// of a key spread evenly (Knuth, "The Art of Computer Programming", vol. 3,
// 6.4).
const golden = 0x9e3779b97f4a7c15

func (t *bounds) pair(key uint64) []entry {
	return t.entries[2*(key*golden>>t.shift):][:2]
}

// load returns what is known of a position.
func (t *bounds) load(key uint64) (entry, bool) {
	pair := t.pair(key)
	for i := range pair {
		if pair[i].key == key && pair[i].kind != 0 {
			return pair[i], true
		}
	}
	return entry{}, false
}

// fresh tells whether the entry's score counts with so many plies to the
// horizon.
func (t *bounds) fresh(e entry, remaining int) bool {
	return e.stamp == t.stamp && int(e.remaining) == remaining
}

// decides tells whether the entry's score answers a search with this window.
func (e entry) decides(alpha, beta score) bool {
	switch e.kind {
	case atLeast:
		return e.score >= beta
	case atMost:
		return e.score <= alpha
	}
	return true
}

// store remembers e.
func (t *bounds) store(key uint64, e entry) {
	e.key, e.stamp = key, t.stamp
	pair := t.pair(key)
	switch {
	case pair[0].key == key || pair[0].stamp != t.stamp || e.remaining >= pair[0].remaining:
		if pair[0].key != key {
			pair[1] = pair[0]
		}
		pair[0] = e
	default:
		pair[1] = e
	}
}
