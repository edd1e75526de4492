package othello_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
)

// TestScores has the ends of games by both conventions, counted by hand.
func TestScores(t *testing.T) {
	for _, c := range []struct {
		name, position string
		score, awarded [2]float32
	}{
		{"the start", "-----OX--XO----- X", [2]float32{2, 2}, [2]float32{2, 2}},
		{"X has all discs", "XXXX------------ X", [2]float32{4, 0}, [2]float32{16, 0}},
		{"O has all discs", "OO-------------- X", [2]float32{0, 2}, [2]float32{0, 16}},
		{"a draw with cells left", "XX------------OO X", [2]float32{2, 2}, [2]float32{8, 8}},
		{"a full board", "XXXXXXXXXOOOOOOO X", [2]float32{9, 7}, [2]float32{9, 7}},
	} {
		t.Run(c.name, func(t *testing.T) {
			state, err := othello.New(4).ParsePosition(c.position)
			require.NoError(t, err)
			s := state.(*othello.State)
			var got [2]float32
			s.Score(got[:])
			assert.Equal(t, c.score, got, "discs")
			s.Awarded(got[:])
			assert.Equal(t, c.awarded, got, "empty cells to the winner")
		})
	}
}

func TestOwners(t *testing.T) {
	s, err := othello.New(4).ParsePosition("X---OX--XO-----O O")
	require.NoError(t, err)
	owners := make([]envs.Player, 16)
	s.(*othello.State).Owners(owners)
	const o = envs.Over
	assert.Equal(t, []envs.Player{0, o, o, o, 1, 0, o, o, 0, 1, o, o, o, o, o, 1}, owners)
}
