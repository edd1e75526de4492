package search

import (
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Reset makes s, whose episode is not over, the root of an empty tree. The
// tree keeps a copy of s.
func (t *Tree) Reset(s envs.State) {
	t.setRoot(s)
	t.empty()
	t.addNode(s.ToPlay(), t.players)
	clear(t.seen)
	t.halving.before = t.halving.before[:0]
}

// Advance makes the position after the action a the new root and keeps what
// was found below it. The position must not be over.
func (t *Tree) Advance(a envs.Action) {
	t.probe.CopyFrom(t.root)
	t.probe.Play(a)
	for _, e := range t.actions(0) {
		if e.action == a && e.child != none && !t.chance {
			t.setRoot(t.probe)
			t.keep(e.child)
			return
		}
	}
	t.Reset(t.probe)
}

// Kept returns how many visits of the root are from before it was set: what
// Advance and Follow have kept of earlier searches.
func (t *Tree) Kept() int { return max(0, int(t.nodes[0].visits)-t.simulations) }

// Follow makes s the root. If s is reached from the old root by one action
// of each seat or fewer, what was found below s is kept; if not, or if the
// world is stochastic or cannot tell whether positions are equal (envs.Hasher),
// it is Reset.
func (t *Tree) Follow(s envs.State) {
	target, ok := s.(envs.Hasher)
	if !ok || len(t.nodes) == 0 || t.chance {
		t.Reset(s)
		return
	}
	n := t.find(target.Hash(), 0, t.root, t.players)
	if n == none {
		t.Reset(s)
		return
	}
	if priors := t.actions(0); t.noisy && len(priors) == len(t.priors) {
		for i := range priors { // as they were judged: the next search makes noise of its own
			priors[i].prior = t.priors[i]
		}
	}
	t.setRoot(s)
	t.keep(n)
}

// find returns the node at most depth plies below node n, whose position is
// from, that has the given hash, or none.
func (t *Tree) find(hash uint64, n int32, from envs.State, depth int) int32 {
	if from.(envs.Hasher).Hash() == hash {
		return n
	}
	if depth == 0 {
		return none
	}
	next := t.game.New(0)
	for _, e := range t.actions(n) {
		if e.child == none || t.nodes[e.child].mover == envs.Over {
			continue
		}
		next.CopyFrom(from)
		next.Play(e.action)
		if found := t.find(hash, e.child, next, depth-1); found != none {
			return found
		}
	}
	return none
}

func (t *Tree) setRoot(s envs.State) {
	if s.ToPlay() == envs.Over {
		panic("search: the root of a tree is over")
	}
	t.root.CopyFrom(s)
	t.waiting, t.noisy, t.looked = 0, false, false
	t.simulations, t.opened = 0, 0
	t.only = t.only[:0]
}

// keep makes node n the root and drops all that is not below it: a copy,
// breadth first, into the spare arrays.
func (t *Tree) keep(n int32) {
	from, to := &t.arrays, &t.spare
	to.empty()
	if t.seen != nil {
		clear(t.seen)
		t.moved = slices.Repeat([]int32{none}, len(from.nodes))
	}
	t.copyNode(n)
	for i := 0; i < len(to.nodes); i++ {
		old := to.nodes[i]
		to.nodes[i].first = int32(len(to.edges))
		for _, e := range from.edges[old.first : old.first+old.count] {
			if e.child != none {
				e.child = t.copyNode(e.child)
			}
			to.edges = append(to.edges, e)
		}
	}
	t.arrays, t.spare = t.spare, t.arrays
	t.halving.before = t.halving.before[:0]
	for _, e := range t.actions(0) {
		t.halving.before = append(t.halving.before, e.visits)
	}
}

// copyNode appends node n to the spare arrays, unless it stands there already,
// and returns its new index. Its first still points into the old edges.
func (t *Tree) copyNode(n int32) int32 {
	from, to := &t.arrays, &t.spare
	at := int32(len(to.nodes))
	if t.seen != nil {
		if t.moved[n] != none {
			return t.moved[n]
		}
		t.moved[n] = at
		t.seen[from.nodes[n].hash] = at
	}
	lo, hi := int(n)*t.players, int(n+1)*t.players
	to.nodes = append(to.nodes, from.nodes[n])
	to.sums = append(to.sums, from.sums[lo:hi]...)
	to.judged = append(to.judged, from.judged[lo:hi]...)
	to.returns = append(to.returns, from.returns[lo:hi]...)
	to.rewards = append(to.rewards, from.rewards[lo:hi]...)
	return at
}
