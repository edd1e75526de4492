package control

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSinCosSmallIsThatOfMath(t *testing.T) {
	worst := 0.0
	for i := -25000; i <= 25000; i++ {
		x := float64(i) / 100000
		sin, cos := sinCosSmall(x)
		wantSin, wantCos := math.Sincos(x)
		worst = max(worst, math.Abs(sin-wantSin), math.Abs(cos-wantCos))
	}
	assert.Less(t, worst, 3e-16)
	assert.Positive(t, worst, "another way of computing it")
}
