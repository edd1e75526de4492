package arena_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs/hex"
)

func TestFormatPlanes(t *testing.T) {
	game := hex.New(hex.Config{Size: 2})
	s := game.New(0)
	s.Play(1)
	assert.Equal(t, ""+
		"  0   1   2\n"+
		"  ..  .1  ..\n"+
		"  ..  ..  ..\n", arena.FormatPlanes(arena.NewView(game, s).Planes))

	assert.Equal(t, ""+
		"  0\n"+
		"       . 0.333\n", arena.FormatPlanes([][][]float32{{{0, 1.0 / 3}}}))

	wide := make([][][]float32, 3)
	for i := range wide {
		wide[i] = [][]float32{make([]float32, 30)}
	}
	assert.Equal(t, ""+
		"  0                               1\n"+
		"  ..............................  ..............................\n"+
		"  2\n"+
		"  ..............................\n", arena.FormatPlanes(wide))
	assert.Empty(t, arena.FormatPlanes(nil))
}
