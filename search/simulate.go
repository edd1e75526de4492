package search

import (
	"context"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Simulate adds simulations to the tree until there are n or its root is
// solved, one leaf at a time.
func Simulate(ctx context.Context, ev Evaluator, t *Tree, n int) error {
	t.batch[0] = t.leaf
	for t.Want(n) {
		if err := ev.Evaluate(ctx, t.batch[:]); err != nil {
			return err
		}
		t.Absorb()
	}
	return ctx.Err()
}

// Want simulates until a leaf needs a judgement, and then reports true: the
// caller has Leaf evaluated and calls Absorb. It reports false once n
// simulations were made since the root was set, or the root is solved.
func (t *Tree) Want(n int) bool {
	if t.pending {
		panic("search: Want before Absorb")
	}
	if t.nodes[0].count > 0 && !t.noisy {
		t.addNoise() // a root that an earlier search had already judged
	}
	for t.simulations < n && !t.Solved() {
		if t.descend() {
			t.pending = true
			return true
		}
	}
	return false
}

// Leaf returns the leaf that waits for its judgement. Its State is that of
// the tree and stays valid until Absorb.
func (t *Tree) Leaf() Leaf { return t.leaf }

// descend walks from the root to a position that has no judgement yet, and
// reports true, or to one whose outcome is known, which it backs up itself.
func (t *Tree) descend() bool {
	t.state.CopyFrom(t.root)
	t.path = append(t.path[:0], step{0, none})
	for n := int32(0); ; {
		fresh := t.nodes[n].count == 0 && t.nodes[n].mover != envs.Over
		if fresh {
			t.expand(n)
		}
		if t.nodes[n].proven {
			at := t.seat(n, 0)
			t.backup(t.returns[at : at+t.players])
			return false
		}
		if fresh {
			return true
		}
		e := t.nodes[n].first + t.selectPUCT(n)
		t.state.Play(t.edges[e].action)
		if t.edges[e].child == none {
			t.edges[e].child = t.newChild(t.state)
		}
		n = t.edges[e].child
		t.path = append(t.path, step{n, e})
	}
}

// newChild adds the node of a position that was just reached by a play for
// the first time.
func (t *Tree) newChild(s envs.State) int32 {
	n := t.addNode(s.ToPlay(), t.players)
	at := t.seat(n, 0)
	s.Rewards(t.rewards[at : at+t.players])
	if t.nodes[n].mover == envs.Over {
		t.nodes[n].proven = true // nothing is earned from here on: its returns are zero
	}
	return n
}

// Absorb takes in the judgement of Leaf: its actions get their priors, its
// values are backed up along the path.
func (t *Tree) Absorb() {
	if !t.pending {
		panic("search: Absorb without a leaf")
	}
	t.pending = false
	leaf := t.path[len(t.path)-1].node
	t.setPriors(leaf)
	if leaf == 0 {
		t.addNoise()
	}
	t.backup(t.leaf.Values)
}

// expand gives node n, whose position is that of the descent, its actions.
func (t *Tree) expand(n int32) {
	t.legal = t.state.Legal(t.legal[:0])
	if n == 0 && len(t.only) > 0 {
		t.legal = slices.DeleteFunc(t.legal, func(a envs.Action) bool { return !slices.Contains(t.only, a) })
	}
	t.nodes[n].first, t.nodes[n].count = int32(len(t.edges)), int32(len(t.legal))
	prior := 1 / float32(len(t.legal)) // until it is judged
	for _, a := range t.legal {
		t.edges = append(t.edges, edge{action: a, child: none, prior: prior})
	}
	if t.config.Lookahead {
		t.lookAhead(n)
	}
}

// lookAhead adds the children of node n that end the episode, and proves n by
// them if it can.
func (t *Tree) lookAhead(n int32) {
	first := t.nodes[n].first
	for i, a := range t.legal {
		t.probe.CopyFrom(t.state)
		t.probe.Play(a)
		if t.probe.ToPlay() == envs.Over {
			t.edges[first+int32(i)].child = t.newChild(t.probe)
		}
	}
	if t.config.Solve {
		t.proveNode(n)
	}
}

// setPriors makes the softmax of the leaf's logits over the legal actions the
// priors of node n.
func (t *Tree) setPriors(n int32) {
	actions := t.actions(n)
	top := float32(math.Inf(-1))
	for i := range actions {
		top = max(top, t.leaf.Logits[actions[i].action])
	}
	var total float32
	for i := range actions {
		e := &actions[i]
		e.prior = float32(math.Exp(float64(t.leaf.Logits[e.action] - top)))
		total += e.prior
	}
	for i := range actions {
		actions[i].prior /= total
	}
}

// backup adds a return to every node and edge of the path. The vector v has
// the return of each seat from the end of the path on; the tree's copy in
// leaf.Values serves to add up what was earned on the way.
func (t *Tree) backup(v []float32) {
	t.simulations++
	total := t.leaf.Values
	copy(total, v)
	for i := len(t.path) - 1; ; i-- {
		n := t.path[i].node
		at := t.seat(n, 0)
		t.nodes[n].visits++
		for p, value := range total {
			t.sums[at+p] += float64(value)
		}
		if i == 0 {
			break
		}
		for p := range total {
			total[p] += t.rewards[at+p]
		}
		e := &t.edges[t.path[i].edge]
		e.visits++
		e.sum += float64(total[t.nodes[t.path[i-1].node].mover])
	}
	if t.config.Solve {
		t.prove()
	}
}

// prove carries a proven outcome up the path as far as it decides positions.
func (t *Tree) prove() {
	if !t.nodes[t.path[len(t.path)-1].node].proven {
		return
	}
	for i := len(t.path) - 2; i >= 0; i-- {
		if !t.proveNode(t.path[i].node) {
			return
		}
	}
}

// proveNode reports whether the outcome of node n is proven, and notes it if
// its children decide it: a position is won if one action wins, and known if
// all its actions are.
func (t *Tree) proveNode(n int32) bool {
	if t.nodes[n].proven {
		return true
	}
	best, known := t.bestProven(n)
	if !known {
		return false
	}
	from, to := t.seat(best, 0), t.seat(n, 0)
	for p := range t.players {
		t.returns[to+p] = t.rewards[from+p] + t.returns[from+p]
	}
	t.nodes[n].proven = true
	return true
}

// bestProven returns the child that is the proven best of node n, if it is
// known: a win, or the best of children that are all proven.
func (t *Tree) bestProven(n int32) (child int32, known bool) {
	mover := t.nodes[n].mover
	best := float32(math.Inf(-1))
	known = true
	actions := t.actions(n)
	for i := range actions {
		value, ok := t.exact(&actions[i], mover)
		if !ok {
			known = false
			continue
		}
		if value > best {
			best, child = value, actions[i].child
		}
	}
	return child, known || best >= win
}

// win is the greatest return that a seat can earn in a world that is solved.
const win = 1
