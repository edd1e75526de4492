package goban

import "github.com/tengen-rl/tengen/internal/seed"

// history is the arrangements of a game so far, for superko: a log in the
// order of play, and a table that finds an arrangement in it.
//
//	log    | h0 h1 h2 h3 h4 h5 |           each with a digest of all up to it
//	table  | . h3 . h0 h5 . . h1 h4 h2 . . |   open addressing, at most half full
//
// Copies are made all the time, of positions that have most of their history
// in common; so a copy takes off its log what the source has not, which the
// digests tell without comparing all of it, and adds what is missing. It
// costs as much as the two differ. That needs a table that forgets its latest
// entry exactly, and linear probing does if entries leave in the opposite
// order of their coming: no later one has been placed past it.
//
// Sharing the common part in memory was rejected: a log that two positions
// append to after a copy must be forked with care, and never can be freed.
type history struct {
	log   []logged
	table []uint32 // indices of log plus 1, 0 where free; a power of two
}

type logged struct {
	hash   uint64
	digest uint64 // of this hash and all before, in their order
	set    uint64 // of the same hashes, each once and in no order
	most   int    // the most stones of this arrangement and all before
}

const firstTable = 64

func (h *history) slot(hash uint64) uint32 { return uint32(hash) & uint32(len(h.table)-1) }

// contains tells whether the log has the hash.
func (h *history) contains(hash uint64) bool {
	if len(h.log) == 0 {
		return false
	}
	mask := uint32(len(h.table) - 1)
	for i := h.slot(hash); h.table[i] != 0; i = (i + 1) & mask {
		if h.log[h.table[i]-1].hash == hash {
			return true
		}
	}
	return false
}

// most is the number of stones that no arrangement of the log exceeds.
func (h *history) most() int {
	if n := len(h.log); n > 0 {
		return h.log[n-1].most
	}
	return 0
}

// set is a digest of the arrangements of the log, whatever their order.
func (h *history) set() uint64 {
	if n := len(h.log); n > 0 {
		return h.log[n-1].set
	}
	return 0
}

// push adds an arrangement of so many stones to the log. It may be there
// already: a pass can bring back a situation.
func (h *history) push(hash uint64, stones int) {
	digest, set := uint64(0), h.set()
	if n := len(h.log); n > 0 {
		digest = h.log[n-1].digest
	}
	if !h.contains(hash) {
		set += finish(hash)
	}
	h.add(logged{hash, seed.Mix(digest, hash), set, max(stones, h.most())})
}

func (h *history) add(e logged) {
	h.log = append(h.log, e)
	if 2*len(h.log) > len(h.table) {
		h.grow()
	} else {
		h.enter(len(h.log) - 1)
	}
}

// enter puts an entry of the log into the table.
func (h *history) enter(index int) {
	mask := uint32(len(h.table) - 1)
	i := h.slot(h.log[index].hash)
	for h.table[i] != 0 {
		i = (i + 1) & mask
	}
	h.table[i] = uint32(index + 1)
}

// grow doubles the table and enters the whole log, in its order.
func (h *history) grow() {
	h.table = make([]uint32, max(firstTable, 2*len(h.table)))
	for i := range h.log {
		h.enter(i)
	}
}

// pop takes the latest entry off.
func (h *history) pop() {
	n := len(h.log)
	mask := uint32(len(h.table) - 1)
	i := h.slot(h.log[n-1].hash)
	for h.table[i] != uint32(n) {
		i = (i + 1) & mask
	}
	h.table[i] = 0
	h.log = h.log[:n-1]
}

// clear forgets everything.
func (h *history) clear() {
	clear(h.table)
	h.log = h.log[:0]
}

// copyFrom makes the history equal to src.
func (h *history) copyFrom(src *history) {
	keep := h.common(src)
	for len(h.log) > keep {
		h.pop()
	}
	for _, e := range src.log[keep:] {
		h.add(e)
	}
}

// common is the length of the longest common beginning of two histories, up
// to a collision of 64-bit digests.
func (h *history) common(src *history) int {
	low, high := 0, min(len(h.log), len(src.log))
	if high > 0 && h.log[high-1].digest == src.log[high-1].digest {
		return high // the usual case: one goes on where the other is
	}
	for low < high {
		mid := (low + high) / 2
		if h.log[mid].digest == src.log[mid].digest {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}
