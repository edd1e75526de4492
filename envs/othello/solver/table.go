package solver

import "math/bits"

// bounds lie on both sides of a score.
type bounds struct{ lower, upper int }

// entry is what is known of one position. A position has discs, so the zero
// entry is none.
type entry struct {
	position
	lower, upper int8
	best         uint8 // bit of the move to try first
	empties      uint8
}

// table remembers bounds on the scores of positions. Entries stand in pairs:
// the first of a pair keeps the position with more empty cells, whose bounds
// cost more to find again, the second takes every other.
type table struct {
	entries []entry
	shift   int
}

// newTable returns an empty table of 2^pairBits pairs.
func newTable(pairBits int) *table {
	return &table{entries: make([]entry, 2<<pairBits), shift: 64 - pairBits}
}

func (t *table) clear() { clear(t.entries) }

// pair returns the two entries where the position may stand.
func (t *table) pair(p position) []entry {
	hash := (p.own*0x9e3779b97f4a7c15 ^ bits.RotateLeft64(p.theirs, 32)) * 0xd1342543de82ef95
	return t.entries[2*((hash^hash>>32)*0x9e3779b97f4a7c15>>t.shift):][:2]
}

// load returns the bounds that are known, and the bit of the move to try
// first, or -1.
func (t *table) load(p position) (bounds, int) {
	pair := t.pair(p)
	for i := range pair {
		if e := &pair[i]; e.position == p {
			return bounds{int(e.lower), int(e.upper)}, int(e.best)
		}
	}
	return bounds{-worst, worst}, -1
}

// store remembers bounds of a position with so many empty cells.
func (t *table) store(p position, empties int, known bounds, best int) {
	e := entry{p, int8(known.lower), int8(known.upper), uint8(best), uint8(empties)}
	pair := t.pair(p)
	switch {
	case pair[0].position == p:
		pair[0] = e
	case e.empties >= pair[0].empties:
		pair[1], pair[0] = pair[0], e
	default:
		pair[1] = e
	}
}
