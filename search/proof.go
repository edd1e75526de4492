package search

import "math"

// win is the greatest return that a seat can earn in a world that is solved.
const win = 1

// prove carries a proven outcome up the path as far as it decides positions.
func (t *Tree) prove(path []step) {
	if !t.nodes[path[len(path)-1].node].proven {
		return
	}
	for i := len(path) - 2; i >= 0; i-- {
		if !t.proveNode(path[i].node) {
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
		t.returns[to+p] = t.rewards[from+p] + float32(t.config.Discount*t.returns[from+p])
	}
	t.nodes[n].proven = true
	t.nodes[n].plies = t.nodes[best].plies + 1
	return true
}

// bestProven returns the child that is the proven best of node n, if it is
// known: a win, or the best of children that are all proven. Of wins it is the
// shortest that was seen, of losses the longest.
func (t *Tree) bestProven(n int32) (child int32, known bool) {
	mover := t.nodes[n].mover
	best, bestPlies := float32(math.Inf(-1)), int16(0)
	known = true
	actions := t.actions(n)
	for i := range actions {
		e := &actions[i]
		value, ok := t.exact(e, mover)
		if !ok {
			known = false
			continue
		}
		plies := t.nodes[e.child].plies
		if value > best || value == best && quicker(value, plies, bestPlies) {
			best, bestPlies, child = value, plies, e.child
		}
	}
	return child, known || best >= win
}

// quicker reports whether an outcome is rather had in a plies than in b: a win
// soon, a loss late.
func quicker(value float32, a, b int16) bool { return value > 0 && a < b || value < 0 && a > b }
