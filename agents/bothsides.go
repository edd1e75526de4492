package agents

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// BothSides returns a world of one seat whose player makes the moves of both
// seats of game in turn, so that a learner plays against itself. It sees what
// the seat to move sees. The reward of a step is what the seat that moved gains
// on the other by it, (r - r')/2: in a game whose rewards add up to 0, what it
// earned. What can be earned later counts against that seat where the turn
// passes to the other, which envs.Episode tells by a discount of -1. A limit
// that cuts a game off counts as its end. Wrappers of worlds belong inside: one
// around it would hide whose turn it is.
func BothSides(game envs.Game) envs.Game {
	if players := game.Spec().Players; players != 2 {
		panic(fmt.Sprintf("agents: both sides of %s, which has %d seats and not two", game.Spec().Name, players))
	}
	return bothSides{game}
}

type bothSides struct{ game envs.Game }

// Spec is that of the game, with one seat.
func (b bothSides) Spec() envs.Spec {
	spec := b.game.Spec()
	spec.Players = 1
	return spec
}

func (b bothSides) New(seed uint64) envs.State { return &sides{game: b.game, state: b.game.New(seed)} }

// sides is a position of BothSides.
type sides struct {
	game  envs.Game
	state envs.State
	moved bool
	mover envs.Player // of the last move, if there was one
	both  [2]float32  // room for the rewards of the seats
}

var (
	_ envs.Restarter = (*sides)(nil)
	_ envs.Sided     = (*sides)(nil)
)

func (s *sides) Restart(seed uint64) {
	s.moved = false
	if r, ok := s.state.(envs.Restarter); ok {
		r.Restart(seed)
		return
	}
	s.state = s.game.New(seed)
}

// ToPlay returns 0, or Over.
func (s *sides) ToPlay() envs.Player { return min(s.state.ToPlay(), 0) }

func (s *sides) Legal(dst []envs.Action) []envs.Action { return s.state.Legal(dst) }

func (s *sides) Play(a envs.Action) {
	s.mover, s.moved = s.state.ToPlay(), true
	s.state.Play(a)
}

func (s *sides) Rewards(dst []float32) {
	dst[0] = 0
	if s.moved {
		s.state.Rewards(s.both[:])
		dst[0] = (s.both[s.mover] - s.both[1-s.mover]) / 2
	}
}

// Turned implements envs.Sided.
func (s *sides) Turned() bool {
	next := s.state.ToPlay()
	return s.moved && next != envs.Over && next != s.mover
}

func (s *sides) Observe(dst []float32) { s.state.Observe(dst) }

func (s *sides) CopyFrom(src envs.State) {
	from := src.(*sides)
	s.state.CopyFrom(from.state)
	s.moved, s.mover = from.moved, from.mover
}
