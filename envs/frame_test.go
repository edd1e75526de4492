package envs_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

func TestFrame(t *testing.T) {
	f, err := envs.NewFrame([2]int{1, 2}, [2]int{3, 4})
	require.NoError(t, err)
	dst := make([]float32, 2*12)
	dst[0] = 9
	f.Place(dst, []float32{1, 2, 3, 4})
	assert.Equal(t, []float32{
		0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0,
	}, dst)
	var outward []envs.Action
	for a := range envs.Action(5) { // two planes and a pass
		out := f.Outward(a, 5)
		outward = append(outward, out)
		in, ok := f.Inward(out, 5)
		assert.True(t, ok)
		assert.Equal(t, a, in)
	}
	for _, a := range []envs.Action{0, 4, 7, 16, 23} {
		_, ok := f.Inward(a, 5)
		assert.False(t, ok, "action %d lies beyond the board", a)
	}
	assert.Equal(t, []envs.Action{5, 6, 17, 18, 24}, outward)
	assert.Equal(t, 25, f.Actions(5))
	assert.Equal(t, 6, f.Cell(1))

	for _, board := range [][2]int{{2, 2}, {5, 2}, {1, 3}} {
		_, err := envs.NewFrame(board, [2]int{3, 4})
		assert.ErrorContains(t, err, "has no place in the middle of 3 × 4 cells")
	}
}
