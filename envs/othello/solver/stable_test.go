package solver

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/seed"
)

// TestStableDiscsStay plays random games on and looks for a disc that was
// called stable and was turned.
func TestStableDiscsStay(t *testing.T) {
	rng := seed.Stream(9)
	for _, side := range othello.Sides() {
		told := 0
		for range 300 {
			s := othello.New(side).New(0).(*othello.State)
			var stay [2]uint64
			for s.ToPlay() != envs.Over {
				legal := s.Legal(nil)
				s.Play(legal[rng.IntN(len(legal))])
				filled := s.Discs(0) | s.Discs(1)
				for p := range stay {
					discs := s.Discs(envs.Player(p))
					require.Zero(t, stay[p]&^discs, "a stable disc of seat %d was turned:\n%v", p, s)
					stay[p] = stable(discs, filled, s.Board())
					told += int(stay[p] & 1)
				}
			}
			require.Equal(t, s.Discs(0), stable(s.Discs(0), s.Board(), s.Board()), "a full board stays as it is")
		}
		if side == othello.MaxSide {
			assert.Positive(t, told, "stable corners")
		}
	}
}

// TestStableDiscs has an edge that grows from its corner.
func TestStableDiscs(t *testing.T) {
	state, err := othello.New(8).ParsePosition("XXXO----XX-O----X---------------OOOX------------XO------O------- X")
	require.NoError(t, err)
	s := state.(*othello.State)
	filled := s.Discs(0) | s.Discs(1)
	assert.Equal(t, uint64(0b111|0b11<<8|1<<16), stable(s.Discs(0), filled, s.Board()), "from the corner a1 on")
	assert.Equal(t, uint64(1<<56), stable(s.Discs(1), filled, s.Board()), "the corner a8")
}
