package search

import (
	"context"
	"math"
)

// Effort is what limits a tree search for one move.
type Effort struct {
	Simulations int    // at most; 0 is no limit
	Timer       *Timer // nil is no limit

	// Leaves is how many leaves of the tree are judged together, at most; 0
	// is 1. See Tree.Gather for what that costs.
	Leaves int

	// Early ends the search once no simulation that it has left, for all
	// that can be told, makes another action the most visited. It supposes
	// that the choice is by visits, at temperature 0, and does nothing in a
	// Gumbel search, which chooses otherwise.
	Early bool
}

// earlyInterval is the number of simulations, for each leaf of a batch, between
// two looks at whether the choice is made.
const earlyInterval = 8

// A choice is in doubt while an action that has half as many visits as the
// first looks better; it gets twice the time.
const (
	doubt       = 2
	doubtVisits = 0.5
)

// Simulate adds simulations to the tree until a limit is reached, its root is
// solved or the tree is full. It makes one at least, unless there is no room for
// it, so that there is a choice. If the context ends first, it returns its
// error; what the tree has is kept.
//
// It panics if nothing limits it.
func (e Effort) Simulate(ctx context.Context, ev Evaluator, t *Tree) error {
	if e.Simulations < 1 && e.Timer == nil {
		panic("search: a tree search without a limit")
	}
	most, leaves := e.most(), max(1, e.Leaves)
	for {
		n := most
		if t.config.Gumbel == 0 || e.Simulations == 0 { // whose plan is made for all of them
			n = min(most, t.simulations+earlyInterval*leaves)
		}
		for t.Gather(n, leaves) > 0 {
			if err := ev.Evaluate(ctx, t.Leaves()); err != nil {
				t.Abandon()
				return err
			}
			t.Absorb()
			if e.Timer.Over() {
				return ctx.Err()
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.Over(t) {
			return nil
		}
	}
}

// most is the number of simulations as a limit.
func (e Effort) most() int {
	if e.Simulations == 0 {
		return math.MaxInt32
	}
	return e.Simulations
}

// Over reports whether a limit is reached, or nothing left to search: Simulate
// asks it, and so does whoever makes simulations one by one.
func (e Effort) Over(t *Tree) bool {
	return t.simulations >= e.most() || t.Solved() || t.full() || e.enough(t, e.most())
}

// enough reports whether the time is over, or the choice made before.
func (e Effort) enough(t *Tree, most int) bool {
	if e.Timer.Over() {
		return true
	}
	choice := t.config.Gumbel == 0
	if e.Early && choice && t.Decided(min(most-t.simulations, e.left(t))) {
		return true
	}
	share := 1.0
	if choice && t.doubtful() {
		share = doubt
	}
	return e.Timer.Spent(share)
}

// left is how many more simulations there is time for, at the rate so far.
func (e Effort) left(t *Tree) int {
	if e.Timer == nil {
		return math.MaxInt32
	}
	elapsed := e.Timer.Elapsed()
	if elapsed <= 0 || t.simulations == 0 {
		return math.MaxInt32
	}
	rest := float64(e.Timer.Soft-elapsed) / float64(elapsed)
	return int(min(max(0, rest*float64(t.simulations)), math.MaxInt32))
}

// Decided reports whether no more than left further simulations can change
// which action of the root has the most visits, leaving aside those proven
// lost. That one may still turn out to lose is not foreseen.
func (t *Tree) Decided(left int) bool {
	first, second := t.foremost()
	switch {
	case first == nil:
		return false
	case second == nil:
		return true
	}
	return int(first.visits-second.visits) > left
}

// doubtful reports whether another action of many visits has a better mean
// than the most visited one.
func (t *Tree) doubtful() bool {
	first, _ := t.foremost()
	if first == nil {
		return false
	}
	actions := t.actions(0)
	for i := range actions {
		e := &actions[i]
		rival := float32(e.visits) >= doubtVisits*float32(first.visits) && !t.lost(e, t.nodes[0].mover)
		if rival && e.mean() > first.mean() {
			return true
		}
	}
	return false
}

// foremost returns the two most visited actions of the root that are not
// proven lost: first is nil if none was tried, second if there is no other.
func (t *Tree) foremost() (first, second *edge) {
	actions := t.actions(0)
	for i := range actions {
		e := &actions[i]
		switch {
		case t.lost(e, t.nodes[0].mover):
		case first == nil || e.visits > first.visits:
			first, second = e, first
		case second == nil || e.visits > second.visits:
			second = e
		}
	}
	if first != nil && first.visits == 0 {
		first = nil
	}
	return first, second
}
