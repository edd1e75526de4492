package search

import "github.com/tengen-rl/tengen/envs"

// In which order alpha-beta tries the moves of a position decides how much it
// can leave out. Each gets a weight, and the heaviest comes first:
//
//   - the best of an earlier look at the position;
//   - far from the horizon, by the estimate of the position that the move
//     leads to: what it costs is little beside what a bad order would;
//   - near the horizon, moves that upset the balance, then those that caused
//     cut-offs in other positions of the same ply (killers), then those that
//     did so anywhere (history).
const (
	weightFirst    = 1 << 62
	weightTactical = 1 << 42
	weightKiller   = 1 << 40
	leastEstimated = 4 // plies to the horizon from which on moves are weighed by estimates
)

// weigh fills the weights of the moves at ply; first may be no move.
func (ab *AlphaBeta) weigh(ply int, mover envs.Player, first envs.Action) {
	here := ab.line[ply]
	if ab.horizon-ply >= leastEstimated && here.estimator != nil {
		ab.weighByEstimate(ply, mover)
	} else {
		ab.weighByHistory(here, mover)
	}
	for i, a := range here.moves {
		if a == first {
			here.weights[i] = weightFirst
		}
	}
}

// weighByEstimate weighs moves by the score of the positions that they lead
// to. It uses the next ply.
func (ab *AlphaBeta) weighByEstimate(ply int, mover envs.Player) {
	here := ab.line[ply]
	here.weights = here.weights[:0]
	for _, a := range here.moves {
		var weight score
		if ab.play(ply, a) == envs.Over {
			weight = ab.returnAt(ply+1, mover)
		} else {
			weight = ab.estimateAt(ply+1, mover)
		}
		here.weights = append(here.weights, int64(weight))
	}
}

func (ab *AlphaBeta) weighByHistory(here *abPly, mover envs.Player) {
	here.weights = here.weights[:0]
	if here.tactical != nil {
		quiet := len(here.moves)
		all, mayStand := here.tactical.Tactical(here.moves)
		upsetting := all[quiet:]
		here.moves = all[:quiet]
		if !mayStand {
			upsetting = nil // they are all
		}
		for _, a := range here.moves {
			here.weights = append(here.weights, ab.weightOf(here, a, mover))
			for _, b := range upsetting {
				if a == b {
					here.weights[len(here.weights)-1] += weightTactical
				}
			}
		}
		return
	}
	for _, a := range here.moves {
		here.weights = append(here.weights, ab.weightOf(here, a, mover))
	}
}

// weightOf weighs a move by killers and history.
func (ab *AlphaBeta) weightOf(here *abPly, a envs.Action, mover envs.Player) int64 {
	weight := int64(ab.history[mover][a])
	switch a {
	case here.killers[0]:
		weight += 2 * weightKiller
	case here.killers[1]:
		weight += weightKiller
	}
	return weight
}

// pick brings the heaviest of the moves from i on to i.
func (p *abPly) pick(i int) {
	heaviest := i
	for j := i + 1; j < len(p.moves); j++ {
		if p.weights[j] > p.weights[heaviest] {
			heaviest = j
		}
	}
	a, w := p.moves[heaviest], p.weights[heaviest]
	copy(p.moves[i+1:heaviest+1], p.moves[i:heaviest])
	copy(p.weights[i+1:heaviest+1], p.weights[i:heaviest])
	p.moves[i], p.weights[i] = a, w
}

// kill remembers a move that caused a cut-off.
func (p *abPly) kill(a envs.Action) {
	if p.killers[0] != a {
		p.killers[0], p.killers[1] = a, p.killers[0]
	}
}

// history counts by seat and action how often, and how far from the horizon,
// an action caused a cut-off, less how often it did not (Schaeffer, "The
// history heuristic", 1983).
type history [2][]int32

func newHistory(actions int) history {
	return history{make([]int32, actions), make([]int32, actions)}
}

// note learns from moves of which the last caused a cut-off.
func (h *history) note(mover envs.Player, tried []envs.Action, remaining int) {
	const most = 1 << 28
	gain := int32(remaining * remaining)
	last := len(tried) - 1
	for _, a := range tried[:last] {
		h[mover][a] = max(h[mover][a]-gain, -most)
	}
	h[mover][tried[last]] = min(h[mover][tried[last]]+gain, most)
}

// fade lets what was learned in earlier searches count less.
func (h *history) fade() {
	for seat := range h {
		for a := range h[seat] {
			h[seat][a] /= 8
		}
	}
}
