package mcts

import (
	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

var _ agents.Explorer = (*Agent)(nil)

// Explore implements agents.Explorer. An agent that ponders has let go of its
// tree when it may be asked, and tells what Explain does.
func (a *Agent) Explore(most int) agents.Thought {
	t := a.Explain()
	if _, ponders := a.ponders.Thought(); !ponders {
		a.explore(t.Candidates, nil, most)
	}
	return t
}

// explore fills in the replies to candidates that follow a path from the root,
// most of them in all: to each candidate a share by its visits.
func (a *Agent) explore(candidates []agents.Candidate, path []envs.Action, most int) {
	total := 0
	for _, c := range candidates {
		total += c.Visits
	}
	for i := range candidates {
		c := &candidates[i]
		share := 0
		if total > 0 {
			share = most * c.Visits / total
		}
		if share == 0 {
			continue
		}
		to := append(path[:len(path):len(path)], c.Action)
		for _, l := range a.tree.Replies(to, min(share, mostCandidates)) {
			c.Replies = append(c.Replies, agents.Candidate{
				Action: l.Action, Values: l.Values, Prior: l.Prior, Visits: l.Visits, Line: l.Moves, End: l.End,
			})
		}
		a.explore(c.Replies, to, share-len(c.Replies))
	}
}
