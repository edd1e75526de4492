package goban

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Step plays one move or pass.
func (r *Rollout) Step(rng *rand.Rand) {
	r.random = rng.Uint64()
	r.step()
}

// Stones appends the seat of every cell's stone to dst.
func (s *State) Stones(dst []envs.Player) []envs.Player { return s.board.stones(dst) }

// Stones appends the seat of every cell's stone to dst.
func (r *Rollout) Stones(dst []envs.Player) []envs.Player { return r.board.stones(dst) }

func (b *board) stones(dst []envs.Player) []envs.Player {
	for cell := range int(b.size) * int(b.size) {
		dst = append(dst, b.points[b.pointOf(cell)].colour.seat())
	}
	return dst
}

// MoveBetween is the move of the seat to move in s that leads from one board
// to another without suicide: the point that has a new stone, or the pass.
func MoveBetween(s *State, before, after []envs.Player) envs.Action {
	for cell := range before {
		if before[cell] == envs.Over && after[cell] == s.Turn() {
			return envs.Action(cell)
		}
	}
	return s.game.Pass()
}

// IsEye tells whether a rollout takes the point for an eye of the seat.
func IsEye(s *State, a envs.Action, seat envs.Player) bool {
	v, c := s.board.pointOf(int(a)), colourOf(seat)
	return s.board.points[v].around.of(c) == 4 && s.board.isEye(v, c)
}
