package search

import "math"

// Absorb takes in the judgements of the leaves that wait for them, in their
// order: a leaf's actions get their priors, its values are backed up along
// its path.
func (t *Tree) Absorb() {
	if t.waiting == 0 {
		panic("search: Absorb without a leaf")
	}
	for _, d := range t.descents[:t.waiting] {
		if t.virtual {
			t.addVirtualLoss(d, -1)
		}
		leaf := d.path[len(d.path)-1].node
		t.nodes[leaf].waiting = false
		copy(t.judged[t.seat(leaf, 0):], d.leaf.Values)
		t.setPriors(leaf, d.leaf.Logits)
		if leaf == 0 {
			t.opened = 1
			t.addNoise()
		}
		t.backup(d, d.leaf.Values)
	}
	t.waiting = 0
}

// Abandon gives up the leaves that wait for a judgement, so that the tree can
// be used on though none came.
func (t *Tree) Abandon() {
	for _, d := range t.descents[:t.waiting] {
		if t.virtual {
			t.addVirtualLoss(d, -1)
		}
		leaf := &t.nodes[d.path[len(d.path)-1].node]
		leaf.waiting, leaf.count = false, 0
	}
	t.waiting = 0
}

// addVirtualLoss enters, or with -1 takes off, a lost try of each action of
// the path.
func (t *Tree) addVirtualLoss(d *descent, n int32) {
	for _, s := range d.path[1:] {
		e := &t.edges[s.edge]
		e.visits += n
		e.sum -= float64(n)
		e.squares += float64(n)
	}
}

// setPriors makes the softmax of the logits over the actions of node n their
// priors.
func (t *Tree) setPriors(n int32, logits []float32) {
	actions := t.actions(n)
	top := float32(math.Inf(-1))
	for i := range actions {
		top = max(top, logits[actions[i].action])
	}
	var total float32
	for i := range actions {
		e := &actions[i]
		e.prior = float32(math.Exp(float64(logits[e.action] - top)))
		total += e.prior
	}
	for i := range actions {
		actions[i].prior /= total
	}
}

// backup adds a return to every node and edge of a path. The vector v has the
// return of each seat from the end of the path on.
func (t *Tree) backup(d *descent, v []float32) {
	t.simulations++
	copy(t.total, v)
	for i := len(d.path) - 1; ; i-- {
		n := d.path[i].node
		t.nodes[n].visits++
		if last := i == len(d.path)-1; t.seen == nil || last {
			at := t.seat(n, 0)
			for p, value := range t.total {
				t.sums[at+p] += float64(value)
			}
		} else {
			t.gatherSums(n)
		}
		if i == 0 {
			break
		}
		earned := d.earned[i*t.players:][:t.players]
		for p := range t.total {
			t.total[p] = earned[p] + float32(t.config.Discount*t.total[p])
		}
		t.addReturn(d.path[i], t.total[t.nodes[d.path[i-1].node].mover])
	}
	if t.config.Solve {
		t.prove(d.path)
	}
}

// addReturn enters what an action has brought its mover.
func (t *Tree) addReturn(s step, value float32) {
	e := &t.edges[s.edge]
	e.visits++
	e.sum += float64(value)
	e.squares += float64(value) * float64(value)
}
