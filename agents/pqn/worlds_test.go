package pqn_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// tiny is a world of one seat told by a few functions: the smallest worlds in
// which one kind of mistake shows.
type tiny struct {
	name    string
	actions int
	obs     int
	end     int                                       // steps until the rules end an episode; 0 for never
	legal   func(s *tinyState, a envs.Action) bool    // nil for all
	reward  func(s *tinyState, a envs.Action) float32 // of a in s
	observe func(s *tinyState, dst []float32)         // nil for a constant 1
}

func (g tiny) Spec() envs.Spec {
	return envs.Spec{Name: g.name, Players: 1, Actions: g.actions, Obs: [3]int{1, 1, g.obs}}
}

func (g tiny) New(seed uint64) envs.State { return &tinyState{game: &g, seed: seed} }

type tinyState struct {
	game   *tiny
	seed   uint64
	steps  int
	earned float32
	first  envs.Action // the first action of the episode
}

func (s *tinyState) Restart(seed uint64) { *s = tinyState{game: s.game, seed: seed} }

func (s *tinyState) ToPlay() envs.Player {
	if s.game.end > 0 && s.steps >= s.game.end {
		return envs.Over
	}
	return 0
}

func (s *tinyState) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	for a := range envs.Action(s.game.actions) {
		if s.game.legal == nil || s.game.legal(s, a) {
			dst = append(dst, a)
		}
	}
	return dst
}

func (s *tinyState) Play(a envs.Action) {
	if s.game.legal != nil && !s.game.legal(s, a) || s.ToPlay() == envs.Over {
		panic(fmt.Sprintf("%s: illegal action %d", s.game.name, a))
	}
	s.earned = s.game.reward(s, a)
	if s.steps == 0 {
		s.first = a
	}
	s.steps++
}

func (s *tinyState) Rewards(dst []float32) { dst[0] = s.earned }

func (s *tinyState) Observe(dst []float32) {
	clear(dst)
	if s.game.observe == nil {
		dst[0] = 1
		return
	}
	s.game.observe(s, dst)
}

func (s *tinyState) CopyFrom(src envs.State) { *s = *src.(*tinyState) }
