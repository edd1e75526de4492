package solver

import (
	"context"
	"math/bits"

	"github.com/tengen-rl/tengen/envs/othello"
)

// position is a position in the eyes of the seat to move, cells by bits of
// the frame as package othello numbers them.
type position struct{ own, theirs uint64 }

// after returns the position after a legal disc on the cell of that bit.
func (p position) after(bit int) position {
	turned := othello.Flips(p.own, p.theirs, bit)
	return position{own: p.theirs &^ turned, theirs: p.own | turned | 1<<bit}
}

// passed returns the position with the other seat to move.
func (p position) passed() position { return position{p.theirs, p.own} }

// worst is beyond every score, the negative of every loss.
const worst = 65

// search looks ahead from positions of one board and remembers what it found.
type search struct {
	emptiesToWinner bool
	board, corners  uint64
	table           *table

	ctx   context.Context
	err   error  // of ctx; everything returned since is meaningless
	nodes uint64 // positions searched with a list of moves
}

const (
	shallowEmpties = 7         // with fewer, moves are tried without a list
	pollMask       = 1<<12 - 1 // the context is asked once in so many nodes
)

// score returns the score of the position: exact between alpha and beta,
// otherwise a bound on that side.
func (s *search) score(p position, alpha, beta int) int {
	empty := s.board &^ (p.own | p.theirs)
	if bits.OnesCount64(empty) < shallowEmpties {
		return s.shallow(p, empty, alpha, beta, false)
	}
	return s.deep(p, alpha, beta)
}

// final is the score of a position in which neither can move.
func (s *search) final(p position) int {
	margin := bits.OnesCount64(p.own) - bits.OnesCount64(p.theirs)
	if s.emptiesToWinner && margin != 0 {
		empty := bits.OnesCount64(s.board &^ (p.own | p.theirs))
		if margin > 0 {
			return margin + empty
		}
		return margin - empty
	}
	return margin
}

// deep is score for positions with many empty cells.
func (s *search) deep(p position, alpha, beta int) int {
	if s.interrupted() {
		return 0
	}
	moves := othello.Moves(p.own, p.theirs, s.board)
	if moves == 0 {
		if othello.Moves(p.theirs, p.own, s.board) == 0 {
			return s.final(p)
		}
		return -s.deep(p.passed(), -beta, -alpha)
	}
	known, first := s.table.load(p)
	if known.lower >= beta || known.lower == known.upper {
		return known.lower
	}
	if known.upper <= alpha {
		return known.upper
	}
	window := bounds{max(alpha, known.lower), min(beta, known.upper)}
	if window.lower >= stableMargin {
		if most := s.atMost(p); most <= window.lower {
			return most
		}
	}
	list := movelist{}
	if score := list.fill(s, p, moves, first, window.upper); score >= window.upper {
		return score
	}
	score, best := s.expand(&list, window)
	if s.err != nil {
		return 0
	}
	if score > window.lower {
		known.lower = score
	}
	if score < window.upper {
		known.upper = score
	}
	s.table.store(p, bits.OnesCount64(s.board&^(p.own|p.theirs)), known, best)
	return score
}

// expand returns the score of the best of the moves, exact within the window,
// and its bit. Once a move has been searched, the others are asked first
// whether they are better at all.
func (s *search) expand(list *movelist, window bounds) (score, best int) {
	score = -worst
	for i := range list.n {
		m := list.pick(i)
		alpha := max(window.lower, score)
		got := 0
		if i == 0 {
			got = -s.score(m.next, -window.upper, -alpha)
		} else if got = -s.score(m.next, -alpha-1, -alpha); alpha < got && got < window.upper {
			got = -s.score(m.next, -window.upper, -alpha)
		}
		if s.err != nil {
			return 0, 0
		}
		if got > score {
			score, best = got, m.bit
		}
		if score >= window.upper {
			break
		}
	}
	return score, best
}

// interrupted counts a node and tells whether the context has ended.
func (s *search) interrupted() bool {
	s.nodes++
	if s.nodes&pollMask == 0 && s.err == nil {
		s.err = s.ctx.Err()
	}
	return s.err != nil
}
