package search

import (
	"cmp"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Line is an action at the root and what a search found of it.
type Line struct {
	Action envs.Action
	Values []float32     // expected return of each seat from the root on, or nil if nothing is known
	Prior  float32       // of the evaluator, 0 if there is none
	Visits int           // simulations that tried it, 0 if they are not counted
	Moves  []envs.Action // the best play of all seats as far as it is known, from Action on
	End    int           // plies to the end of the episode by Moves, if the outcome is proven; else 0
}

// longestLine is where lines of a tree are cut off.
const longestLine = 40

// Lines returns what the search found of the actions at the root, so many at
// most, the best first in the order of Policy. The slices are the caller's.
func (t *Tree) Lines(most int) []Line {
	policy := make([]float32, t.game.Spec().Actions)
	t.Policy(policy)
	actions := t.actions(0)
	order := make([]int, len(actions))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		x, y := &actions[i], &actions[j]
		return cmp.Or(cmp.Compare(policy[y.action], policy[x.action]),
			cmp.Compare(y.visits, x.visits), cmp.Compare(y.prior, x.prior))
	})
	lines := make([]Line, min(most, len(order)))
	for i := range lines {
		lines[i] = t.line(&actions[order[i]])
	}
	return lines
}

// line tells what was found of an action at the root.
func (t *Tree) line(e *edge) Line {
	l := Line{Action: e.action, Prior: e.prior, Visits: int(e.visits), Moves: []envs.Action{e.action}}
	if e.child == none || e.visits == 0 && !t.nodes[e.child].proven {
		return l
	}
	n := e.child
	l.Values = make([]float32, t.players)
	for p := range l.Values {
		if value, ok := t.exact(e, envs.Player(p)); ok {
			l.Values[p] = value
		} else {
			at := t.seat(n, envs.Player(p))
			l.Values[p] = t.rewards[at] + t.config.Discount*float32(t.sums[at]/float64(t.nodes[n].visits))
		}
	}
	proven := t.nodes[n].proven
	for n != none && t.nodes[n].mover != envs.Over && len(l.Moves) < longestLine {
		best := t.bestOf(n)
		if best == nil {
			return l
		}
		l.Moves = append(l.Moves, best.action)
		n = best.child
	}
	if proven && n != none && t.nodes[n].mover == envs.Over {
		l.End = len(l.Moves)
	}
	return l
}

// bestOf returns the edge of node n that is played there: one that keeps a
// proven outcome, or the one most visited; nil if none was tried.
func (t *Tree) bestOf(n int32) *edge {
	mover := t.nodes[n].mover
	var best *edge
	actions := t.actions(n)
	for i := range actions {
		e := &actions[i]
		value, ok := t.exact(e, mover)
		switch {
		case t.nodes[n].proven:
			if ok && value == t.returns[t.seat(n, mover)] && (best == nil || t.nodes[e.child].plies+1 == t.nodes[n].plies) {
				best = e
			}
		case e.visits > 0 && (best == nil || e.visits > best.visits):
			best = e
		}
	}
	return best
}

// Restrict makes the search consider these actions alone at the root, which
// are legal there. It comes right after Reset, before any simulation, and
// holds until the root is set again.
func (t *Tree) Restrict(only []envs.Action) {
	if t.nodes[0].count > 0 {
		panic("search: Restrict after the root was searched")
	}
	t.only = append(t.only[:0], only...)
}
