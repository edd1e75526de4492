package envtest

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// checkScore counts the cells of the owners. What a seat's score has beyond
// them is a handicap, which is the same throughout a game.
func checkScore(x *exam, s *scene) error {
	scorer, ok := s.state.(envs.Scorer)
	if !ok {
		return nil
	}
	var handicaps []float64
	err := x.unchanged(s.state, "asked for its score, a state", func() {
		handicaps = x.handicapsOf(scorer)
	})
	if err != nil {
		return err
	}
	if s.handicaps == nil {
		s.handicaps = handicaps
	}
	for p, h := range handicaps {
		if math.Abs(h-s.handicaps[p]) > 1e-3 {
			return fmt.Errorf("seat %d: score less cells owned is %v, at the start of the game it was %v", p, h, s.handicaps[p])
		}
	}
	return nil
}

// handicapsOf returns the score of each seat less the cells that it owns. It
// panics, as broken laws may, with what is wrong with either.
func (x *exam) handicapsOf(s envs.Scorer) []float64 {
	scores := make([]float32, x.spec.Players)
	owners := make([]envs.Player, x.spec.Obs[1]*x.spec.Obs[2])
	for p := range scores {
		scores[p] = float32(math.NaN())
	}
	const unsaid = 127 // no seat: there are at most 127
	for cell := range owners {
		owners[cell] = unsaid
	}
	s.Score(scores)
	s.Owners(owners)
	beyond := make([]float64, len(scores))
	for p, score := range scores {
		if !finite(score) {
			panic(fmt.Sprintf("the score of seat %d is %v", p, score))
		}
		beyond[p] = float64(score)
	}
	for cell, p := range owners {
		switch {
		case p == envs.Over:
		case p >= 0 && int(p) < len(beyond):
			beyond[p]--
		default:
			panic(fmt.Sprintf("the owner of cell %d is %d, want a seat of %d or Over", cell, p, len(beyond)))
		}
	}
	return beyond
}
