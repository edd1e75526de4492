package othello

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

var _ envs.Scorer = (*State)(nil)

// Score stores in dst[p] the discs of seat p. Empty cells count for nobody, as
// in the rules of the game as it is sold: the difference is between -cells and
// +cells and tells the winner under either convention. See Awarded for the
// other one.
func (s *State) Score(dst []float32) {
	for p, discs := range s.discs {
		dst[p] = float32(bits.OnesCount64(discs))
	}
}

// Awarded stores in dst[p] the points of seat p as tournaments count them
// (World Othello Federation): when the game is over, the empty cells are the
// winner's, half of them each seat's in a draw; before, they are nobody's, as
// for Score.
func (s *State) Awarded(dst []float32) {
	s.Score(dst)
	if !s.over {
		return
	}
	empty := float32(bits.OnesCount64(s.shape.board &^ (s.discs[0] | s.discs[1])))
	switch margin := s.Margin(0); {
	case margin > 0:
		dst[0] += empty
	case margin < 0:
		dst[1] += empty
	default:
		dst[0] += empty / 2
		dst[1] += empty / 2
	}
}

// Owners stores in dst[cell] the seat whose disc lies on the cell, Over if it
// is empty. Length side × side, row by row from the top.
func (s *State) Owners(dst []envs.Player) {
	for cell, bit := range s.shape.cells[:s.shape.side*s.shape.side] {
		switch {
		case s.discs[0]>>bit&1 == 1:
			dst[cell] = 0
		case s.discs[1]>>bit&1 == 1:
			dst[cell] = 1
		default:
			dst[cell] = envs.Over
		}
	}
}
