package solver

import "math/bits"

// move is a disc on a cell, and the threats of its owner after it.
type move struct {
	cell, threats uint64
	weight        int
}

// movelist is the moves of a position.
type movelist struct {
	moves [width]move
	n     int
}

func (l *movelist) add(m move) {
	l.moves[l.n] = m
	l.n++
}

// best brings the most promising move from i on to place i. Most positions are
// decided by their first moves, so that sorting them all would be in vain.
func (l *movelist) best(i int) *move {
	top := i
	for j := i + 1; j < l.n; j++ {
		if l.moves[j].weight > l.moves[top].weight {
			top = j
		}
	}
	l.moves[i], l.moves[top] = l.moves[top], l.moves[i]
	return &l.moves[i]
}

// weight counts the threats that a move leaves; among equals, those near the
// centre come first.
func weight(cell, threats uint64) int {
	return 400*bits.OnesCount64(threats) + 100*central[columnOf(cell)]
}

// central is how near a column is to the centre.
var central = [width]int{0, 1, 2, 3, 2, 1, 0}

// history keeps for each cell how often of late a disc there was the move
// that decided (Schaeffer, "The history heuristic", 1983): a moving average of
// +400 for each success and -400 for each failure.
type history [stride * width]int32

func (h *history) of(cell uint64) int { return int(h[bits.TrailingZeros64(cell)]) }

// note learns from moves of which the last decided and the others did not.
func (h *history) note(tried []move) {
	last := len(tried) - 1
	for _, m := range tried[:last] {
		h.move(m.cell, -400)
	}
	h.move(tried[last].cell, 400)
}

func (h *history) move(cell uint64, towards int32) {
	average := &h[bits.TrailingZeros64(cell)]
	*average += (towards - *average) / 64
}
