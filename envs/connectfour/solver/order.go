package solver

import "math/bits"

// move is a disc on a cell, and the threats of its owner after it.
type move struct {
	cell, threats uint64
	weight        int
}

// movelist is the moves of a position, the most promising first.
type movelist struct {
	moves [width]move
	n     int
}

// fill lists the moves by weight. If it sees that one of them has a score of
// beta or more, it stops and returns a bound on it.
func (l *movelist) fill(p position, moves uint64, beta int, success *history) int {
	for ; moves != 0; moves &= moves - 1 {
		cell := moves & -moves
		next := p.after(cell)
		threats := completing(next.theirs(), next.filled)
		if next.nonLosing(threats) == 0 {
			return winScore(p.plies + 2)
		}
		if beta <= -strongestBound {
			if v := -next.bound(threats); v >= beta {
				return v
			}
		}
		l.insert(move{cell, threats, weight(cell, threats) + success.of(cell)})
	}
	return -winScore(0)
}

func (l *movelist) insert(m move) {
	i := l.n
	for ; i > 0 && l.moves[i-1].weight < m.weight; i-- {
		l.moves[i] = l.moves[i-1]
	}
	l.moves[i] = m
	l.n++
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
