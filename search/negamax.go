package search

import "github.com/tengen-rl/tengen/envs"

// window is the range of scores that matter: below alpha the mover has better
// elsewhere, above beta its opponent has.
type window struct{ alpha, beta score }

// turned is the window in the eyes of the opponent.
func (w window) turned() window { return window{-w.beta, -w.alpha} }

// narrow reports whether no score lies within: all that is asked is whether
// one reaches beta.
func (w window) narrow() bool { return w.beta-w.alpha == 1 }

// try returns the score of the action a in the position at ply, in the eyes
// of its mover, after which so many plies are left to the horizon: exact if it
// lies within the window, otherwise a bound on that side.
func (ab *AlphaBeta) try(ply int, a envs.Action, depth int, w window) score {
	if ab.nodes >= ab.pause {
		ab.lookUp()
	}
	if ab.err != nil {
		return 0
	}
	ab.nodes++
	mover := ab.line[ply].mover
	ab.play(ply, a)
	next := ab.line[ply+1]
	next.best = next.best[:0]
	switch next.mover {
	case envs.Over:
		return ab.returnAt(ply+1, mover)
	case mover: // the rules gave the same seat another turn
		return ab.look(ply+1, depth, w)
	}
	return -ab.look(ply+1, depth, w.turned())
}

// play makes the position at ply+1 from that at ply.
func (ab *AlphaBeta) play(ply int, a envs.Action) {
	ab.grow(ply + 1)
	from, to := ab.line[ply], ab.line[ply+1]
	to.state.CopyFrom(from.state)
	to.state.Play(a)
	to.state.Rewards(to.rewards)
	to.returned = from.returned + to.rewards[0]
	to.mover = to.state.ToPlay()
	to.passed = false
}

// look returns the score of a position that is not over, in the eyes of its
// mover.
func (ab *AlphaBeta) look(ply, depth int, w window) score {
	switch {
	case depth <= 0:
		ab.deepest = max(ab.deepest, ply)
		return ab.quiesce(ply, depth, w)
	case ab.table == nil || depth < leastRemembered:
		best, _ := ab.expand(ply, depth, -1, w)
		return best
	}
	key := ab.table.key(ab.line[ply].identity(), ab.line[ply].returned)
	known, ok := ab.table.load(key)
	if ok && ab.table.counts(known, depth) && (!ab.table.keeps || w.narrow()) {
		if s := known.score.counted(ply); known.kind.decides(s, w.alpha, w.beta) {
			ab.guessed = ab.guessed || !s.proven()
			return s
		}
	}
	first := envs.Action(-1)
	if ok {
		first = known.move
	}
	best, move := ab.expand(ply, depth, first, w)
	if ab.err == nil {
		if move < 0 {
			move = first
		}
		ab.table.store(key, entry{score: best.from(ply), move: move, remaining: uint8(depth), kind: kindOf(best, w.alpha, w.beta)})
	}
	return best
}

// leastRemembered is from how many plies before the horizon on positions are
// remembered: those nearer are searched again in less time than memory takes.
const leastRemembered = 2

// expand is negamax, unless the position is so good that there is no need.
func (ab *AlphaBeta) expand(ply, depth int, first envs.Action, w window) (score, envs.Action) {
	if ab.shortcuts.NullMove && ab.refutesNullMove(ply, depth, w) {
		return w.beta, -1
	}
	return ab.negamax(ply, depth, first, w)
}

// negamax returns the score of the position at ply, which is neither over nor
// at the horizon, in the eyes of its mover: exact within the window; and the
// action that has it. The action first, if it is legal, is tried before all
// others.
//
// Once an action has been searched, the others are asked first whether they
// are better at all (Marsland and Campbell, "Parallel search of strongly
// ordered game trees", 1982).
func (ab *AlphaBeta) negamax(ply, depth int, first envs.Action, w window) (score, envs.Action) {
	here := ab.line[ply]
	here.legal = here.state.Legal(here.legal[:0])
	ab.weigh(ply, depth, first)
	best, choice := -infinity, envs.Action(-1)
	for i := range here.moves {
		here.pick(i)
		a, alpha := here.moves[i].action, max(w.alpha, best)
		got := score(0)
		if i == 0 {
			got = ab.try(ply, a, depth-1, window{alpha, w.beta})
		} else {
			got = ab.challenge(ply, i, depth-1, window{alpha, w.beta})
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
			ab.history.note(here.mover, here.moves[:i+1], depth)
			break
		}
	}
	return best, choice
}

// challenge asks whether the move i at ply is better than alpha, which an
// earlier one has reached: not to the full depth where it is late enough, and
// with an open window only if it is.
func (ab *AlphaBeta) challenge(ply, i, depth int, w window) score {
	a, asked := ab.line[ply].moves[i].action, window{w.alpha, w.alpha + 1}
	if less := ab.reduction(ply, i, depth); less > 0 {
		if got := ab.try(ply, a, depth-less, asked); got <= w.alpha || ab.err != nil {
			return got
		}
	}
	got := ab.try(ply, a, depth, asked)
	if w.alpha < got && got < w.beta {
		got = ab.try(ply, a, depth, w)
	}
	return got
}

// quiesce returns the score of the position at ply, at the horizon or so many
// plies beyond, in the eyes of its mover: what is estimated, or better if an
// action that upsets the balance leads to better (Beal, "A generalised
// quiescence search algorithm", 1990). A mover that may not stand still tries
// all its actions. A network's estimate is taken as it is.
func (ab *AlphaBeta) quiesce(ply, depth int, w window) score {
	here := ab.line[ply]
	stand := ab.estimateAt(ply, here.mover)
	ab.guessed = true
	if here.tactical == nil || ab.judge != nil || depth <= -mostBeyond {
		return stand
	}
	moves, mayStand := here.tactical.Tactical(here.legal[:0])
	here.legal, here.sharp = moves, !mayStand
	if here.sharp && ab.shortcuts.Exchanges && depth <= -mostChecks {
		return stand
	}
	best := -infinity
	if mayStand || len(moves) == 0 {
		best = stand
	}
	if best >= w.beta || len(moves) == 0 {
		return best
	}
	ab.grow(ply + 1)
	ab.weighByEstimate(ply)
	for i := range here.moves {
		here.pick(i)
		a, inner := here.moves[i].action, window{max(w.alpha, best), w.beta}
		if ab.dull(ply, i, inner.alpha) {
			break
		}
		got := ab.try(ply, a, depth-1, inner)
		if got > best && inner.alpha < got && got < w.beta && ab.err == nil {
			here.best = append(append(here.best[:0], a), ab.line[ply+1].best...)
		}
		best = max(best, got)
		if ab.err != nil || best >= w.beta {
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

// estimateAt is the score that the position at ply is given by a rule of
// thumb or a network, in the eyes of seat, as if it were known at the horizon.
func (ab *AlphaBeta) estimateAt(ply int, seat envs.Player) score {
	here := ab.line[ply]
	value := here.returned
	switch {
	case ab.judge != nil:
		value += ab.judgeAt(ply).value
	case here.estimator != nil:
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
