package search

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Policy stores in dst, of length Spec.Actions, how often the search would
// play each action: the visits of the root's actions, corrected by what is
// proven. If the root is solved, only the actions that keep its outcome
// count (the quickest wins, the slowest losses), each at least once; if not,
// actions proven lost do not count. The
// sum is the number of visits that remain, and greater than 0 once a
// simulation was made.
func (t *Tree) Policy(dst []float32) {
	clear(dst)
	root := &t.nodes[0]
	actions := t.actions(0)
	var sum float32
	for i := range actions {
		e := &actions[i]
		visits := float32(e.visits)
		switch {
		case root.proven && !t.keeps(e):
			visits = 0
		case root.proven:
			visits = max(visits, 1)
		case t.lost(e, root.mover):
			visits = 0
		}
		dst[e.action] = visits
		sum += visits
	}
	if sum > 0 {
		return
	}
	for i := range actions { // nothing but losses was tried so far: what the judgement says of the rest
		e := &actions[i]
		if _, proven := t.exact(e, root.mover); !proven {
			dst[e.action] = e.prior
		}
	}
}

// keeps reports whether e, an action of a solved root, keeps its outcome: and
// that as soon as was seen if it is a win, as late if it is a loss.
func (t *Tree) keeps(e *edge) bool {
	root := &t.nodes[0]
	value, proven := t.exact(e, root.mover)
	if !proven || value != t.returns[t.seat(0, root.mover)] {
		return false
	}
	return value == 0 || t.nodes[e.child].plies+1 == root.plies
}

// Values stores in dst, of length Spec.Players, the return that the search
// expects for each seat: exact if the root is solved, else the mean over the
// simulations. At least one must have been made.
func (t *Tree) Values(dst []float32) {
	if t.Solved() {
		copy(dst, t.returns[:t.players])
		return
	}
	for p := range dst {
		dst[p] = float32(t.sums[p] / float64(t.nodes[0].visits))
	}
}

// Best returns the action with the greatest weight in policy, the first of
// equals.
func Best(policy []float32) envs.Action {
	best := 0
	for a, w := range policy {
		if w > policy[best] {
			best = a
		}
	}
	return envs.Action(best)
}

// Sample draws an action with probability proportional to
// weight^(1/temperature). A temperature of 0 is Best.
func Sample(policy []float32, temperature float32, rng *rand.Rand) envs.Action {
	if temperature == 0 {
		return Best(policy)
	}
	top := float64(policy[Best(policy)])
	weigh := func(w float32) float64 { return math.Pow(float64(w)/top, 1/float64(temperature)) }
	var total float64
	for _, w := range policy {
		total += weigh(w)
	}
	left := rng.Float64() * total
	last := 0
	for a, w := range policy {
		if w == 0 {
			continue
		}
		last = a
		if left -= weigh(w); left < 0 {
			break
		}
	}
	return envs.Action(last)
}
