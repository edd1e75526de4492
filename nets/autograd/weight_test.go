package autograd_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
)

// Many products with one weight are what as many dense layers compute.
func TestDenseStepIsDense(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	tp := autograd.NewTape()
	for _, size := range [][2]int{{3, 5}, {5, 3}, {3, 5}, {40, 33}, {0, 4}, {4, 0}} { // memory of a shape meets another
		tp.Reset()
		x, w := gradtest.Rand(rng, 20, size[0]), gradtest.Rand(rng, size[1], size[0])
		b, plus := gradtest.Rand(rng, size[1]), gradtest.Rand(rng, 20, size[1])
		vx, vw, vb, vp := put(tp, x), put(tp, w), put(tp, b), put(tp, plus)
		weight := tp.Weight(vw)
		for range 2 {
			assert.InDeltaSlice(t, tp.Add(tp.Dense(vx, vw, vb), vp).Data(), tp.DenseStep(vx, weight, vb, vp).Data(), 1e-5)
			assert.InDeltaSlice(t, tp.Dense(vx, vw, nil).Data(), tp.DenseStep(vx, weight, nil, nil).Data(), 1e-5)
		}
	}
}

func TestDenseStepGradients(t *testing.T) {
	step := func(t *tape, in vars) *autograd.Var {
		weight := t.Weight(in[1])
		h := t.DenseStep(in[0], weight, in[2], in[3])
		return t.DenseStep(h, weight, nil, in[0]) // the weight twice, and an input as an addend
	}
	runGradCases(t, []gradCase{
		{"dense step", step, shapes([]int{3, 4}, []int{4, 4}, []int{4}, []int{3, 4}), false},
		{"dense step of one", step, shapes([]int{1, 1}, []int{1, 1}, []int{1}, []int{1, 1}), false},
	})
}

func TestDenseStepPanics(t *testing.T) {
	tp := autograd.NewTape()
	weight := tp.Weight(tp.Zeros(3, 4))
	assert.Panics(t, func() { tp.DenseStep(tp.Zeros(2, 3), weight, nil, nil) }, "input")
	assert.Panics(t, func() { tp.DenseStep(tp.Zeros(2, 4), weight, tp.Zeros(4), nil) }, "bias")
	assert.Panics(t, func() { tp.DenseStep(tp.Zeros(2, 4), weight, nil, tp.Zeros(2, 4)) }, "addend")
	assert.Panics(t, func() { tp.Weight(tp.Zeros(3)) }, "weight")
}

func TestNormsAndWhereOfOddShapes(t *testing.T) {
	tp := autograd.NewTape()
	stats := autograd.RunningStats{Mean: make([]float32, 2), Var: make([]float32, 2)}
	assert.Panics(t, func() {
		tp.BatchNorm(tp.Zeros(3, 4), tp.Zeros(4), tp.Zeros(4), stats, autograd.BatchNormConfig{})
	}, "statistics of other channels")
	assert.Empty(t, tp.Where(tp.Zeros(3), tp.Zeros(3, 0), tp.Zeros(3, 0)).Data())
}
