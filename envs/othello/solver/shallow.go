package solver

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs/othello"
)

// quarters are the four quarters of the frame: regions, roughly, whose empty
// cells are filled one after another. Who moves in a region with an odd number
// of them has the last move there.
var quarters = [4]uint64{0x000000000f0f0f0f, 0x00000000f0f0f0f0, 0x0f0f0f0f00000000, 0xf0f0f0f000000000}

// shallow is score for positions with few empty cells. The opponent may have
// just passed.
func (s *search) shallow(p position, empty uint64, alpha, beta int, passed bool) int {
	if empty&(empty-1) == 0 && empty != 0 {
		return s.last(p, empty)
	}
	odd := uint64(0)
	for _, quarter := range quarters {
		if bits.OnesCount64(empty&quarter)&1 == 1 {
			odd |= quarter
		}
	}
	best := -worst
	for _, cells := range [2]uint64{empty & odd, empty &^ odd} {
		for ; cells != 0; cells &= cells - 1 {
			bit := bits.TrailingZeros64(cells)
			turned := othello.Flips(p.own, p.theirs, bit)
			if turned == 0 {
				continue
			}
			next := position{own: p.theirs &^ turned, theirs: p.own | turned | 1<<bit}
			best = max(best, -s.shallow(next, empty&^(1<<bit), -beta, -max(alpha, best), false))
			if best >= beta {
				return best
			}
		}
	}
	switch {
	case best > -worst:
		return best
	case passed:
		return s.final(p)
	}
	return -s.shallow(p.passed(), empty, -beta, -alpha, true)
}

// last is the score of a position with one empty cell: the mover takes it, or
// else the opponent, or neither.
func (s *search) last(p position, empty uint64) int {
	bit := bits.TrailingZeros64(empty)
	margin := bits.OnesCount64(p.own) - bits.OnesCount64(p.theirs)
	if turned := bits.OnesCount64(othello.Flips(p.own, p.theirs, bit)); turned > 0 {
		return margin + 2*turned + 1
	}
	if turned := bits.OnesCount64(othello.Flips(p.theirs, p.own, bit)); turned > 0 {
		return margin - 2*turned - 1
	}
	return s.final(p)
}
