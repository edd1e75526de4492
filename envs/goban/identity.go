package goban

import "github.com/tengen-rl/tengen/envs"

var (
	_ envs.Hasher = (*State)(nil)
	_ envs.Keyer  = (*State)(nil)
)

// Hash returns a number for the board, the turn, passes in a row, plies,
// handicap stones to come, and what the rules against repetition remember:
// the point of a simple ko, or under superko the set of all arrangements so
// far, in whatever order they came. Two ways to a position that went through
// different arrangements have different futures then, since one may forbid
// what the other allows; Key takes them for the same.
func (s *State) Hash() uint64 {
	h := finish(s.situation() + uint64(s.ply))
	if s.passes < 2 {
		h = finish(h + uint64(s.ko) + s.history.set())
	}
	return h
}

// Key returns a number for the board, the turn, passes in a row, handicap
// stones to come, and the points where ko or superko forbids to play now; and
// for plies, where the game ends after so many.
func (s *State) Key() uint64 {
	h := s.situation()
	if s.game.config.MaxPlies > 0 {
		h += uint64(s.ply)
	}
	h = finish(h)
	if s.passes < 2 {
		s.eachBanned(func(v uint16) { h = finish(h + uint64(v)) })
	}
	return h
}

// situation is a number for what can be seen on the board and at the table.
func (s *State) situation() uint64 {
	h := s.hash ^ moverNumbers[s.toMove.seat()]
	return h + uint64(s.passes)<<56 + uint64(s.placing)<<40
}

// finish scatters the bits of x: a bijection.
func finish(x uint64) uint64 {
	x = (x ^ x>>32) * 0x9e3779b97f4a7c15
	return x ^ x>>29
}
