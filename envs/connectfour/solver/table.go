package solver

// table remembers bounds on the scores of positions. An entry is one word:
//
//	bits 61..63  the class of the position: its discs in fours, at most 7
//	bits 12..60  the key of the position, plus 1
//	bits  6..11  lower bound on the score, plus 32
//	bits  0..5   upper bound on the score, plus 32
//
// Entries stand in pairs. The first of a pair keeps the position of the lower
// class, whose bounds cost more to find again; the second takes every other.
type table struct {
	entries []uint64
	shift   int
}

const (
	bias    = 32
	keyMask = 1<<49 - 1
)

// newTable returns an empty table of 2^bits pairs, 16 bytes each.
func newTable(bits int) *table {
	return &table{entries: make([]uint64, 2<<bits), shift: 64 - bits}
}

// pair returns the two entries where the key may stand: the upper bits of a
// product with the golden ratio (Knuth, "The Art of Computer Programming",
// vol. 3, 6.4).
func (t *table) pair(key uint64) []uint64 {
	return t.entries[2*(key*0x9e3779b97f4a7c15>>t.shift):][:2]
}

// load narrows the bounds on a position's score by what is known of it.
func (t *table) load(key uint64, lower, upper int) (int, int) {
	pair := t.pair(key)
	entry := pair[0]
	if entry>>12&keyMask != key+1 {
		entry = pair[1]
		if entry>>12&keyMask != key+1 {
			return lower, upper
		}
	}
	return max(lower, int(entry>>6&63)-bias), min(upper, int(entry&63)-bias)
}

// store remembers bounds of a position with so many discs.
func (t *table) store(key uint64, plies, lower, upper int) {
	class := uint64(min(plies/4, 7))
	entry := class<<61 | (key+1)<<12 | uint64(lower+bias)<<6 | uint64(upper+bias)
	pair := t.pair(key)
	switch {
	case pair[0]>>12&keyMask == key+1:
		pair[0] = entry
	case pair[0] == 0 || class <= pair[0]>>61:
		pair[0], pair[1] = entry, pair[0]
	default:
		pair[1] = entry
	}
}
