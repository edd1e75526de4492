package solver

import "math/bits"

// table remembers results, one position an entry: a later one takes the place
// of an earlier one. No board takes more than 56 bits, which leaves room:
//
//	key    the stones of both seats; bit 63 of the first: seat 1 is to move
//	value  the carrier; bit 62: the seat to move wins; bit 63: the entry is filled
type table struct {
	entries []entry
	shift   int
}

type entry struct {
	key   [2]uint64
	value uint64
}

const (
	winsBit   = 1 << 62
	filledBit = 1 << 63
)

func newTable(tableBits int) *table {
	return &table{entries: make([]entry, 1<<tableBits), shift: 64 - tableBits}
}

func keyOf(p position) [2]uint64 {
	return [2]uint64{p.stones[0] | uint64(p.mover)<<63, p.stones[1]}
}

// entry returns the entry where the key may stand.
func (t *table) entry(key [2]uint64) *entry {
	hash := (key[0]*0x9e3779b97f4a7c15 ^ bits.RotateLeft64(key[1], 32)) * 0xd1342543de82ef95
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
