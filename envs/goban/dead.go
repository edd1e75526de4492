package goban

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// Ownership plays so many random games from s and stores in dst[cell] by how
// much more often Black owns the point at their ends than White: from 1, where
// Black always does, to -1. The length of dst is size × size.
func (r *Rollout) Ownership(s *State, games int, rng *rand.Rand, dst []float32) {
	clear(dst)
	var owners [room]colour
	for range games {
		r.Load(s)
		r.passes = 0 // whoever has passed, the game is played out
		r.Run(rng)
		r.board.area(&owners)
		for cell := range dst {
			switch owners[r.board.pointOf(cell)] {
			case black:
				dst[cell]++
			case white:
				dst[cell]--
			}
		}
	}
	for cell := range dst {
		dst[cell] /= float32(games)
	}
}

// MeanLead plays so many random games from s and returns by how many points
// Black is ahead at their ends in the mean, komi counted.
func (r *Rollout) MeanLead(s *State, games int, rng *rand.Rand) float64 {
	var sum float64
	for range games {
		r.Load(s)
		r.Run(rng)
		sum += float64(r.Lead())
	}
	return sum / float64(games)
}

// Dead returns the points, ascending, of the stones that look dead: chains
// within what the other seat owns unconditionally (PassAlive), and chains that
// do not live so themselves and whose points the other seat owns more often
// in random games. What is left to be played makes it a guess; where all dead
// stones have been captured it finds none.
func (s *State) Dead(games int, rng *rand.Rand) []envs.Action {
	cells := int(s.board.size) * int(s.board.size)
	alive := make([]envs.Player, cells)
	s.PassAlive(alive)
	ownership := make([]float32, cells)
	NewRollout().Ownership(s, games, rng, ownership)
	var dead []envs.Action
	for cell := range cells {
		if seat := s.At(envs.Action(cell)); seat != envs.Over && s.looksDead(cell, alive, ownership) {
			dead = append(dead, envs.Action(cell))
		}
	}
	return dead
}

// looksDead judges the chain of the stone on a cell.
func (s *State) looksDead(cell int, alive []envs.Player, ownership []float32) bool {
	seat := s.At(envs.Action(cell))
	if alive[cell] != envs.Over {
		return alive[cell] != seat
	}
	var sum float32
	for _, a := range s.Chain(envs.Action(cell)) {
		sum += ownership[a]
	}
	if seat == 0 {
		return sum < 0
	}
	return sum > 0
}

// Chain returns the points of the chain of the stone on a, in no particular
// order; nothing where there is no stone.
func (s *State) Chain(a envs.Action) []envs.Action {
	var chain []envs.Action
	v := s.board.pointOf(int(a))
	if s.At(a) == envs.Over {
		return nil
	}
	for u := v; ; {
		chain = append(chain, envs.Action(s.board.cellOf(u)))
		if u = s.board.points[u].next; u == v {
			return chain
		}
	}
}
