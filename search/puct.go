package search

import "math"

// selectPUCT returns the action of node n, as an index into its edges, that a
// simulation tries next: the one with the greatest
//
//	Q(a) + c · P(a) · √max(1, ΣN) / (1 + N(a))
//
// (Silver et al. 2017), where Q of an action not yet tried is the first-play
// urgency. An action proven lost is never tried, one proven otherwise has its
// exact value. Of equals the first is taken.
func (t *Tree) selectPUCT(n int32) int32 {
	nd := &t.nodes[n]
	actions := t.actions(n)
	visits, mass := int32(0), float32(0) // of the actions tried
	for i := range actions {
		if actions[i].visits > 0 {
			visits += actions[i].visits
			mass += actions[i].prior
		}
	}
	explore := t.config.CPUCT * float32(math.Sqrt(float64(max(1, visits))))
	urgency := float32(0)
	if nd.visits > 0 {
		urgency = float32(t.sums[t.seat(n, nd.mover)]/float64(nd.visits)) - t.config.FPU*float32(math.Sqrt(float64(mass)))
	}
	best, bestScore := int32(0), float32(math.Inf(-1))
	for i := range actions {
		e := &actions[i]
		q := urgency
		if value, proven := t.exact(e, nd.mover); proven && t.config.Solve {
			if value <= -win {
				continue
			}
			q = value
		} else if e.visits > 0 {
			q = float32(e.sum / float64(e.visits))
		}
		score := q + explore*e.prior/float32(1+e.visits)
		if score > bestScore {
			best, bestScore = int32(i), score
		}
	}
	return best
}
