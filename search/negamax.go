package search

import "github.com/tengen-rl/tengen/envs"

// try returns the score of the action a in the position at ply, in the eyes
// of its mover: exact if it lies between alpha and beta, otherwise a bound on
// that side.
func (ab *AlphaBeta) try(ply int, a envs.Action, mover envs.Player, alpha, beta score) score {
	ab.nodes++
	if ab.nodes >= ab.pause {
		ab.lookUp()
	}
	if ab.err != nil {
		return 0
	}
	next := ab.play(ply, a)
	ab.line[ply+1].best = ab.line[ply+1].best[:0]
	switch next {
	case envs.Over:
		return ab.returnAt(ply+1, mover)
	case mover: // the rules gave the same seat another turn
		return ab.look(ply+1, next, alpha, beta)
	}
	return -ab.look(ply+1, next, -beta, -alpha)
}

// play makes the position at ply+1 from that at ply, and returns who is to
// move.
func (ab *AlphaBeta) play(ply int, a envs.Action) envs.Player {
	from, to := ab.line[ply], ab.line[ply+1]
	to.state.CopyFrom(from.state)
	to.state.Play(a)
	to.state.Rewards(to.rewards)
	to.returned = from.returned + to.rewards[0]
	return to.state.ToPlay()
}

// look returns the score of a position that is not over, in the eyes of its
// mover.
func (ab *AlphaBeta) look(ply int, mover envs.Player, alpha, beta score) score {
	switch {
	case ply >= ab.horizon:
		ab.deepest = max(ab.deepest, ply)
		return ab.quiesce(ply, mover, alpha, beta)
	case ab.table == nil || ab.horizon-ply < leastRemembered:
		best, _ := ab.negamax(ply, mover, -1, window{alpha, beta})
		return best
	}
	key := ab.table.key(ab.line[ply].identity(), ab.line[ply].returned)
	known, ok := ab.table.load(key)
	if ok && ab.table.fresh(known, ab.horizon-ply) && known.decides(alpha, beta) {
		return known.score
	}
	first := envs.Action(-1)
	if ok {
		first = known.move
	}
	best, move := ab.negamax(ply, mover, first, window{alpha, beta})
	if ab.err == nil {
		ab.table.store(key, entry{score: best, move: move, remaining: uint8(ab.horizon - ply), kind: kindOf(best, alpha, beta)})
	}
	return best
}

// leastRemembered is from how many plies before the horizon on positions are
// remembered: those nearer are searched again in less time than memory takes.
const leastRemembered = 2

// window is the range of scores that matter: below alpha the mover has better
// elsewhere, above beta its opponent has.
type window struct{ alpha, beta score }

// negamax returns the score of the position at ply, which is neither over nor
// at the horizon, in the eyes of its mover: exact within the window; and the
// action that has it. The action first, if it is legal, is tried before all
// others.
//
// Once an action has been searched, the others are asked first whether they
// are better at all (Marsland and Campbell, "Parallel search of strongly
// ordered game trees", 1982).
func (ab *AlphaBeta) negamax(ply int, mover envs.Player, first envs.Action, w window) (score, envs.Action) {
	here := ab.line[ply]
	here.moves = here.state.Legal(here.moves[:0])
	ab.weigh(ply, mover, first)
	best, choice := -infinity, envs.Action(-1)
	for i := range here.moves {
		here.pick(i)
		a, alpha := here.moves[i], max(w.alpha, best)
		got := score(0)
		if i == 0 {
			got = ab.try(ply, a, mover, alpha, w.beta)
		} else if got = ab.try(ply, a, mover, alpha, alpha+1); alpha < got && got < w.beta {
			got = ab.try(ply, a, mover, alpha, w.beta)
		}
		if ab.err != nil {
			return 0, -1
		}
		if got > best {
			best, choice = got, a
			if w.alpha < got && got < w.beta {
				here.best = append(append(here.best[:0], a), ab.line[ply+1].best...)
			}
		}
		if best >= w.beta {
			here.kill(a)
			ab.history.note(mover, here.moves[:i+1], ab.horizon-ply)
			break
		}
	}
	return best, choice
}

// quiesce returns the score of the position at ply, at the horizon or beyond,
// in the eyes of its mover: what the world estimates, or better if an action
// that upsets the balance leads to better (Beal, "A generalised quiescence
// search algorithm", 1990). A mover that may not stand still tries all its
// actions.
func (ab *AlphaBeta) quiesce(ply int, mover envs.Player, alpha, beta score) score {
	here := ab.line[ply]
	stand := ab.estimateAt(ply, mover)
	ab.guessed = true
	if here.tactical == nil || ply >= ab.horizon+mostBeyond {
		return stand
	}
	moves, mayStand := here.tactical.Tactical(here.moves[:0])
	here.moves = moves
	best := -infinity
	if mayStand || len(moves) == 0 {
		best = stand
	}
	if best >= beta || len(moves) == 0 {
		return best
	}
	ab.grow(ply + 1)
	ab.weighByEstimate(ply, mover)
	for i := range here.moves {
		here.pick(i)
		got := ab.try(ply, here.moves[i], mover, max(alpha, best), beta)
		if got > best && alpha < got && got < beta && ab.err == nil {
			here.best = append(append(here.best[:0], here.moves[i]), ab.line[ply+1].best...)
		}
		best = max(best, got)
		if ab.err != nil || best >= beta {
			break
		}
	}
	return best
}

// mostBeyond is how many plies beyond the horizon a line may go on: more than
// exchanges last, and an end to endless checks.
const mostBeyond = 32

// returnAt is the score of a position that is over, at ply, in the eyes of
// seat.
func (ab *AlphaBeta) returnAt(ply int, seat envs.Player) score {
	return newScore(inEyesOf(seat, ab.line[ply].returned), ply)
}

// estimateAt is the score that the world gives the position at ply, in the
// eyes of seat, as if it were known at the horizon.
func (ab *AlphaBeta) estimateAt(ply int, seat envs.Player) score {
	here := ab.line[ply]
	value := here.returned
	if here.estimator != nil {
		here.estimator.Estimate(here.rewards)
		value += here.rewards[0]
	}
	return newScore(inEyesOf(seat, value), ab.horizon)
}

// inEyesOf returns what is worth value to seat 0 as it is worth to seat.
func inEyesOf(seat envs.Player, value float32) float32 {
	if seat == 0 {
		return value
	}
	return -value
}
