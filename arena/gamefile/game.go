package gamefile

import (
	"fmt"
	"slices"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
)

// Game is one game and what is known about it. What is not known is zero.
type Game struct {
	Seed     uint64 // of the world
	Position string // what the game begins with, empty for the first position of the world
	Moves    []Move

	Players []string // names by seat, or nil
	Event   string
	Round   int // from 1
	Date    time.Time
	Clock   arena.Control // of either side
	Comment string        // on the game

	// Result is 1-0 if the first seat won, 0-1 if the second did, 1/2-1/2 for
	// a draw; Ending is what brought it about.
	Result string
	Ending arena.Ending
}

// Results as a Game has them.
const (
	FirstWins  = "1-0"
	SecondWins = "0-1"
	Drawn      = "1/2-1/2"
)

// Move is one move and what is known of it.
type Move struct {
	Action envs.Action
	arena.Note
	Comment string

	// Mark is what a reader of the game makes of the move.
	Mark Mark

	// Line is what should have been played instead, from the position before
	// the move on; nil if nothing is known to be better.
	Line []envs.Action
}

// Mark is a judgement of a move, as annotators write it.
type Mark int

// The marks, from none to the gravest.
const (
	Unmarked Mark = iota
	Doubtful      // ?!
	Mistake       // ?
	Blunder       // ??
)

// String returns the sign that annotators use.
func (m Mark) String() string { return [...]string{"", "?!", "?", "??"}[m] }

// Start returns the position before the first move. It panics if Position is
// none of the world.
func (g *Game) Start(world envs.Game) envs.State {
	return arena.Opening{Seed: g.Seed, Position: g.Position}.State(world)
}

// Opening returns the moves of the game as matches begin with them.
func (g *Game) Opening() arena.Opening {
	o := arena.Opening{Seed: g.Seed, Position: g.Position}
	for _, m := range g.Moves {
		o.Actions = append(o.Actions, m.Action)
	}
	return o
}

// Player returns the name of a seat, empty if it is not known.
func (g *Game) Player(seat int) string {
	if seat < len(g.Players) {
		return g.Players[seat]
	}
	return ""
}

// last returns the position after the last move.
func (g *Game) last(world envs.Game) envs.State {
	s := g.Start(world)
	for _, m := range g.Moves {
		s.Play(m.Action)
	}
	return s
}

// play makes a move of a file, which may be against the rules of the world: an
// error then, not a panic.
func play(world envs.Game, s envs.State, a envs.Action) error {
	if !slices.Contains(s.Legal(nil), a) {
		return fmt.Errorf("action %d is illegal in %s", a, world.Spec().Name)
	}
	s.Play(a)
	return nil
}

// Finish sets the result of a game that its moves bring to an end by the
// rules of a world of two seats, and leaves every other as it is.
func (g *Game) Finish(world envs.Game) {
	s := g.Start(world)
	r := arena.Record{Returns: make([]float32, world.Spec().Players)}
	rewards := make([]float32, len(r.Returns))
	for _, m := range g.Moves {
		s.Play(m.Action)
		s.Rewards(rewards)
		for p := range rewards {
			r.Returns[p] += rewards[p]
		}
	}
	if s.ToPlay() == envs.Over && len(rewards) == 2 {
		g.Result, g.Ending = ResultOf(&r), arena.ByRules
	}
}

// ResultOf returns the result of a record of two seats.
func ResultOf(r *arena.Record) string {
	return [...]string{SecondWins, Drawn, FirstWins}[r.Outcome(0)+1]
}
