package autograd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
)

func ExampleTape() {
	w := autograd.NewParam("w", 1, 2)
	grads := autograd.NewGrads([]*autograd.Param{w})
	tape := autograd.NewTape()

	for range 2000 {
		tape.Reset()
		grads.Zero()
		x, y := tape.Const([]float32{1, 2, 3, 4}, 2, 2), tape.Const([]float32{5, 11}, 2, 1)
		loss := tape.MSE(tape.Dense(x, tape.Param(w), nil), y, autograd.LossConfig{})
		tape.Backward(loss, grads)
		for i, g := range grads.Of(w) {
			w.Value.Data[i] -= 0.05 * g
		}
	}
	fmt.Printf("%.1f\n", w.Value.Data)
	// Output: [1.0 2.0]
}

// smallNet computes a loss that passes through most ops of stage one.
func smallNet(t *autograd.Tape, params []*autograd.Param, x, y []float32) *autograd.Var {
	h := t.ReLU(t.Conv2D(t.Const(x, 2, 3, 3, 2), t.Param(params[0]), t.Param(params[1]), autograd.Same(3)))
	h = t.Reshape(t.ChannelsFirst(h), 2, -1)
	out := t.Tanh(t.Dense(h, t.Param(params[2]), nil))
	target := t.Const(y, 2, 2)
	return t.Add(t.MSE(out, target, autograd.LossConfig{}), t.Scale(t.SoftmaxCrossEntropy(out, target, autograd.CrossEntropyConfig{}), 0.5))
}

func smallParams(rng *rand.Rand) []*autograd.Param {
	params := []*autograd.Param{autograd.NewParam("conv", 4, 2, 3, 3), autograd.NewParam("bias", 4), autograd.NewParam("dense", 2, 36)}
	for _, p := range params {
		p.Value.CopyFrom(gradtest.Rand(rng, p.Value.Shape...))
	}
	return params
}

func TestSteadyStepAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	rng := rand.New(rand.NewPCG(1, 2))
	params := smallParams(rng)
	x, y := gradtest.Rand(rng, 36).Data, []float32{0.5, 0.5, 1, 0}
	grads, tape := autograd.NewGrads(params), autograd.NewTape()
	step := func() {
		tape.Reset()
		grads.Zero()
		tape.Backward(smallNet(tape, params, x, y), grads)
	}
	step()
	step() // the second joins the blocks of the first
	assert.Zero(t, testing.AllocsPerRun(20, step))

	inference := autograd.NewInferenceTape()
	infer := func() {
		inference.Reset()
		smallNet(inference, params, x, y)
	}
	infer()
	infer()
	assert.Zero(t, testing.AllocsPerRun(20, infer))
}

func TestMicroBatchesAddUp(t *testing.T) {
	w := autograd.NewParam("w", 1, 3)
	copy(w.Value.Data, []float32{1, -2, 3})
	x := gradtest.Rand(rand.New(rand.NewPCG(1, 3)), 4, 3).Data
	loss := func(tape *autograd.Tape, rows []float32, n int) *autograd.Var {
		out := tape.Dense(tape.Const(rows, n, 3), tape.Param(w), nil)
		return tape.Sum(tape.Mul(out, out))
	}
	tape := autograd.NewTape()
	whole := autograd.NewGrads([]*autograd.Param{w})
	tape.Backward(loss(tape, x, 4), whole)

	parts, other := autograd.NewGrads([]*autograd.Param{w}), autograd.NewGrads([]*autograd.Param{w})
	for i := range 4 {
		tape.Reset()
		g := parts
		if i%2 == 1 {
			g = other
		}
		tape.Backward(loss(tape, x[3*i:3*i+3], 1), g)
	}
	parts.Add(other)
	assert.InDeltaSlice(t, whole.At(0), parts.At(0), 1e-4)
	parts.Scale(0.5)
	assert.InDelta(t, whole.At(0)[0]/2, parts.At(0)[0], 1e-4)
}

func TestParametersWithoutGradientAreNamed(t *testing.T) {
	used, unused := autograd.NewParam("used", 1), autograd.NewParam("head.unused", 1)
	grads := autograd.NewGrads([]*autograd.Param{used, unused})
	tape := autograd.NewTape()
	tape.Param(unused)
	tape.Backward(tape.Sum(tape.Param(used)), grads)
	assert.Equal(t, []string{"head.unused"}, grads.Missing())

	other := autograd.NewGrads(grads.Params())
	tape.Reset()
	tape.Backward(tape.Sum(tape.Param(unused)), other)
	grads.Add(other)
	assert.Nil(t, grads.Missing())
	grads.Zero()
	assert.Len(t, grads.Missing(), 2)
}

