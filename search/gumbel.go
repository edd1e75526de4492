package search

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// halving is the plan of a Gumbel search at the root: sequential halving
// (Danihelka et al. 2022, "Policy improvement by planning with Gumbel",
// algorithm 2) of the actions with the greatest g + logit, where g is Gumbel
// noise.
type halving struct {
	noise    []float32 // g, an entry an action of the root
	before   []int32   // visits that an action had when the root was set
	budget   int       // tries that the sequence is for
	width    int       // actions considered at first
	sequence []int32   // how often an action must have been tried to be tried now
}

// draw makes the noise of a root with the given number of actions.
func (h *halving) draw(actions int, scale float32, rng *rand.Rand) {
	h.noise = h.noise[:0]
	for range actions {
		g := float32(0)
		if scale > 0 {
			g = scale * float32(-math.Log(-math.Log(1-rng.Float64())))
		}
		h.noise = append(h.noise, g)
	}
}

// planHalving makes the sequence for n simulations, the judgement of the root
// included, if it is not made yet.
func (t *Tree) planHalving(n int) {
	h := &t.halving
	width, budget := min(t.config.Gumbel, len(t.actions(0))), n-t.opened
	if h.width != width || h.budget != budget {
		h.width, h.budget = width, budget
		h.sequence = appendHalving(h.sequence[:0], width, budget)
	}
}

// appendHalving appends, for each of budget tries, how often the action that
// is tried has been tried before, when width actions are halved again and
// again and each round has the same number of tries.
func appendHalving(dst []int32, width, budget int) []int32 {
	rounds := math.Ceil(math.Log2(float64(width)))
	tried := int32(0)
	for left := width; len(dst) < budget; left = max(2, left/2) {
		each := 1
		if width > 1 {
			each = max(1, int(float64(budget)/(rounds*float64(left))))
		} else {
			left = 1
		}
		for range each {
			for i := 0; i < left && len(dst) < budget; i++ {
				dst = append(dst, tried)
			}
			tried++
		}
	}
	return dst
}

// selectHalving returns the action of the root that sequential halving tries
// next: of those tried as often as its turn demands, the one with the greatest
// g + logit + σ(Q). If all of those are proven lost, the rest come in.
func (t *Tree) selectHalving() int32 {
	actions := t.actions(0)
	values := t.completed(0)
	var tried int32
	for i := range actions {
		tried += t.tries(i)
	}
	turn := t.halving.sequence[min(int(tried), len(t.halving.sequence)-1)]
	best, bestScore, bestDue := int32(0), float32(math.Inf(-1)), false
	for i := range actions {
		e := &actions[i]
		if !t.may(e) || t.lost(e, t.nodes[0].mover) {
			continue
		}
		due := t.tries(i) == turn
		score := t.halving.noise[i] + logit(e) + values[i]
		if due && !bestDue || due == bestDue && score > bestScore {
			best, bestScore, bestDue = int32(i), score, due
		}
	}
	return best
}

// tries is how often action i of the root was tried since the root was set.
func (t *Tree) tries(i int) int32 {
	visits := t.actions(0)[i].visits
	if i < len(t.halving.before) {
		visits -= t.halving.before[i]
	}
	return visits
}

// selectImproved returns the action of node n that is furthest behind the
// improved policy π' = softmax(logit + σ(Q)): the greatest
// π'(a) - N(a) / (1 + ΣN) (the paper's equation 14).
func (t *Tree) selectImproved(n int32) int32 {
	actions := t.actions(n)
	policy := t.improved(n)
	var visits int32
	for i := range actions {
		visits += actions[i].visits
	}
	best, bestScore := int32(0), float32(math.Inf(-1))
	for i := range actions {
		e := &actions[i]
		if !t.may(e) || t.lost(e, t.nodes[n].mover) {
			continue
		}
		if score := policy[i] - float32(e.visits)/float32(1+visits); score > bestScore {
			best, bestScore = int32(i), score
		}
	}
	return best
}

// improved returns π' of node n, an entry an action, 0 for those proven lost.
// It is valid until the next call of improved or completed.
func (t *Tree) improved(n int32) []float32 {
	actions := t.actions(n)
	values := t.completed(n)
	top := float32(math.Inf(-1))
	for i := range actions {
		values[i] += logit(&actions[i])
		if t.lost(&actions[i], t.nodes[n].mover) {
			values[i] = float32(math.Inf(-1))
		}
		top = max(top, values[i])
	}
	var total float32
	for i, v := range values {
		values[i] = float32(math.Exp(float64(v - top)))
		total += values[i]
	}
	for i := range values {
		values[i] /= total
	}
	return values
}

// completed returns σ(Q) of each action of node n: what its tries brought, and
// for an action not yet tried what the judgement of the node and the tried
// actions say together (the paper's equations 8 and 33), scaled by
// (VisitOffset + max N)·ValueScale. It is valid until the next call.
func (t *Tree) completed(n int32) []float32 {
	nd := &t.nodes[n]
	actions := t.actions(n)
	var visits, most int32
	var mass, weighted float32
	for i := range actions {
		if e := &actions[i]; e.visits > 0 {
			prior := max(e.prior, leastPrior)
			visits, most = visits+e.visits, max(most, e.visits)
			mass += prior
			weighted += prior * t.worth(e, nd.mover)
		}
	}
	mixed := t.judged[t.seat(n, nd.mover)]
	if visits > 0 {
		mixed = (mixed + float32(visits)*weighted/mass) / float32(visits+1)
	}
	values := t.values[:0]
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for i := range actions {
		v := mixed
		if e := &actions[i]; e.visits > 0 {
			v = t.worth(e, nd.mover)
		}
		values = append(values, v)
		low, high = min(low, v), max(high, v)
	}
	scale := (t.config.VisitOffset + float32(most)) * t.config.ValueScale
	if !t.config.RescaleValues {
		low, high = 0, 1
	}
	for i := range values {
		values[i] = scale * (values[i] - low) / max(high-low, leastRange)
	}
	t.values = values
	return values
}

// worth is what a tried action is known or found to be worth to its mover.
func (t *Tree) worth(e *edge, mover envs.Player) float32 {
	if value, proven := t.exact(e, mover); proven && t.config.Solve {
		return value
	}
	return e.mean()
}

// logit is the log-probability of an action before the search.
func logit(e *edge) float32 { return float32(math.Log(float64(max(e.prior, leastPrior)))) }

// leastPrior stands for the prior of an action that has none.
const leastPrior = math.SmallestNonzeroFloat32 * (1 << 23) // the least normal float32

// halvingChoice is the action, as an index into the root's, that sequential
// halving has come to: of those tried most, the one with the greatest
// g + logit + σ(Q).
func (t *Tree) halvingChoice() int {
	actions := t.actions(0)
	values := t.completed(0)
	best, bestTries, bestScore := 0, int32(-1), float32(0)
	for i := range actions {
		e := &actions[i]
		if t.lost(e, t.nodes[0].mover) {
			continue
		}
		tries, score := t.tries(i), t.halving.noise[i]+logit(e)+values[i]
		if tries > bestTries || tries == bestTries && score > bestScore {
			best, bestTries, bestScore = i, tries, score
		}
	}
	return best
}
