package chess_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/chess"
)

func TestCentipawnsAndValues(t *testing.T) {
	for _, c := range []struct{ cp, value float64 }{{0, 0}, {100, 0.2}, {-400, -0.5}, {1200, 0.75}} {
		assert.InDelta(t, c.value, chess.Value(c.cp), 1e-12)
		assert.InDelta(t, c.cp, chess.Centipawns(c.value, 10_000), 1e-9)
	}
	assert.EqualValues(t, 500, chess.Centipawns(1, 500))
	assert.EqualValues(t, -500, chess.Centipawns(-0.99, 500))
}
