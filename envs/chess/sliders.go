package chess

import (
	"fmt"
	"math/bits"
)

// sliderTables hold the attacks of a bishop and of a rook for all sets of
// blockers. The blockers that matter, times a multiplier, shifted, are the
// place in a table (Kannan, "Magic Move-Bitboard Generation in Computer
// Chess", 2007).
type sliderTables struct {
	diagonal, straight [64]lookup
	attacks            [sliderRoom]uint64
}

// lookup is how a square finds its part of the attacks.
type lookup struct {
	mask       uint64 // the squares where a blocker matters: rays without their ends
	multiplier uint64
	offset     uint32
	shift      uint32
}

// sliderRoom is the power of two at or above the 5,248 + 102,400 entries, so
// that a mask keeps an index in range.
const sliderRoom = 1 << 17

var sliders = newSliders()

func newSliders() *sliderTables {
	t := new(sliderTables)
	end := t.fill(&t.diagonal, &bishopMultipliers, diagonalSteps, 0)
	t.fill(&t.straight, &rookMultipliers, straightSteps, end)
	return t
}

// fill writes the entries of all squares from offset on, and returns where
// they end.
func (t *sliderTables) fill(squares *[64]lookup, multipliers *[64]uint64, steps []step, offset uint32) uint32 {
	for sq := range squares {
		l := &squares[sq]
		l.mask = insideOf(sq, steps)
		l.multiplier = multipliers[sq]
		entries := uint32(1) << bits.OnesCount64(l.mask)
		l.offset, l.shift = offset, uint32(64-bits.OnesCount64(l.mask))
		for blockers := uint64(0); ; {
			at := l.index(blockers)
			attacks := slide(sq, blockers, steps)
			if t.attacks[at] != 0 && t.attacks[at] != attacks {
				panic(fmt.Sprintf("chess: multiplier %#x of square %d sends two attacks to entry %d", l.multiplier, sq, at))
			}
			t.attacks[at] = attacks
			if blockers = (blockers - l.mask) & l.mask; blockers == 0 { // the next subset
				break
			}
		}
		offset += entries
	}
	return offset
}

// insideOf is the squares from sq along the steps but for the last one each
// way, where a blocker changes nothing.
func insideOf(sq int, steps []step) uint64 {
	var inside uint64
	for _, d := range steps {
		for s := 1; ; s++ {
			to, _ := on(sq, d, s)
			if _, more := on(sq, d, s+1); !more {
				break
			}
			inside |= 1 << to
		}
	}
	return inside
}

func (l *lookup) index(occupied uint64) uint32 {
	return (l.offset + uint32((occupied&l.mask)*l.multiplier>>(l.shift&63))) & (sliderRoom - 1)
}

// diagonalAttacks is what a bishop on sq attacks, the first piece on each ray
// included.
func diagonalAttacks(sq int, occupied uint64) uint64 {
	return sliders.attacks[sliders.diagonal[sq&63].index(occupied)]
}

// straightAttacks is what a rook on sq attacks, the first piece on each ray
// included.
func straightAttacks(sq int, occupied uint64) uint64 {
	return sliders.attacks[sliders.straight[sq&63].index(occupied)]
}
