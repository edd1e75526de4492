package chess

import "github.com/tengen-rl/tengen/envs"

var _ envs.Passer = (*State)(nil)

// Pass implements envs.Passer. Nobody passes in check, nor with less than a
// rook beside king and pawns: there it is where having to move is a burden.
func (s *State) Pass() bool {
	b := &s.position.board
	if s.end != Ongoing || b.inCheck() || b.pieceWorth(b.own) < worth[rook] {
		return false
	}
	p := s.position
	p.board.special &= s.game.geometry.rights // a capture en passant lapses
	p.board.turnOver(s.game.geometry)
	p.number += int(p.turn)
	p.turn = 1 - p.turn
	if p.stuck() {
		return false
	}
	s.position, s.key, s.lapses = p, p.Key(), false
	s.past, s.pastSum, s.occurrences = s.past[:0], 0, 1
	return true
}
