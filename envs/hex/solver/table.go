package solver

import "math/bits"

// table remembers results, one position an entry: a later one takes the place
// of an earlier one. A board of at most 5 × 5 takes 30 bits, so that two words
// hold all:
//
//	key    bits 0..29 stones of seat 0, bits 32..61 of seat 1, bit 63 seat 1 is to move
//	value  bits 0..29 the carrier, bit 62 the seat to move wins, bit 63 the entry is filled
type table struct {
	entries []entry
	shift   int
}

type entry struct{ key, value uint64 }

const (
	winsBit   = 1 << 62
	filledBit = 1 << 63
)

func newTable(tableBits int) *table {
	return &table{entries: make([]entry, 1<<tableBits), shift: 64 - tableBits}
}

func keyOf(p position) uint64 {
	return p.stones[0] | p.stones[1]<<32 | uint64(p.mover)<<63
}

// entry returns the entry where the key may stand.
func (t *table) entry(key uint64) *entry {
	hash := (key ^ bits.RotateLeft64(key, 29)) * 0xd1342543de82ef95
	return &t.entries[(hash^hash>>32)*0x9e3779b97f4a7c15>>t.shift]
}

func (t *table) load(p position) (result, bool) {
	key := keyOf(p)
	e := t.entry(key)
	if e.key != key || e.value&filledBit == 0 {
		return result{}, false
	}
	return result{wins: e.value&winsBit != 0, carrier: e.value &^ (winsBit | filledBit)}, true
}

func (t *table) store(p position, r result) {
	key := keyOf(p)
	e := entry{key, r.carrier | filledBit}
	if r.wins {
		e.value |= winsBit
	}
	*t.entry(key) = e
}
