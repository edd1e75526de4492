package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type curveCase struct {
	name  string
	run   func(p path, dst, src []float32)
	plain func(x float32) float32
	exact func(x float64) float64
	units float64 // bound of the error, in units in the last place
}

var curveCases = []curveCase{
	{"exp", path.exp, exp, math.Exp, 2},
	{"sigmoid", path.sigmoid, func(x float32) float32 { return 1 / (exp(-x) + 1) }, func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }, 4},
	{"tanh", path.tanh, tanh, math.Tanh, 4},
}

// curveInputs goes over the range in which the curves are neither 0 nor
// constant, densely, with its ends and what lies beyond.
func curveInputs() []float32 {
	inf := float32(math.Inf(1))
	inputs := []float32{0, float32(math.Copysign(0, -1)), inf, -inf, float32(math.NaN()), 1e-30, -1e-30, 88.72283, 88.72284, -87.33655, -103.97, -104, 1e30, -1e30, 0.625, -0.625}
	rng := rand.New(rand.NewPCG(16, 16))
	for range 50000 {
		inputs = append(inputs, float32(rng.NormFloat64()), float32(rng.Float64()*200-105))
	}
	return append(inputs, 1, 2, 3) // an odd number of elements
}

// Outside values too small for a normal number, where a unit is no measure.
func TestCurvesAgainstFloat64(t *testing.T) {
	for _, c := range curveCases {
		worst := 0.0
		for _, x := range curveInputs() {
			got, want := float64(c.plain(x)), c.exact(float64(x))
			if math.IsNaN(want) || math.IsInf(float64(float32(want)), 0) {
				assert.Equal(t, float32(want) != float32(want), got != got, "%s(%v)", c.name, x)
				continue
			}
			_, e := math.Frexp(want)
			unit := math.Ldexp(1, e-24)
			if math.Abs(want) < 0x1p-126 {
				assert.InDelta(t, want, got, 0x1p-126, "%s(%v)", c.name, x)
				continue
			}
			worst = max(worst, math.Abs(got-want)/unit)
		}
		t.Logf("%s: %.2f units", c.name, worst)
		assert.Less(t, worst, c.units, c.name)
	}
}

func TestCurvesAgreeOnAllPaths(t *testing.T) {
	inputs := curveInputs()
	for _, c := range curveCases {
		for _, p := range paths() {
			got := make([]float32, len(inputs))
			c.run(p, got, inputs)
			for i, x := range inputs {
				require.Equal(t, bitsOf(c.plain(x)), bitsOf(got[i]), "%v %s(%v)", p, c.name, x)
			}
		}
	}
}

// bitsOf is the bits of x, of all NaN the same.
func bitsOf(x float32) uint32 {
	if x != x {
		return math.MaxUint32
	}
	return math.Float32bits(x)
}

func TestSoftmax(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 17))
	for _, p := range paths() {
		for cols := 1; cols < 40; cols++ {
			src := random(rng, 3*cols)
			src[0], src[2*cols] = 80, float32(math.Inf(-1))
			if cols == 1 {
				src[2] = -80
			}
			dst := make([]float32, len(src))
			p.softmax(dst, src, cols)
			for at := 0; at < len(src); at += cols {
				var sum, got float64
				for _, v := range src[at : at+cols] {
					sum += math.Exp(float64(v))
				}
				for j, v := range src[at : at+cols] {
					assert.InDelta(t, math.Exp(float64(v))/sum, dst[at+j], 1e-6, "%v %d columns", p, cols)
					got += float64(dst[at+j])
				}
				assert.InDelta(t, 1, got, 1e-6)
			}
		}
	}
	assert.Panics(t, func() { Softmax(make([]float32, 5), make([]float32, 5), 2) })
}
