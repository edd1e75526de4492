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

// weighed is a move and its weight.
type weighed struct {
	action envs.Action
	upsets bool // the balance; see envs.Tactical
	weight int64
}

// weigh makes moves of what is legal at ply; first may be no move.
func (ab *AlphaBeta) weigh(ply, depth int, first envs.Action) {
	here := ab.line[ply]
	here.sharp = false
	switch {
	case ab.judge != nil:
		ab.weighByPolicy(ply)
	case depth >= leastEstimated && here.estimator != nil:
		ab.weighByEstimate(ply)
		if ab.shortcuts.Reductions {
			ab.markTactical(here)
		}
	default:
		ab.weighByHistory(here)
	}
	for i := range here.moves {
		if here.moves[i].action == first {
			here.moves[i].weight = weightFirst
		}
	}
}

// weighByEstimate weighs moves by the score of the positions that they lead
// to. It uses the next ply.
func (ab *AlphaBeta) weighByEstimate(ply int) {
	here := ab.line[ply]
	here.moves = here.moves[:0]
	for _, a := range here.legal {
		ab.play(ply, a)
		weight := score(0)
		if ab.line[ply+1].mover == envs.Over {
			weight = ab.returnAt(ply+1, here.mover)
		} else {
			weight = ab.estimateAt(ply+1, here.mover)
		}
		here.moves = append(here.moves, weighed{action: a, weight: int64(weight)})
	}
}

func (ab *AlphaBeta) weighByHistory(here *abPly) {
	here.moves = here.moves[:0]
	for _, a := range here.legal {
		here.moves = append(here.moves, weighed{action: a, weight: ab.weightOf(here, a)})
	}
	ab.markTactical(here)
	for i := range here.moves {
		if here.moves[i].upsets {
			here.moves[i].weight += weightTactical
		}
	}
}

// markTactical notes which of the moves upset the balance, or that here the
// mover may not stand still.
func (ab *AlphaBeta) markTactical(here *abPly) {
	if here.tactical == nil {
		return
	}
	quiet := len(here.legal)
	all, mayStand := here.tactical.Tactical(here.legal)
	upsetting := all[quiet:]
	here.legal = all[:quiet]
	if here.sharp = !mayStand; here.sharp {
		return // they are all
	}
	for _, b := range upsetting {
		for i := range here.moves {
			if here.moves[i].action == b {
				here.moves[i].upsets = true
			}
		}
	}
}

// weightOf weighs a move by killers and history.
func (ab *AlphaBeta) weightOf(here *abPly, a envs.Action) int64 {
	weight := int64(ab.history[here.mover][a])
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
		if p.moves[j].weight > p.moves[heaviest].weight {
			heaviest = j
		}
	}
	m := p.moves[heaviest]
	copy(p.moves[i+1:heaviest+1], p.moves[i:heaviest])
	p.moves[i] = m
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
func (h *history) note(mover envs.Player, tried []weighed, remaining int) {
	const most = 1 << 28
	gain := int32(remaining * remaining)
	last := len(tried) - 1
	for _, m := range tried[:last] {
		h[mover][m.action] = max(h[mover][m.action]-gain, -most)
	}
	h[mover][tried[last].action] = min(h[mover][tried[last].action]+gain, most)
}

// fade lets what was learned in earlier searches count less.
func (h *history) fade() {
	for seat := range h {
		for a := range h[seat] {
			h[seat][a] /= 8
		}
	}
}
