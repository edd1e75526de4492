package search

import (
	"context"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Simulate adds simulations to the tree until there are n, its root is solved
// or it is full, one leaf at a time.
func Simulate(ctx context.Context, ev Evaluator, t *Tree, n int) error {
	return SimulateBatches(ctx, ev, t, n, 1)
}

// SimulateBatches is Simulate with up to batch leaves of the one tree judged
// together. See Gather for what that costs.
func SimulateBatches(ctx context.Context, ev Evaluator, t *Tree, n, batch int) error {
	for t.Gather(n, batch) > 0 {
		if err := ev.Evaluate(ctx, t.Leaves()); err != nil {
			t.Abandon()
			return err
		}
		t.Absorb()
	}
	return ctx.Err()
}

// A descent is a walk from the root, and the leaf at its end if that needs a
// judgement. leaf.State is the position that the walk has come to.
type descent struct {
	path   []step    // root first
	earned []float32 // [path × seats], what the play that led to each step earned
	leaf   Leaf
}

func (t *Tree) newDescent() *descent {
	spec := t.game.Spec()
	return &descent{leaf: Leaf{
		State:  t.game.New(0),
		Logits: make([]float32, spec.Actions),
		Values: make([]float32, spec.Players),
	}}
}

// Want simulates until a leaf needs a judgement, and then reports true: the
// caller has Leaf evaluated and calls Absorb. It reports false once n
// simulations were made since the root was set, the root is solved, or the
// tree is full.
func (t *Tree) Want(n int) bool { return t.Gather(n, 1) > 0 }

// Gather simulates until up to most leaves need a judgement and returns how
// many do: the caller has Leaves evaluated and calls Absorb. It returns 0
// where Want reports false.
//
// While a leaf waits, the actions that led to it count as tried and lost once
// more (virtual loss; Chaslot, Winands and van den Herik 2008), which drives
// the next descent elsewhere. One that comes to a waiting leaf all the same
// ends the batch. So several leaves at a time make another tree than one at a
// time, and a slightly weaker one for the same number of simulations.
func (t *Tree) Gather(n, most int) int {
	if t.waiting > 0 {
		panic("search: Gather or Want before Absorb")
	}
	if t.nodes[0].count > 0 && !t.noisy {
		t.addNoise() // a root that an earlier search had already judged
	}
	if t.config.Solve && !t.config.Lookahead && t.nodes[0].count > 0 && !t.looked {
		t.looked = true
		t.lookAhead(0, t.root) // a win at once is never missed
	}
	if t.config.Gumbel > 0 && t.nodes[0].count > 0 {
		t.planHalving(n)
	}
	t.virtual = most > 1
	for t.waiting < most && t.simulations+t.waiting < n && !t.Solved() && !t.full() {
		if t.waiting == len(t.descents) {
			t.descents = append(t.descents, t.newDescent())
		}
		switch d := t.descents[t.waiting]; t.descend(d) {
		case unjudged:
			t.waiting++
			if t.virtual {
				t.addVirtualLoss(d, 1)
			}
		case collided:
			most = t.waiting
		}
	}
	t.leaves = t.leaves[:0]
	for _, d := range t.descents[:t.waiting] {
		t.leaves = append(t.leaves, d.leaf)
	}
	return t.waiting
}

// Leaf returns the leaf that waits for its judgement. Its State is that of
// the tree and stays valid until Absorb.
func (t *Tree) Leaf() Leaf { return t.leaves[0] }

// Leaves returns the leaves that wait for their judgement. The slice and what
// it holds stay valid until Absorb.
func (t *Tree) Leaves() []Leaf { return t.leaves }

// outcome is how a descent ends.
type outcome int

const (
	known    outcome = iota // at a position of known outcome, which was backed up
	unjudged                // at a leaf that needs a judgement
	collided                // at a leaf that waits for one already
)

// descend walks from the root to a position that has no judgement yet, or to
// one whose outcome is known, which it backs up itself.
func (t *Tree) descend(d *descent) outcome {
	s := d.leaf.State
	s.CopyFrom(t.root)
	if t.chance {
		s.(envs.Reseeder).Reseed(t.rng.Uint64())
	}
	d.path = append(d.path[:0], step{0, none})
	d.earned = append(d.earned[:0], t.rewards[:t.players]...)
	for n := int32(0); ; {
		if t.chance && t.ended(n, s) {
			clear(d.leaf.Values)
			t.backup(d, d.leaf.Values)
			return known
		}
		if t.nodes[n].waiting {
			return collided
		}
		fresh := t.nodes[n].count == 0 && t.nodes[n].mover != envs.Over
		if fresh {
			t.expand(n, s)
		}
		if t.nodes[n].proven {
			at := t.seat(n, 0)
			t.backup(d, t.returns[at:at+t.players])
			return known
		}
		if fresh {
			t.nodes[n].waiting = true
			return unjudged
		}
		n = t.follow(d, t.nodes[n].first+t.choose(n, s))
	}
}

// ended reports whether the episode is over where a descent has come to node n
// of a stochastic world. A node at which one episode ended may be passed by
// the next.
func (t *Tree) ended(n int32, s envs.State) bool {
	mover := s.ToPlay()
	if mover != envs.Over && t.nodes[n].mover == envs.Over {
		t.nodes[n].mover = mover
	}
	return mover == envs.Over
}

// follow plays edge e in a descent and returns the node it leads to.
func (t *Tree) follow(d *descent, e int32) int32 {
	s := d.leaf.State
	s.Play(t.edges[e].action)
	n := t.edges[e].child
	if n == none {
		n = t.newChild(s, d.path)
		t.edges[e].child = n
	}
	d.path = append(d.path, step{n, e})
	at := t.seat(n, 0)
	d.earned = append(d.earned, t.rewards[at:at+t.players]...)
	if t.chance {
		s.Rewards(d.earned[len(d.earned)-t.players:])
	}
	return n
}

// newChild returns the node of a position that was just reached, from the end
// of path, by an action tried for the first time.
func (t *Tree) newChild(s envs.State, path []step) int32 {
	s.Rewards(t.total)
	var hash uint64
	if t.seen != nil {
		hash = s.(envs.Hasher).Hash()
		if n, ok := t.seen[hash]; ok && t.shares(n, path) {
			return n
		}
	}
	n := t.addNode(s.ToPlay(), t.players)
	copy(t.rewards[t.seat(n, 0):], t.total)
	t.nodes[n].hash = hash
	if t.seen != nil {
		t.seen[hash] = n
	}
	if t.nodes[n].mover == envs.Over && !t.chance {
		t.nodes[n].proven = true // nothing is earned from here on: its returns are zero
	}
	return n
}

// shares reports whether node n can be the end of another path: one that does
// not come from it, and that has earned the same at last.
func (t *Tree) shares(n int32, path []step) bool {
	for _, s := range path {
		if s.node == n {
			return false
		}
	}
	at := t.seat(n, 0)
	for p, reward := range t.total {
		if t.rewards[at+p] != reward {
			return false
		}
	}
	return true
}

// expand gives node n, whose position is s, its actions.
func (t *Tree) expand(n int32, s envs.State) {
	if t.legal = t.legal[:0]; t.chance {
		t.legal = t.allActions(t.legal) // which of them are legal is for the dice to say
	} else {
		t.legal = s.Legal(t.legal)
	}
	if n == 0 && len(t.only) > 0 {
		t.legal = slices.DeleteFunc(t.legal, func(a envs.Action) bool { return !slices.Contains(t.only, a) })
	}
	t.nodes[n].first, t.nodes[n].count = int32(len(t.edges)), int32(len(t.legal))
	prior := 1 / float32(len(t.legal)) // until it is judged
	for _, a := range t.legal {
		t.edges = append(t.edges, edge{action: a, child: none, prior: prior})
	}
	if t.config.Lookahead {
		t.lookAhead(n, s)
	}
}

// allActions appends every action of the world.
func (t *Tree) allActions(dst []envs.Action) []envs.Action {
	for a := range t.game.Spec().Actions {
		dst = append(dst, envs.Action(a))
	}
	return dst
}

// lookAhead adds the children of node n that end the episode, and proves n by
// them if it can.
func (t *Tree) lookAhead(n int32, s envs.State) {
	first := t.nodes[n].first
	for i := range t.nodes[n].count {
		e := first + i
		if t.edges[e].child != none {
			continue
		}
		t.probe.CopyFrom(s)
		t.probe.Play(t.edges[e].action)
		if t.probe.ToPlay() == envs.Over {
			t.edges[e].child = t.newChild(t.probe, nil)
		}
	}
	if t.config.Solve {
		t.proveNode(n)
	}
}

// choose returns the action of node n, as an index into its edges, that a
// simulation which stands at s tries next.
func (t *Tree) choose(n int32, s envs.State) int32 {
	if t.chance {
		t.bar(s)
	}
	switch {
	case t.config.Gumbel == 0:
		return t.selectPUCT(n)
	case n == 0:
		return t.selectHalving()
	}
	return t.selectImproved(n)
}

// bar notes which actions of a stochastic world are illegal in s.
func (t *Tree) bar(s envs.State) {
	if t.barred == nil {
		t.barred = make([]bool, t.game.Spec().Actions)
	}
	for a := range t.barred {
		t.barred[a] = true
	}
	t.legal = s.Legal(t.legal[:0])
	for _, a := range t.legal {
		t.barred[a] = false
	}
}

// may reports whether a descent may take e now.
func (t *Tree) may(e *edge) bool { return t.barred == nil || !t.barred[e.action] }
