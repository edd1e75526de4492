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
// In an exact search a score counts only in the iteration that found it, and
// only so many plies before the horizon: then it is exactly what searching
// again would give, however the position was reached. Entries of other
// iterations tell which action to try first. In any other a score counts for
// as long as it is kept, and for fewer plies as well.
type bounds struct {
	entries []entry
	shift   int
	stamp   uint32 // of the iteration under way, or of the search
	keeps   bool   // a score counts beyond its iteration
}

// entry is what is known of one position; the zero entry is empty.
type entry struct {
	key       uint64
	score     score       // in the eyes of the position's mover, counted from the position on
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

// entryBytes is what an entry takes.
const entryBytes = 32

// newBounds returns an empty table of that many pairs, a power of two.
func newBounds(pairBits int, keeps bool) *bounds {
	return &bounds{entries: make([]entry, 2<<pairBits), shift: 64 - pairBits, keeps: keeps}
}

// pairBitsFor is the size of a table for searches of that depth, within so
// many bytes.
func pairBitsFor(depth, most int) int {
	return min(bits.Len(uint(max(most, 2*entryBytes)/(2*entryBytes)))-1, 3*depth+6)
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

// counts tells whether the entry's score counts with so many plies to the
// horizon.
func (t *bounds) counts(e entry, remaining int) bool {
	if t.keeps {
		return int(e.remaining) >= remaining
	}
	return e.stamp == t.stamp && int(e.remaining) == remaining
}

// decides tells whether a score s of this kind answers a search with this
// window.
func (k boundKind) decides(s, alpha, beta score) bool {
	switch k {
	case atLeast:
		return s >= beta
	case atMost:
		return s <= alpha
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
