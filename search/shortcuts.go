package search

import "math"

// Shortcuts are ways for alpha-beta to search less than minimax asks for, and
// deeper in the same time: each may miss something. The zero Shortcuts take
// none.
type Shortcuts struct {
	// NullMove takes a position for good enough if it is so even after its
	// mover has passed and been searched less deep (Donninger, "Null move
	// and deep search", 1993), in worlds whose states are envs.Passers. Far
	// from the horizon a search without the pass must confirm it (Tabibi and
	// Netanyahu, "Verified null-move pruning", 2002).
	NullMove bool

	// Reductions searches moves that come late in the order less deep, and
	// again if they turn out well (late-move reductions).
	Reductions bool

	// Memory lets what was found deeper than asked, and for earlier moves,
	// answer for a position. It takes an envs.Hasher.
	Memory bool

	// Exchanges leaves out, beyond the horizon, moves whose outcome is too
	// poor to matter even if nothing comes back (delta pruning), and follows
	// checks for a few plies only.
	Exchanges bool

	// Aspiration searches the root with a window around the last score, and
	// again where that fails. Only the first of several best moves is found.
	Aspiration bool
}

// Any reports whether a shortcut is taken.
func (s Shortcuts) Any() bool { return s != Shortcuts{} }

const (
	leastPassed   = 2 // plies to the horizon from which on a pass is tried
	leastVerified = 7 // and from which on it must be confirmed
)

// refutesNullMove reports whether the position at ply reaches beta though its
// mover passes.
func (ab *AlphaBeta) refutesNullMove(ply, depth int, w window) bool {
	here := ab.line[ply]
	if ab.verifying || here.passer == nil || here.passed || depth < leastPassed || !w.narrow() || w.beta.proven() ||
		ab.estimateAt(ply, here.mover) < w.beta {
		return false
	}
	ab.grow(ply + 1)
	next := ab.line[ply+1]
	next.state.CopyFrom(here.state)
	if !next.passer.Pass() {
		return false
	}
	next.returned, next.mover, next.passed = here.returned, next.state.ToPlay(), true
	ab.nodes++
	left := depth - 3 - depth/5
	if got := -ab.look(ply+1, left, w.turned()); got < w.beta || ab.err != nil {
		return false
	}
	if depth >= leastVerified {
		ab.verifying = true
		got, _ := ab.negamax(ply, left, -1, w)
		ab.verifying = false
		if got < w.beta || ab.err != nil {
			return false
		}
	}
	ab.guessed = true
	return true
}

const (
	leastReduced = 2 // plies to the horizon from which on moves are reduced
	firstReduced = 3 // moves before the first that is
)

const (
	poor       = score(scoreUnit*scorePlies) / 16 // what a move may be underestimated by: a sixteenth of a return of 1
	mostChecks = 4                                // plies beyond the horizon for which every way out of a check is followed
)

// dull reports whether the move i at ply, at the horizon or beyond, and all
// that weigh less need not be tried: see Shortcuts.Exchanges.
func (ab *AlphaBeta) dull(ply, i int, alpha score) bool {
	here := ab.line[ply]
	return ab.shortcuts.Exchanges && !here.sharp && score(here.moves[i].weight)+poor <= alpha
}

// reduction is by how many plies less the move i at ply is searched at first.
func (ab *AlphaBeta) reduction(ply, i, depth int) int {
	here := ab.line[ply]
	if !ab.shortcuts.Reductions || depth < leastReduced || i < firstReduced || here.sharp || here.moves[i].upsets {
		return 0
	}
	return min(int(0.75+math.Log(float64(depth))*math.Log(float64(i))/2.25), depth-1)
}