func TestFrozenParametersAndDetach(t *testing.T) {
	a, b := autograd.NewParam("a", 1), autograd.NewParam("b", 1)
	a.Value.Data[0], b.Value.Data[0] = 2, 3
	tape := autograd.NewTape()
	grads := autograd.NewGrads([]*autograd.Param{b}) // a is frozen
	va, vb := tape.Param(a), tape.Param(b)
	// a·b + detached(b)·b: the derivative by b is a + b.
	tape.Backward(tape.Sum(tape.Add(tape.Mul(va, vb), tape.Mul(tape.Detach(vb), vb))), grads)
	assert.Equal(t, []float32{5}, grads.Of(b))
	assert.Nil(t, grads.Of(a))

	tape.Reset()
	was := tape.SetRecording(false)
	constant := tape.Mul(tape.Param(a), tape.Param(b))
	tape.SetRecording(was)
	assert.Panics(t, func() { tape.Backward(tape.Sum(constant), grads) }, "nothing recorded")
}

// A view has no record of its own: what it is a view of is named.
func TestViewsAreNamedByWhatTheyShow(t *testing.T) {
	w := autograd.NewParam("w", 2, 2)
	copy(w.Value.Data, []float32{float32(math.NaN()), 1, 1, 1})
	tape := autograd.NewTape()
	row := tape.Row(tape.Param(w), 0)
	tape.Sum(row)
	assert.ErrorContains(t, tape.CheckFinite(), "parameter w")

	clear(w.Value.Data)
	tape.Reset()
	x := tape.Reshape(tape.Scale(tape.Param(w), 1), 4)
	tape.Backward(tape.Sum(tape.Sqrt(x)), nil) // infinite at 0
	assert.ErrorContains(t, tape.CheckFinite(), "the gradient of the result of op 0")
}

// A second Backward on one tape starts afresh.
func TestBackwardTwice(t *testing.T) {
	tape := autograd.NewTape()
	x := tape.Input([]float32{3}, 1)
	square := tape.Sum(tape.Mul(x, x))
	tape.Backward(square, nil)
	assert.Equal(t, []float32{6}, x.Grad())
	tape.Backward(square, nil)
	assert.Equal(t, []float32{6}, x.Grad())
}

func TestMaskedCrossEntropy(t *testing.T) {
	tape := autograd.NewTape()
	logits := tape.Input([]float32{1, 50, 2, 7, 7, 7, 1e30, 3, -1e30}, 3, 3)
	target := tape.Const([]float32{1, 0, 0, 0, 0, 0, 0, 1, 0}, 3, 3)
	cfg := autograd.CrossEntropyConfig{Mask: tape.Const([]float32{1, 0, 1, 0, 0, 0, 0, 1, 1}, 3, 3)}
	cfg.Reduction = autograd.ReduceNone
	loss := tape.SoftmaxCrossEntropy(logits, target, cfg)
	assert.InDelta(t, math.Log(1+math.E), loss.Data()[0], 1e-6)
	assert.Equal(t, []float32{0, 0}, loss.Data()[1:], "nothing legal; certain")
	tape.Backward(tape.Sum(loss), nil)
	for _, barred := range []int{1, 3, 4, 5, 6} {
		assert.Zero(t, logits.Grad()[barred])
	}
}

// Each row counts by its own weight, in elements and in rows, and the mean
// divides by the number and not by the weights.
func TestRowWeights(t *testing.T) {
	tape := autograd.NewTape()
	pred, zero := tape.Const([]float32{1, 2, 3, 4, 5, 6}, 3, 2), tape.Zeros(3, 2)
	cfg := autograd.LossConfig{Weight: tape.Const([]float32{1, 0, 2}, 3), Reduction: autograd.ReduceNone}
	assert.Equal(t, []float32{1, 4, 0, 0, 50, 72}, tape.MSE(pred, zero, cfg).Data())
	cfg.Reduction = autograd.ReduceMean
	assert.InDelta(t, 127.0/6, tape.MSE(pred, zero, cfg).Scalar(), 1e-5)
	cfg.Reduction = autograd.ReduceSum
	assert.InDelta(t, 127, tape.MSE(pred, zero, cfg).Scalar(), 1e-5)

	logits, target := tape.Zeros(3, 2), tape.Const([]float32{1, 0, 0, 1, 1, 0}, 3, 2)
	cross := autograd.CrossEntropyConfig{LossConfig: autograd.LossConfig{Weight: cfg.Weight}}
	assert.InDelta(t, math.Log(2), tape.SoftmaxCrossEntropy(logits, target, cross).Scalar(), 1e-6)
	labels := autograd.LabelConfig{LossConfig: autograd.LossConfig{Weight: cfg.Weight, Reduction: autograd.ReduceNone}}
	assert.InDeltaSlice(t, []float32{math.Ln2, 0, 2 * math.Ln2}, tape.CrossEntropyLabels(logits, []int{0, 1, 0}, labels).Data(), 1e-6)
}

