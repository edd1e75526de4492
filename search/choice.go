package search

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Choose returns the action that the search would play: drawn from Policy by
// Sample where the temperature is above 0, else the best of it, by visits or
// by lower confidence bounds (Config.LCB). A Gumbel search returns the action
// that sequential halving has come to: its noise has drawn it already. At
// least one action of the root must have been tried or proven.
func (t *Tree) Choose(temperature float32, rng *rand.Rand) envs.Action {
	if t.config.Gumbel > 0 && !t.Solved() {
		return t.actions(0)[t.halvingChoice()].action
	}
	policy := make([]float32, t.game.Spec().Actions)
	t.Policy(policy)
	if temperature == 0 && t.config.LCB > 0 && !t.Solved() {
		return t.boldest(policy)
	}
	return Sample(policy, temperature, rng)
}

// boldest returns the action with the greatest lower confidence bound.
func (t *Tree) boldest(policy []float32) envs.Action {
	most := policy[Best(policy)]
	best, bestBound := Best(policy), float32(math.Inf(-1))
	actions := t.actions(0)
	for i := range actions {
		e := &actions[i]
		if e.visits < 2 || policy[e.action] < lcbVisits*most {
			continue
		}
		if bound := e.mean() - t.config.LCB*e.deviation(); bound > bestBound {
			best, bestBound = e.action, bound
		}
	}
	return best
}

// lcbVisits is the share of the most visited action's visits that an action
// needs to be chosen by its bound.
const lcbVisits = 0.15

// deviation is the standard error of the mean of an action.
func (e *edge) deviation() float32 {
	visits := float64(e.visits)
	spread := max(0, e.squares-e.sum*e.sum/visits) / (visits - 1)
	return float32(math.Sqrt(spread / visits))
}

// Prior stores in dst, of length Spec.Actions, what the evaluator's judgement
// says how likely each action of the root is to be played, before any noise.
// A root that was solved without a judgement prefers nothing.
func (t *Tree) Prior(dst []float32) {
	clear(dst)
	for i, e := range t.actions(0) {
		if dst[e.action] = e.prior; t.noisy {
			dst[e.action] = t.priors[i]
		}
	}
}

// Target stores in dst, of length Spec.Actions, what a policy should learn
// from the search: Policy, without the visits that were forced (Config.Forced),
// or the improved policy of a Gumbel search. The sum is greater than 0 once an
// action was tried or proven.
func (t *Tree) Target(dst []float32) {
	switch {
	case t.Solved() || t.config.Gumbel == 0:
		t.Policy(dst)
		if t.config.Forced > 0 && t.explores() && !t.Solved() {
			t.prune(dst)
		}
	default:
		clear(dst)
		policy := t.improved(0)
		for i, e := range t.actions(0) {
			dst[e.action] = policy[i]
		}
	}
}

// prune takes the visits off policy that were forced (Wu 2019): from each
// action but the most visited as many as could be forced, as far as its score
// would have stayed below that one's. What is left with a single visit has
// none.
func (t *Tree) prune(policy []float32) {
	best := Best(policy)
	actions := t.actions(0)
	s := t.survey(0)
	explore := t.exploration(0, &s)
	var bestScore float32
	for i := range actions {
		if e := &actions[i]; e.action == best {
			bestScore = e.mean() + explore*e.prior/float32(1+e.visits)
		}
	}
	for i := range actions {
		e := &actions[i]
		if e.action == best || policy[e.action] == 0 {
			continue
		}
		forced := float32(math.Sqrt(float64(t.config.Forced * e.prior * float32(s.visits))))
		least := float32(0) // visits at which the score equals that of the best
		if gap := bestScore - e.mean(); gap > 0 {
			least = explore*e.prior/gap - 1
		} else {
			continue // it would have been tried anyway
		}
		kept := max(policy[e.action]-forced, min(policy[e.action], least))
		if policy[e.action] = kept; kept <= 1 {
			policy[e.action] = 0
		}
	}
}
