package app

import (
	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/overlay"
)

// walk is a way through the tree of what was thought of a position: moves that
// nobody has played, and where each leads.
type walk []step

type step struct {
	move  *agents.Candidate
	state envs.State
}

// Walk looks at the position after a line of moves from the ply that is looked
// at, as far as they stand in the tree of what was thought of it (the Replies
// of a Candidate). An empty line goes back to the game.
func (g *Game) Walk(line []envs.Action) {
	g.walk, g.follow = nil, g.follow && len(line) == 0
	candidates, at := g.thoughts[g.at].Candidates, g.states[g.at]
	for _, a := range line {
		c := find(candidates, a)
		if c == nil {
			return
		}
		s := g.copyOf(at)
		s.Play(a)
		g.walk = append(g.walk, step{c, s})
		candidates, at = c.Replies, s
	}
}

func find(candidates []agents.Candidate, a envs.Action) *agents.Candidate {
	for i := range candidates {
		if candidates[i].Action == a {
			return &candidates[i]
		}
	}
	return nil
}

// line is the moves of the walk.
func (w walk) line() (moves []envs.Action) {
	for _, s := range w {
		moves = append(moves, s.move.Action)
	}
	return moves
}

// deeper walks to the move that was thought of most.
func (g *Game) deeper() {
	if replies := g.Thought().Candidates; len(replies) > 0 {
		g.Walk(append(g.walk.line(), replies[0].Action))
	}
}

// back takes the last move of the walk back.
func (g *Game) back() { g.Walk(g.walk.line()[:len(g.walk)-1]) }

// beside walks to the next of the moves among which the last move of the walk
// was chosen, or to the one before it (by = -1).
func (g *Game) beside(by int) {
	line := g.walk.line()
	last := len(line) - 1
	siblings := g.thoughts[g.at].Candidates
	if last > 0 {
		siblings = g.walk[last-1].move.Replies
	}
	for i := range siblings {
		if siblings[i].Action == line[last] {
			line[last] = siblings[min(max(i+by, 0), len(siblings)-1)].Action
			g.Walk(line)
			return
		}
	}
}

// branches are the tree of what was thought, opened along the walk, as rows
// whose moves are lines from the ply that is looked at: of the moves that one
// was chosen among as many as there is room for.
func (g *Game) branches(room int) (rows []overlay.Branch, lines [][]envs.Action) {
	each := max(1, room/(len(g.walk)+1))
	notation := agents.Notation(g.World)
	var add func(candidates []agents.Candidate, at envs.State, line []envs.Action)
	add = func(candidates []agents.Candidate, at envs.State, line []envs.Action) {
		depth := len(line)
		for i := range candidates {
			c := &candidates[i]
			open := depth < len(g.walk) && g.walk[depth].move == c
			if i >= each && !open {
				continue
			}
			to := append(line[:depth:depth], c.Action)
			rows = append(rows, overlay.Branch{
				Depth: depth, Name: notation.FormatAction(at, c.Action), Candidate: c, Mover: at.ToPlay(),
				Open: open, Shown: open && depth == len(g.walk)-1,
			})
			lines = append(lines, to)
			if open {
				add(c.Replies, g.walk[depth].state, to)
			}
		}
	}
	if at := g.states[g.at]; at.ToPlay() != envs.Over {
		add(g.thoughts[g.at].Candidates, at, nil)
	}
	return rows, lines
}
