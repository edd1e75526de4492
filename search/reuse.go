package search

import "github.com/tengen-rl/tengen/envs"

// Reset makes s, whose episode is not over, the root of an empty tree. The
// tree keeps a copy of s.
func (t *Tree) Reset(s envs.State) {
	t.setRoot(s)
	t.empty()
	t.addNode(s.ToPlay(), t.players)
}

// Advance makes the position after the action a the new root and keeps what
// was found below it. The position must not be over.
func (t *Tree) Advance(a envs.Action) {
	t.state.CopyFrom(t.root)
	t.state.Play(a)
	for _, e := range t.actions(0) {
		if e.action == a && e.child != none {
			t.setRoot(t.state)
			t.keep(e.child)
			return
		}
	}
	t.Reset(t.state)
}

// Follow makes s the root. If s is reached from the old root by one action
// of each seat or fewer, what was found below s is kept; if not, or if the
// world cannot tell whether positions are equal (envs.Hasher), it is Reset.
func (t *Tree) Follow(s envs.State) {
	target, ok := s.(envs.Hasher)
	if !ok || len(t.nodes) == 0 {
		t.Reset(s)
		return
	}
	n := t.find(target.Hash(), 0, t.root, t.players)
	if n == none {
		t.Reset(s)
		return
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
	t.pending, t.noisy, t.simulations = false, false, 0
	t.only = t.only[:0]
}

// keep makes node n the root and drops all that is not below it: a copy,
// breadth first, into the spare arrays.
func (t *Tree) keep(n int32) {
	from, to := &t.arrays, &t.spare
	to.empty()
	to.copyNode(from, n, t.players)
	for i := 0; i < len(to.nodes); i++ {
		old := to.nodes[i]
		to.nodes[i].first = int32(len(to.edges))
		for _, e := range from.edges[old.first : old.first+old.count] {
			if e.child != none {
				e.child = to.copyNode(from, e.child, t.players)
			}
			to.edges = append(to.edges, e)
		}
	}
	t.arrays, t.spare = t.spare, t.arrays
}

// copyNode appends node n of from and returns its new index. Its first still
// points into the edges of from.
func (a *arrays) copyNode(from *arrays, n int32, players int) int32 {
	lo, hi := int(n)*players, int(n+1)*players
	a.nodes = append(a.nodes, from.nodes[n])
	a.sums = append(a.sums, from.sums[lo:hi]...)
	a.returns = append(a.returns, from.returns[lo:hi]...)
	a.rewards = append(a.rewards, from.rewards[lo:hi]...)
	return int32(len(a.nodes) - 1)
}
