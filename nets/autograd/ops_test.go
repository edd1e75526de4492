package autograd_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/tensor"
)

type (
	tape = autograd.Tape
	vars = []*autograd.Var
)

// gradCase is one op at inputs of the given shapes. Cases of kinked functions
// draw numbers that keep away from each other and from zero.
type gradCase struct {
	name   string
	f      func(t *tape, in vars) *autograd.Var
	shapes [][]int
	kinked bool
}

func shapes(s ...[]int) [][]int { return s }

// runGradCases examines each op alone, over inputs that lie transposed in
// memory, and with each input used twice: a gradient that replaces another
// instead of adding to it shows then. Tensors are always contiguous here, so a
// result of Transpose stands for a view.
func runGradCases(t *testing.T, cases []gradCase) {
	for _, c := range cases {
		few := gradtest.Config{Samples: 8}
		t.Run(c.name, func(t *testing.T) {
			gradtest.Check(t, gradtest.Config{}, c.f, c.inputs(false)...)
		})
		t.Run(c.name+" of transposed", func(t *testing.T) {
			gradtest.Check(t, few, func(t *tape, in vars) *autograd.Var {
				return c.f(t, transposed(t, in))
			}, c.inputs(true)...)
		})
		t.Run(c.name+" twice", func(t *testing.T) {
			gradtest.Check(t, few, func(t *tape, in vars) *autograd.Var {
				return t.Add(c.f(t, in), t.Scale(c.f(t, in), 2))
			}, c.inputs(false)...)
		})
		t.Run(c.name+" of frozen parameters", func(t *testing.T) {
			assertFrozen(t, c)
		})
	}
}

// assertFrozen gives an op parameters that get no gradient beside one that
// does.
func assertFrozen(t *testing.T, c gradCase) {
	trained := autograd.NewParam("trained", 1)
	grads := autograd.NewGrads([]*autograd.Param{trained})
	tp := autograd.NewTape()
	var in vars
	for _, x := range c.inputs(false) {
		in = append(in, tp.Param(&autograd.Param{Name: "frozen", Value: x}))
	}
	loss := tp.Add(tp.Sum(c.f(tp, in)), tp.Sum(tp.Param(trained)))
	assert.NotPanics(t, func() { tp.Backward(loss, grads) })
	assert.Equal(t, []float32{1}, grads.Of(trained))
}

// inputs draws the inputs of a case, with the axes reversed if so wished.
func (c gradCase) inputs(reversed bool) []*tensor.Tensor {
	rng := rand.New(rand.NewPCG(1, uint64(len(c.name))))
	var inputs []*tensor.Tensor
	for _, s := range c.shapes {
		s = slices.Clone(s)
		if reversed {
			slices.Reverse(s)
		}
		if c.kinked {
			inputs = append(inputs, gradtest.Apart(rng, 0.05, s...))
		} else {
			inputs = append(inputs, gradtest.Rand(rng, s...))
		}
	}
	return inputs
}

func transposed(t *tape, in vars) vars {
	out := make(vars, len(in))
	for i, x := range in {
		axes := make([]int, len(x.Shape()))
		for k := range axes {
			axes[k] = len(axes) - 1 - k
		}
		out[i] = t.Transpose(x, axes...)
	}
	return out
}

