package app

import (
	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
)

// Game is a game that is shown: its moves so far, and the ply that is looked
// at. Make one with NewGame.
type Game struct {
	World   envs.Game
	Names   []string // by seat: who plays
	Title   string
	Outcome string // how it ended, "" while it goes on
	Live    bool   // it is being played: moves may come until it is over

	states   []envs.State // by ply: the position before it; the last is the newest
	moves    []envs.Action
	thoughts []agents.Thought // by ply: what was thought before the move; empty if nothing is known
	at       int              // the ply that is looked at: states[at] is shown
	follow   bool             // the newest position is looked at, also when there is another
	walk     walk             // away from that ply, through the tree of what was thought
}

// NewGame returns a game that begins at start, of which it keeps a copy.
func NewGame(world envs.Game, start envs.State, names []string) *Game {
	g := &Game{World: world, Names: names, follow: true}
	g.states = append(g.states, g.copyOf(start))
	g.thoughts = append(g.thoughts, agents.Thought{})
	return g
}

func (g *Game) copyOf(s envs.State) envs.State {
	c := g.World.New(0)
	c.CopyFrom(s)
	return c
}

// Play appends a legal move of the newest position, and what was thought
// before it.
func (g *Game) Play(a envs.Action, thought agents.Thought) {
	s := g.copyOf(g.Newest())
	s.Play(a)
	g.Follow(s, a, thought)
}

// Follow appends a move that led to s, of which the game keeps a copy: in a
// world where the move alone does not tell what comes of it.
func (g *Game) Follow(s envs.State, a envs.Action, thought agents.Thought) {
	g.thoughts[len(g.moves)] = thought
	g.moves = append(g.moves, a)
	g.states = append(g.states, g.copyOf(s))
	g.thoughts = append(g.thoughts, agents.Thought{})
	if g.follow {
		g.look(len(g.moves))
	}
}

// Think notes what is thought of the newest position.
func (g *Game) Think(thought agents.Thought) { g.thoughts[len(g.moves)] = thought }

// Newest is the position that the game has come to. It is read only.
func (g *Game) Newest() envs.State { return g.states[len(g.moves)] }

// Over reports whether the game has ended.
func (g *Game) Over() bool { return g.Newest().ToPlay() == envs.Over || g.Outcome != "" }

// Seen reports whether the newest position is looked at.
func (g *Game) Seen() bool { return g.at == g.Plies() }

// more reports whether there are moves beyond those looked at, or may be.
func (g *Game) more() bool { return g.at < g.Plies() || g.Live && !g.Over() }

// Plies is how many moves were made.
func (g *Game) Plies() int { return len(g.moves) }

// Position is the position after a number of plies, Plies at most. It is read
// only.
func (g *Game) Position(ply int) envs.State { return g.states[ply] }

// Moves are all moves so far. They are read only.
func (g *Game) Moves() []envs.Action { return g.moves }

// Shown is the position that is looked at. It is read only.
func (g *Game) Shown() envs.State {
	if n := len(g.walk); n > 0 {
		return g.walk[n-1].state
	}
	return g.states[g.at]
}

// Last is the move that led to the position that is looked at, and the
// position before it; board.None and nil at the start.
func (g *Game) Last() (envs.Action, envs.State) {
	if n := len(g.walk); n > 0 {
		before := g.states[g.at]
		if n > 1 {
			before = g.walk[n-2].state
		}
		return g.walk[n-1].move.Action, before
	}
	if g.at == 0 {
		return board.None, nil
	}
	return g.moves[g.at-1], g.states[g.at-1]
}

// Thought is what is known to be thought of the position that is looked at.
func (g *Game) Thought() agents.Thought {
	if n := len(g.walk); n > 0 {
		c := g.walk[n-1].move
		return agents.Thought{Values: c.Values, Visits: c.Visits, Candidates: c.Replies}
	}
	return g.thoughts[g.at]
}

// Jump looks at the position after a number of plies, the nearest there is.
func (g *Game) Jump(ply int) {
	g.look(ply)
	g.follow = g.at == len(g.moves)
}

// Hold goes on looking at this position when there are others.
func (g *Game) Hold() { g.follow = false }

// look is Jump, but for what becomes of positions to come.
func (g *Game) look(ply int) {
	g.at, g.walk = min(max(ply, 0), len(g.moves)), nil
}

// Undo takes moves back, as many as there are.
func (g *Game) Undo(moves int) {
	left := max(len(g.moves)-moves, 0)
	g.moves, g.states, g.thoughts = g.moves[:left], g.states[:left+1], g.thoughts[:left+1]
	g.Outcome = ""
	g.Jump(left)
}

// Returns are what each seat has earned up to a ply.
func (g *Game) Returns(ply int) []float32 {
	sum := make([]float32, g.World.Spec().Players)
	one := make([]float32, len(sum))
	for _, s := range g.states[1 : ply+1] {
		s.Rewards(one)
		for p := range sum {
			sum[p] += one[p]
		}
	}
	return sum
}
