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
	s := t.survey(n)
	explore := t.exploration(n, &s)
	urgency, low, scale := t.urgency(n, &s), float32(0), float32(1)
	if t.config.RescaleValues {
		low, scale = t.valueRange(n)
		urgency = low
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
			q = e.mean()
		}
		if !t.may(e) {
			continue
		}
		score := (q-low)*scale + explore*e.prior/float32(1+e.visits)
		if n == 0 && t.forced(e, s.visits) {
			score = float32(math.Inf(1))
		}
		if score > bestScore {
			best, bestScore = int32(i), score
		}
	}
	return best
}

// survey is what a choice needs to know of all actions of a node together.
type survey struct {
	visits       int32   // of the actions
	mass         float32 // prior mass of those tried
	sum, squares float64 // of the returns to the mover
}

func (t *Tree) survey(n int32) survey {
	var s survey
	actions := t.actions(n)
	for i := range actions {
		e := &actions[i]
		if e.visits > 0 {
			s.visits += e.visits
			s.mass += e.prior
			s.sum += e.sum
			s.squares += e.squares
		}
	}
	return s
}

// exploration is what multiplies P(a) / (1 + N(a)).
func (t *Tree) exploration(n int32, s *survey) float32 {
	c := &t.config
	visits := s.visits
	if c.OwnVisit {
		visits = t.nodes[n].visits
	}
	explore := c.CPUCT
	if c.CPUCTLog != 0 {
		explore += c.CPUCTLog * float32(math.Log(float64((1+float32(visits)+c.CPUCTBase)/c.CPUCTBase)))
	}
	if c.CPUCTDeviation != 0 {
		explore *= 1 + c.CPUCTDeviation*(s.deviation()/priorDeviation-1)
	}
	return explore * float32(math.Sqrt(float64(max(1, visits))))
}

// The spread of returns that is supposed before any was seen, and how many
// returns that weighs.
const (
	priorDeviation       = 0.4
	priorDeviationWeight = 2
)

// deviation is the standard deviation of the returns under a node, with what
// is supposed beforehand.
func (s *survey) deviation() float32 {
	visits := float64(s.visits)
	spread := 0.0
	if visits > 0 {
		spread = max(0, s.squares-s.sum*s.sum/visits)
	}
	return float32(math.Sqrt((spread + priorDeviationWeight*priorDeviation*priorDeviation) / (visits + priorDeviationWeight)))
}

// urgency is the first-play urgency of the actions of node n.
func (t *Tree) urgency(n int32, s *survey) float32 {
	nd := &t.nodes[n]
	switch {
	case t.config.Urgency == UrgencyZero:
		return 0
	case t.config.Urgency == UrgencyLoss:
		return -win
	case nd.visits == 0:
		return 0
	}
	reduction := t.config.FPU
	if n == 0 && t.explores() {
		reduction = t.config.RootFPU
	}
	return float32(t.sums[t.seat(n, nd.mover)]/float64(nd.visits)) - reduction*float32(math.Sqrt(float64(s.mass)))
}

// valueRange returns by what the values of node n are shifted and scaled so
// that the least of its own mean and the means of its actions becomes 0 and
// the greatest 1. (An action not yet tried then counts as the least: mctx,
// qtransform_by_parent_and_siblings.)
func (t *Tree) valueRange(n int32) (low, scale float32) {
	nd := &t.nodes[n]
	low = float32(t.sums[t.seat(n, nd.mover)] / float64(max(1, nd.visits)))
	high := low
	actions := t.actions(n)
	for i := range actions {
		if e := &actions[i]; e.visits > 0 {
			low, high = min(low, e.mean()), max(high, e.mean())
		}
	}
	return low, 1 / max(high-low, leastRange)
}

// leastRange keeps values that are all but equal from being blown up.
const leastRange = 1e-8

// explores reports whether there is noise at the root.
func (t *Tree) explores() bool { return t.noisy && !t.quiet && t.config.DirichletFraction > 0 }

// forced reports whether a try of e, an action of the root, is due.
func (t *Tree) forced(e *edge, visits int32) bool {
	return t.config.Forced > 0 && t.explores() && e.visits > 0 &&
		float32(e.visits)*float32(e.visits) < t.config.Forced*e.prior*float32(visits)
}