func TestArithmeticGradients(t *testing.T) {
	add := func(t *tape, in vars) *autograd.Var { return t.Add(in[0], in[1]) }
	sub := func(t *tape, in vars) *autograd.Var { return t.Sub(in[0], in[1]) }
	mul := func(t *tape, in vars) *autograd.Var { return t.Mul(in[0], in[1]) }
	div := func(t *tape, in vars) *autograd.Var { return t.Div(in[0], t.Affine(t.Mul(in[1], in[1]), 1, 1)) }
	runGradCases(t, []gradCase{
		{"add", add, shapes([]int{3, 5}, []int{3, 5}), false},
		{"add scalars", add, shapes([]int{}, []int{}), false},
		{"add size one", add, shapes([]int{1, 1, 1}, []int{1}), false},
		{"add broadcast", add, shapes([]int{3, 1, 4}, []int{2, 1}), false},
		{"sub broadcast", sub, shapes([]int{4}, []int{3, 4}), false},
		{"mul", mul, shapes([]int{7}, []int{7}), false},
		{"mul broadcast", mul, shapes([]int{2, 3, 1}, []int{1, 1, 5}), false},
		{"mul scalar", mul, shapes([]int{}, []int{3, 3}), false},
		{"div broadcast", div, shapes([]int{3, 2}, []int{3, 1}), false},
		{"square by one input twice", func(t *tape, in vars) *autograd.Var { return t.Mul(in[0], in[0]) }, shapes([]int{5}), false},
		{"diamond", func(t *tape, in vars) *autograd.Var {
			y := t.Tanh(in[0])
			return t.Add(t.Mul(y, in[0]), t.Div(y, t.Affine(t.Mul(y, y), 1, 2)))
		}, shapes([]int{2, 3}), false},
		{"affine", func(t *tape, in vars) *autograd.Var { return t.Affine(in[0], -1.5, 2) }, shapes([]int{3}), false},
		{"sum", func(t *tape, in vars) *autograd.Var { return t.Sum(in[0]) }, shapes([]int{3, 5}), false},
		{"mean", func(t *tape, in vars) *autograd.Var { return t.Mean(in[0]) }, shapes([]int{1, 7}), false},
		{"relu", func(t *tape, in vars) *autograd.Var { return t.ReLU(in[0]) }, shapes([]int{3, 5}), true},
		{"tanh", func(t *tape, in vars) *autograd.Var { return t.Tanh(in[0]) }, shapes([]int{1}), false},
		{"reshape", func(t *tape, in vars) *autograd.Var { return t.Mul(t.Reshape(in[0], 3, -1), in[1]) }, shapes([]int{2, 6}, []int{3, 4}), false},
		{"transpose", func(t *tape, in vars) *autograd.Var { return t.Transpose(in[0], 2, 0, 1) }, shapes([]int{2, 3, 5}), false},
		{"transpose of transposed", func(t *tape, in vars) *autograd.Var {
			x := t.Transpose(in[0], 1, 0)
			return t.Mul(t.Transpose(t.Mul(x, x), 1, 0), in[0])
		}, shapes([]int{3, 5}), false},
		{"channels last and first", func(t *tape, in vars) *autograd.Var {
			return t.Mul(t.ChannelsFirst(t.ChannelsLast(in[0])), in[0])
		}, shapes([]int{2, 3, 1, 4}), false},
	})
}

func TestDenseGradients(t *testing.T) {
	dense := func(t *tape, in vars) *autograd.Var { return t.Dense(in[0], in[1], in[2]) }
	runGradCases(t, []gradCase{
		{"dense", dense, shapes([]int{3, 5}, []int{4, 5}, []int{4}), false},
		{"one of all", dense, shapes([]int{1, 1}, []int{1, 1}, []int{1}), false},
		{"sequence", dense, shapes([]int{2, 3, 5}, []int{2, 5}, []int{2}), false},
		{"no bias", func(t *tape, in vars) *autograd.Var { return t.Dense(in[0], in[1], nil) }, shapes([]int{3, 2}, []int{7, 2}), false},
		{"input is the weight", func(t *tape, in vars) *autograd.Var { return t.Dense(in[0], in[0], nil) }, shapes([]int{3, 4}), false},
		{"transposed input", func(t *tape, in vars) *autograd.Var {
			return t.Dense(t.Transpose(in[0], 1, 0), in[1], nil)
		}, shapes([]int{3, 5}, []int{2, 3}), false},
	})
}

func TestDenseByInputGradients(t *testing.T) {
	byInput := func(t *tape, in vars) *autograd.Var { return t.DenseByInput(in[0], in[1], in[2]) }
	runGradCases(t, []gradCase{
		{"by input", byInput, shapes([]int{3, 5}, []int{5, 4}, []int{4}), false},
		{"one of all", byInput, shapes([]int{1, 1}, []int{1, 1}, []int{1}), false},
		{"input is the weight", func(t *tape, in vars) *autograd.Var { return t.DenseByInput(in[0], in[0], in[1]) }, shapes([]int{4, 4}, []int{4}), false},
		{"and a ReLU", func(t *tape, in vars) *autograd.Var { return t.DenseByInputReLU(in[0], in[1], in[2]) }, shapes([]int{3, 5}, []int{5, 4}, []int{4}), true},
	})
}

// DenseByInput is Dense with the weight the other way round, bit for bit, whatever
// the number of rows.
func TestDenseByInputIsDense(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 31))
	for _, rows := range []int{1, 2, 32, 200} {
		const in, out = 70, 37
		x, w, b := gradtest.Rand(rng, rows, in), gradtest.Rand(rng, in, out), gradtest.Rand(rng, out)
		tape := autograd.NewInferenceTape()
		wv := tape.Const(w.Data, in, out)
		xv, bv := tape.Const(x.Data, rows, in), tape.Const(b.Data, out)
		want := tape.Dense(xv, tape.Transpose(wv, 1, 0), bv).Data()
		assert.Equal(t, want, tape.DenseByInput(xv, wv, bv).Data(), "%d rows", rows)
		assert.Equal(t, tape.ReLU(tape.DenseByInput(xv, wv, bv)).Data(), tape.DenseByInputReLU(xv, wv, bv).Data(), "%d rows and a ReLU", rows)
	}
}