func TestBrokenPromisesPanic(t *testing.T) {
	tape := autograd.NewTape()
	a, b := tape.Input(make([]float32, 6), 2, 3), tape.Input(make([]float32, 4), 2, 2)
	image := tape.Input(make([]float32, 16), 1, 4, 4, 1)
	for name, f := range map[string]func(){
		"[2 3] and [2 2]": func() { tape.Add(a, b) },
		"broadcast loss":  func() { tape.MSE(a, tape.Const(make([]float32, 3), 1, 3), autograd.LossConfig{}) },
		"target gradient": func() { tape.MSE(a, a, autograd.LossConfig{}) },
		"row weights": func() {
			tape.MSE(a, tape.Detach(a), autograd.LossConfig{Weight: tape.Const([]float32{1, 2, 3}, 3)})
		},
		"barred target": func() {
			tape.SoftmaxCrossEntropy(a, tape.Const([]float32{1, 0, 0, 0, 0, 1}, 2, 3),
				autograd.CrossEntropyConfig{Mask: tape.Const([]float32{1, 1, 1, 1, 1, 0}, 2, 3)})
		},
		"dense":           func() { tape.Dense(a, b, nil) },
		"dense by input":  func() { tape.DenseByInput(a, a, b) },
		"conv":            func() { tape.Conv2D(image, image, nil, autograd.Conv2DConfig{}) },
		"kernel too big":  func() { tape.Conv2D(image, tape.Input(make([]float32, 25), 1, 1, 5, 5), nil, autograd.Conv2DConfig{}) },
		"reshape":         func() { tape.Reshape(a, 4, -1) },
		"transpose":       func() { tape.Transpose(a, 0, 0) },
		"transpose axes":  func() { tape.Transpose(a, 0) },
		"const":           func() { tape.Const(make([]float32, 5), 2, 3) },
		"not a scalar":    func() { tape.Backward(a, nil) },
		"duplicate param": func() { p := autograd.NewParam("p"); autograd.NewGrads([]*autograd.Param{p, p}) },
	} {
		t.Run(name, func(t *testing.T) { require.Panics(t, f) })
	}
	assert.PanicsWithValue(t, "autograd: shapes [2 3] and [2 2] do not broadcast", func() { tape.Add(a, b) })
}

// Zero leaves the clearing to the first use of a gradient: nothing of an
// earlier batch may show, whoever uses it first.
func TestZeroForgetsWhereverGradientsAreUsedFirst(t *testing.T) {
	w, b, off := autograd.NewParam("w", 2, 3), autograd.NewParam("b", 2), autograd.NewParam("off", 2)
	params := []*autograd.Param{w, b, off}
	fill := func(g *autograd.Grads) {
		for i := range params {
			for j := range g.At(i) {
				g.At(i)[j] = 7
			}
		}
		g.Zero()
	}
	backward := func(g *autograd.Grads, twice bool) {
		tape := autograd.NewTape()
		x := tape.Const([]float32{1, 2, 3}, 1, 3)
		y := tape.Dense(x, tape.Param(w), tape.Param(b))
		if twice {
			y = tape.Add(y, tape.Dense(x, tape.Param(w), tape.Param(b)))
		}
		tape.Backward(tape.Sum(y), g)
	}
	g, other := autograd.NewGrads(params), autograd.NewGrads(params)
	fill(g)
	backward(g, false)
	assert.Equal(t, []float32{1, 2, 3, 1, 2, 3}, g.Of(w))
	assert.Equal(t, []float32{1, 1}, g.Of(b))
	assert.Equal(t, []float32{0, 0}, g.Of(off))
	assert.Equal(t, []string{"off"}, g.Missing())

	fill(g)
	backward(g, true) // the second of the two layers adds to the first
	assert.Equal(t, []float32{2, 4, 6, 2, 4, 6}, g.Of(w))

	fill(g)
	fill(other)
	backward(other, false)
	g.Add(other)
	assert.Equal(t, []float32{1, 2, 3, 1, 2, 3}, g.Of(w))
	assert.Equal(t, []float32{0, 0}, g.At(2))

	fill(g)
	g.Scale(3)
	assert.Equal(t, []float32{0, 0}, g.Of(b))
	fill(g)
	assert.NoError(t, g.CheckFinite())
}
