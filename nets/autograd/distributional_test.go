package autograd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func TestQuantileHuberGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	target, weight := gradtest.Rand(rng, 3, 4), tensor.FromSlice([]float32{1, 0.5, 2}, 3)
	for _, r := range []autograd.Reduction{autograd.ReduceMean, autograd.ReduceNone} {
		gradtest.Check(t, gradtest.Config{Step: 1e-3, Tolerance: 5e-3}, func(t *tape, in vars) *autograd.Var {
			return t.QuantileHuber(in[0], put(t, target), 0.5, autograd.LossConfig{Reduction: r, Weight: put(t, weight)})
		}, gradtest.Rand(rng, 3, 5))
	}
}

// By hand: quantiles at 1/4 and 3/4 predict 0 and 2, the only sample is 1.
func TestQuantileHuberByHand(t *testing.T) {
	tp := autograd.NewTape()
	x := tp.Input([]float32{0, 2}, 1, 2)
	loss := tp.QuantileHuber(x, tp.Const([]float32{1}, 1, 1), 1, autograd.LossConfig{})
	assert.InDelta(t, 0.25*0.5+0.25*0.5, loss.Scalar(), 1e-6)
	tp.Backward(loss, nil)
	assert.InDeltaSlice(t, []float32{-0.25, 0.25}, x.Grad(), 1e-6)
	assert.Panics(t, func() { tp.QuantileHuber(x, x, 1, autograd.LossConfig{}) })
}

func TestProjectCategorical(t *testing.T) {
	dst := make([]float32, 3)
	autograd.ProjectCategorical(dst, []float32{0.25, 0.5, 0.25}, -1, 1, 0, 1)
	assert.Equal(t, []float32{0.25, 0.5, 0.25}, dst, "the identity")
	autograd.ProjectCategorical(dst, []float32{0, 0, 1}, -1, 1, 0.5, 0)
	assert.Equal(t, []float32{0, 0.5, 0.5}, dst, "an end: the reward, between two atoms")
	autograd.ProjectCategorical(dst, []float32{0.2, 0.3, 0.5}, -1, 1, 9, 1)
	assert.InDeltaSlice(t, []float32{0, 0, 1}, dst, 1e-6, "beyond the last atom")

	// The mean of what stays inside is reward + discount·mean.
	wide, probs := make([]float32, 51), make([]float32, 51)
	var want, got float64
	for i := 15; i < 36; i++ {
		probs[i] = 1.0 / 21
		want += (0.3 + 0.9*(-10+0.4*float64(i))) / 21
	}
	autograd.ProjectCategorical(wide, probs, -10, 10, 0.3, 0.9)
	for i, p := range wide {
		got += float64(p) * (-10 + 0.4*float64(i))
	}
	assert.InDelta(t, want, got, 1e-4)
	assert.Panics(t, func() { autograd.ProjectCategorical(dst, probs, 0, 1, 0, 1) })
}

func TestCheckFiniteNamesTheFirst(t *testing.T) {
	w, b := autograd.NewParam("layer.weight", 2), autograd.NewParam("layer.bias", 2)
	w.Value.Data[0], w.Value.Data[1] = 1, -4
	grads := autograd.NewGrads([]*autograd.Param{w, b})
	tp := autograd.NewTape()
	loss := tp.Sum(tp.Add(tp.Exp(tp.Param(w)), tp.Param(b)))
	tp.Backward(loss, grads)
	require.NoError(t, tp.CheckFinite())
	require.NoError(t, grads.CheckFinite())

	tp.Reset()
	tp.Backward(tp.Sum(tp.Add(tp.Log(tp.Param(w)), tp.Param(b))), grads)
	assert.ErrorContains(t, tp.CheckFinite(), "the result of op 0, curve, has NaN at element 1")

	tp.Reset()
	zero := tp.Mul(tp.Param(b), tp.Param(w))
	tp.Backward(tp.Sum(tp.Sqrt(zero)), grads)
	assert.ErrorContains(t, tp.CheckFinite(), "gradient of the result of op 0, mul, has +Inf")
	assert.ErrorContains(t, grads.CheckFinite(), "the gradient of parameter layer.")

	b.Value.Data[1] = float32(math.NaN())
	tp.Reset()
	tp.Param(b)
	assert.ErrorContains(t, tp.CheckFinite(), "parameter layer.bias has NaN at element 1")
	assert.ErrorContains(t, grads.CheckFinite(), "layer")
	tp.Reset()
	tp.Const([]float32{float32(math.Inf(1))}, 1)
	assert.ErrorContains(t, tp.CheckFinite(), "input or constant 0")
}
