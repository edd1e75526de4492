package solver

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs/othello"
)

// move is a disc and the position after it.
type move struct {
	bit    int
	next   position
	weight int
}

// movelist is the moves of a position. No position of Othello has more.
type movelist struct {
	moves [34]move
	n     int
}

// lookEmpties is from how many empty cells on the table is asked about the
// positions after every move first.
const lookEmpties = 10

// fill lists the moves, those first that leave the opponent few answers, as
// positions without answers are searched fastest and are often good besides;
// before all others the one of that bit. If the table knows a move whose score
// is beta or more, it stops and returns that.
func (l *movelist) fill(s *search, p position, moves uint64, first, beta int) int {
	look := bits.OnesCount64(s.board&^(p.own|p.theirs)) > lookEmpties
	for ; moves != 0; moves &= moves - 1 {
		bit := bits.TrailingZeros64(moves)
		m := move{bit: bit, next: p.after(bit)}
		if look {
			if known, _ := s.table.load(m.next); -known.upper >= beta {
				return -known.upper
			}
		}
		m.weight = s.weight(m.next)
		if bit == first {
			m.weight = 1 << 20
		}
		if s.corners>>bit&1 == 1 {
			m.weight += 8
		}
		l.moves[l.n] = m
		l.n++
	}
	return -worst
}

// weight is the greater the fewer moves the position leaves to the seat that
// is to move; a corner counts twice.
func (s *search) weight(p position) int {
	moves := othello.Moves(p.own, p.theirs, s.board)
	return -4 * (bits.OnesCount64(moves) + bits.OnesCount64(moves&s.corners))
}

// pick brings the heaviest of the moves from i on to i and returns it.
func (l *movelist) pick(i int) *move {
	heaviest := i
	for j := i + 1; j < l.n; j++ {
		if l.moves[j].weight > l.moves[heaviest].weight {
			heaviest = j
		}
	}
	l.moves[i], l.moves[heaviest] = l.moves[heaviest], l.moves[i]
	return &l.moves[i]
}