func TestConv2DGradients(t *testing.T) {
	conv := func(cfg autograd.Conv2DConfig) func(t *tape, in vars) *autograd.Var {
		return func(t *tape, in vars) *autograd.Var {
			var bias *autograd.Var
			if len(in) > 2 {
				bias = in[2]
			}
			return t.Conv2D(in[0], in[1], bias, cfg)
		}
	}
	odd := autograd.Conv2DConfig{Stride: [2]int{2, 1}, Pad: [2]int{0, 3}, Dilation: [2]int{1, 2}}
	runGradCases(t, []gradCase{
		{"same", conv(autograd.Same(3)), shapes([]int{2, 5, 4, 3}, []int{4, 3, 3, 3}, []int{4}), false},
		{"one pixel", conv(autograd.Same(3)), shapes([]int{1, 1, 1, 1}, []int{1, 1, 3, 3}, []int{1}), false},
		{"pointwise", conv(autograd.Same(1)), shapes([]int{2, 3, 3, 4}, []int{2, 4, 1, 1}, []int{2}), false},
		{"pointwise with stride", conv(autograd.Conv2DConfig{Stride: [2]int{2, 2}}), shapes([]int{1, 5, 5, 2}, []int{3, 2, 1, 1}), false},
		{"odd geometry", conv(odd), shapes([]int{1, 7, 5, 2}, []int{3, 2, 3, 2}, []int{3}), false},
		{"groups", conv(autograd.Conv2DConfig{Groups: 2, Pad: [2]int{1, 1}}), shapes([]int{2, 4, 3, 4}, []int{6, 2, 3, 3}, []int{6}), false},
		{"depthwise", conv(autograd.Conv2DConfig{Groups: 3}), shapes([]int{1, 4, 4, 3}, []int{3, 1, 2, 2}), false},
		{"relu and residual", func(t *tape, in vars) *autograd.Var {
			return t.Mul(t.Conv2DReLU(in[0], in[1], in[2], in[0], autograd.Same(3)), in[0])
		}, shapes([]int{2, 3, 3, 4}, []int{4, 4, 3, 3}, []int{4}), true},
		{"relu of any geometry", func(t *tape, in vars) *autograd.Var {
			return t.Conv2DReLU(in[0], in[1], nil, nil, odd)
		}, shapes([]int{1, 7, 5, 2}, []int{3, 2, 3, 2}), true},
		{"twice", func(t *tape, in vars) *autograd.Var {
			return t.Conv2D(t.Conv2D(in[0], in[1], nil, autograd.Same(3)), in[1], nil, autograd.Same(3))
		}, shapes([]int{1, 3, 3, 2}, []int{2, 2, 3, 3}), false},
	})
}

// A convolution of many channels goes through other kernels, of which float32
// keeps fewer digits; it is linear in each input, so the step may be long.
func TestWideConv2DGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for _, size := range []int{1, 3} {
		gradtest.Check(t, gradtest.Config{Step: 0.5, Samples: 60}, func(t *tape, in vars) *autograd.Var {
			return t.Conv2D(in[0], in[1], in[2], autograd.Same(size))
		}, gradtest.Rand(rng, 3, 5, 7, 16), gradtest.Rand(rng, 17, 16, size, size), gradtest.Rand(rng, 17))
	}
}

func TestLossGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	target := gradtest.Rand(rng, 3, 5)
	weight := tensor.FromSlice([]float32{0.5, 0, 2}, 3)
	probs := tensor.FromSlice([]float32{0.1, 0, 0.2, 0.7, 0, 0, 0, 1, 0, 0, 0.5, 0, 0.5, 0, 0}, 3, 5)
	legal := tensor.FromSlice([]float32{1, 0, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1, 0}, 3, 5)
	put := func(t *tape, x *tensor.Tensor) *autograd.Var { return t.Const(x.Data, x.Shape...) }
	x := shapes([]int{3, 5})
	var cases []gradCase
	for name, r := range map[string]autograd.Reduction{"mean": autograd.ReduceMean, "sum": autograd.ReduceSum, "none": autograd.ReduceNone} {
		cases = append(cases,
			gradCase{"mse " + name, func(t *tape, in vars) *autograd.Var {
				return t.MSE(in[0], put(t, target), autograd.LossConfig{Reduction: r, Weight: put(t, weight)})
			}, x, false},
			gradCase{"cross-entropy " + name, func(t *tape, in vars) *autograd.Var {
				cfg := autograd.CrossEntropyConfig{Mask: put(t, legal)}
				cfg.Reduction, cfg.Weight = r, put(t, weight)
				return t.SoftmaxCrossEntropy(in[0], put(t, probs), cfg)
			}, x, false},
			gradCase{"cross-entropy unmasked " + name, func(t *tape, in vars) *autograd.Var {
				cfg := autograd.CrossEntropyConfig{}
				cfg.Reduction = r
				return t.SoftmaxCrossEntropy(t.Add(in[0], in[0]), put(t, probs), cfg)
			}, x, false})
	}
	runGradCases(t, cases)
}
