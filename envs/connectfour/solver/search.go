package solver

import (
	"context"
)

// search looks ahead from positions and remembers what it found.
type search struct {
	ctx   context.Context
	err   error  // of ctx; everything returned since is meaningless
	nodes uint64 // positions searched

	// Most positions lie deep and are cheap to search again: they share a
	// table that fits into a processor's cache, and leave the large one to
	// the positions with fewer discs than deepPlies.
	shallow, deep *table

	success [2]history // of each seat's moves
}

const (
	scoreStep   = 2         // of the searches that look for a score
	deepPlies   = 24        // from here on, positions go to the table deep
	mirrorPlies = 14        // up to here, mirror images share an entry
	lookPlies   = 30        // up to here, the table is asked about every successor first
	pollMask    = 1<<14 - 1 // the context is asked once in so many nodes
)

// score returns the exact score of the position, by null-window searches that
// go from a draw towards the bounds: most scores are near it, and the further
// away, the cheaper a search.
func (s *search) score(p position) int {
	if p.canWin() {
		return winScore(p.plies)
	}
	threats := completing(p.theirs(), p.filled)
	if p.nonLosing(threats) == 0 {
		return -winScore(p.plies + 1)
	}
	lower, upper := s.known(p)
	for lower < upper && s.err == nil {
		beta := 1
		switch {
		case lower > 0:
			beta = min(lower+scoreStep, upper)
		case upper <= 0:
			beta = max(upper-scoreStep+1, lower+1)
		}
		if v := s.negamax(p, threats, beta); v >= beta {
			lower = v
		} else {
			upper = v
		}
	}
	return lower
}

// atLeast tells whether the score of the position is at least beta.
func (s *search) atLeast(p position, beta int) bool {
	if p.canWin() {
		return winScore(p.plies) >= beta
	}
	threats := completing(p.theirs(), p.filled)
	if p.nonLosing(threats) == 0 {
		return -winScore(p.plies+1) >= beta
	}
	lower, upper := s.known(p)
	return lower >= beta || upper >= beta && s.negamax(p, threats, beta) >= beta
}

// known returns bounds on the score of a position whose seat to move can
// neither win at once nor is lost at once.
func (s *search) known(p position) (lower, upper int) {
	key, t := s.entry(p)
	return t.load(key, -winScore(p.plies+3), winScore(p.plies+2))
}

// entry returns the key and the table of a position.
func (s *search) entry(p position) (uint64, *table) {
	switch {
	case p.plies >= deepPlies:
		return p.key(), s.deep
	case p.plies > mirrorPlies:
		return p.key(), s.shallow
	default:
		return p.canonicalKey(), s.shallow
	}
}

// negamax tells whether the score of the position is at least beta: if the
// result is, it is a lower bound on the score, otherwise an upper bound. The
// seat to move cannot win at once; the opponent's threats are as for
// nonLosing.
func (s *search) negamax(p position, threats uint64, beta int) int {
	if s.interrupted() {
		return 0
	}
	moves := p.nonLosing(threats)
	if moves == 0 {
		return -winScore(p.plies + 1)
	}
	if p.plies >= cells-2 {
		return 0
	}
	key, t := s.entry(p)
	lower, upper := s.known(p)
	if lower >= beta {
		return lower
	}
	if upper < beta {
		return upper
	}
	list := movelist{}
	if v := s.fill(&list, p, moves, beta); v >= beta {
		return v
	}
	if late := winScore(p.plies + 4); late < beta {
		return late // no move makes two threats at once: a win takes more than two
	}
	score := s.expand(p, &list, beta)
	if s.err != nil {
		return 0
	}
	if score >= beta {
		lower = score
	} else {
		upper = score
	}
	t.store(key, p.plies, lower, upper)
	return score
}

// fill lists the moves of a position. If it sees that one of them has a score
// of beta or more, it stops and returns a bound on it.
func (s *search) fill(list *movelist, p position, moves uint64, beta int) int {
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
		if p.plies < lookPlies {
			if _, upper := s.known(next); -upper >= beta {
				return -upper
			}
		}
		list.add(move{cell, threats, weight(cell, threats) + s.success[p.plies%2].of(cell)})
	}
	return -winScore(0)
}

// expand is negamax by the moves of the list.
func (s *search) expand(p position, list *movelist, beta int) int {
	best := -winScore(0)
	for i := range list.n {
		m := list.best(i)
		best = max(best, -s.negamax(p.after(m.cell), m.threats, 1-beta))
		if best >= beta {
			s.success[p.plies%2].note(list.moves[:i+1])
			break
		}
	}
	return best
}

// interrupted counts a node and tells whether the context has ended.
func (s *search) interrupted() bool {
	s.nodes++
	if s.nodes&pollMask == 0 && s.err == nil {
		s.err = s.ctx.Err()
	}
	return s.err != nil
}
