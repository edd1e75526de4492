package search

// In a graph, where a node may have been reached by other paths too, an action
// is worth the mean of the node it leads to, and a node the mean of its own
// judgement and of its actions by their visits (KataGo's account of
// Monte-Carlo graph search, 2022). Both are made anew along each path; what
// other paths have learned since is noticed where a simulation passes.

// gatherSums makes the sums of node n those of its judgement and its actions.
func (t *Tree) gatherSums(n int32) {
	nd := &t.nodes[n]
	to := t.seat(n, 0)
	for p := range t.players {
		t.sums[to+p] = float64(t.judged[to+p])
	}
	nd.visits = 1
	actions := t.actions(n)
	for i := range actions {
		e := &actions[i]
		if e.visits == 0 || t.nodes[e.child].visits == 0 { // not tried, or its judgement is still to come
			continue
		}
		nd.visits += e.visits
		from := t.seat(e.child, 0)
		for p := range t.players {
			value := float64(t.rewards[from+p]) + float64(t.config.Discount)*t.sums[from+p]/float64(t.nodes[e.child].visits)
			t.sums[to+p] += float64(e.visits) * value
			if p == int(nd.mover) {
				e.sum = float64(e.visits) * value
			}
		}
	}
}
