package search

import (
	"cmp"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Replies returns what the search found of the actions that it tried after a
// path of actions from the root, the most visited first and so many at most;
// none where it never came. After an empty path they are the root's own, which
// Lines returns in the order of Policy. The slices are the caller's.
func (t *Tree) Replies(path []envs.Action, most int) []Line {
	n := int32(0)
	for _, a := range path {
		if n = t.childOf(n, a); n == none {
			return nil
		}
	}
	var tried []*edge
	actions := t.actions(n)
	for i := range actions {
		if e := &actions[i]; e.visits > 0 {
			tried = append(tried, e)
		}
	}
	slices.SortStableFunc(tried, func(a, b *edge) int { return cmp.Compare(b.visits, a.visits) })
	lines := make([]Line, min(most, len(tried)))
	for i := range lines {
		lines[i] = t.line(tried[i])
	}
	return lines
}

// childOf returns the node that an action leads to from node n, none if the
// search has not tried it.
func (t *Tree) childOf(n int32, a envs.Action) int32 {
	for _, e := range t.actions(n) {
		if e.action == a {
			return e.child
		}
	}
	return none
}
