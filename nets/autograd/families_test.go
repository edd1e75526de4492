package autograd_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func one(f func(t *tape, x *autograd.Var) *autograd.Var) func(t *tape, in vars) *autograd.Var {
	return func(t *tape, in vars) *autograd.Var { return f(t, in[0]) }
}

func two(f func(t *tape, a, b *autograd.Var) *autograd.Var) func(t *tape, in vars) *autograd.Var {
	return func(t *tape, in vars) *autograd.Var { return f(t, in[0], in[1]) }
}

func put(t *tape, x *tensor.Tensor) *autograd.Var { return t.Const(x.Data, x.Shape...) }

func TestActivationGradients(t *testing.T) {
	var cases []gradCase
	for _, a := range []autograd.Activation{
		autograd.Linear, autograd.Sigmoid, autograd.Tanh, autograd.ReLU, autograd.ReLU6, autograd.LeakyReLU, autograd.ELU,
		autograd.SELU, autograd.GELU, autograd.GELUTanh, autograd.SiLU, autograd.Mish, autograd.Softplus, autograd.Softsign,
		autograd.HardSwish, autograd.HardTanh, autograd.LogSigmoid,
	} {
		assert.NoError(t, a.Check())
		for _, shape := range [][]int{{}, {1}, {3, 5}} {
			cases = append(cases, gradCase{string(a), one(func(t *tape, x *autograd.Var) *autograd.Var {
				return t.Mul(t.Activate(a, x), x) // the input used twice
			}), shapes(shape), true})
		}
	}
	runGradCases(t, cases)
	assert.ErrorContains(t, autograd.Activation("swoosh").Check(), "swoosh")
	assert.Panics(t, func() { tp := autograd.NewTape(); tp.Activate("swoosh", tp.Zeros(1)) })
}

func TestSiLUGradientFarFromZero(t *testing.T) {
	tp := autograd.NewTape()
	x := tp.Input([]float32{99, 101, 1e9, 1e18, 3e38, float32(math.Inf(1)), -1e18}, 7)
	tp.Backward(tp.Sum(tp.SiLU(x)), nil)
	assert.Equal(t, []float32{1, 1, 1, 1, 1, 1, 0}, x.Grad())
}

func TestStepPassesStraightThrough(t *testing.T) {
	tp := autograd.NewTape()
	x := tp.Input([]float32{-2, 0, 3}, 3)
	y := tp.Step(x, 0.5)
	assert.Equal(t, []float32{0, 0.5, 1}, y.Data())
	tp.Backward(tp.Sum(tp.Scale(y, 2)), nil)
	assert.Equal(t, []float32{2, 2, 2}, x.Grad())
}

func TestElementwiseGradients(t *testing.T) {
	positive := func(t *tape, x *autograd.Var) *autograd.Var { return t.Affine(t.Mul(x, x), 1, 0.5) }
	cond := tensor.FromSlice([]float32{1, 0, 0, 1, 1, 0}, 2, 3)
	rows := tensor.FromSlice([]float32{0, 1}, 2)
	runGradCases(t, []gradCase{
		{"exp", one((*tape).Exp), shapes([]int{5}), false},
		{"sin", one((*tape).Sin), shapes([]int{5}), false},
		{"log", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Log(positive(t, x)) }), shapes([]int{1, 3}), false},
		{"sqrt", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Sqrt(positive(t, x)) }), shapes([]int{3}), false},
		{"pow", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Pow(positive(t, x), -1.5) }), shapes([]int{3}), false},
		{"abs", one((*tape).Abs), shapes([]int{7}), true},
		{"leaky", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.LeakyReLU(x, 0.3) }), shapes([]int{1, 5}), true},
		{"elu", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.ELU(x, 0.5) }), shapes([]int{7}), true},
		{"scale", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Scale(x, -3) }), shapes([]int{1}), false},
		{"clamp", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Clamp(x, -0.3, 0.4) }), shapes([]int{9}), true},
		{"maximum", two((*tape).Maximum), shapes([]int{5}, []int{5}), true},
		{"minimum broadcast", two((*tape).Minimum), shapes([]int{3, 1}, []int{4}), true},
		{"where", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Where(put(t, cond), a, b) }), shapes([]int{2, 3}, []int{2, 3}), false},
		{"where rows", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Where(put(t, rows), t.Mul(a, b), b) }), shapes([]int{2, 3}, []int{2, 3}), false},
	})
}

func TestReductionGradients(t *testing.T) {
	reduce := func(f func(t *tape, x *autograd.Var, keep bool, axes ...int) *autograd.Var, keep bool, axes ...int) func(t *tape, in vars) *autograd.Var {
		return func(t *tape, in vars) *autograd.Var { return f(t, in[0], keep, axes...) }
	}
	variance := func(t *tape, x *autograd.Var, keep bool, axes ...int) *autograd.Var {
		return t.VarAxes(x, 1, keep, axes...)
	}
	odd := shapes([]int{3, 1, 5})
	runGradCases(t, []gradCase{
		{"sum 0", reduce((*tape).SumAxes, false, 0), odd, false},
		{"sum 1 and last, kept", reduce((*tape).SumAxes, true, 1, -1), odd, false},
		{"mean all", reduce((*tape).MeanAxes, false, 0, 1, 2), odd, false},
		{"variance", reduce(variance, false, 0), odd, false},
		{"max", reduce((*tape).MaxAxes, false, -1), odd, true},
		{"min of all", reduce((*tape).MinAxes, true, 0, 1, 2), odd, true},
		{"product", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.ProdAxis(x, 1) }), shapes([]int{2, 3, 2}), false},
		{"cumulative sum", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.CumSum(x, 0) }), shapes([]int{4, 3}), false},
		{"norm", one((*tape).Norm), shapes([]int{2, 3}), false},
		{"sum of one", reduce((*tape).SumAxes, false, 0), shapes([]int{1, 1}), false},
		{"mean of one", reduce((*tape).MeanAxes, true, 1), shapes([]int{3, 1}), false},
		{"variance of the whole", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.VarAxes(x, 0, true, 0, 1) }), shapes([]int{1, 3}), false},
		{"max of one", reduce((*tape).MaxAxes, false, 0), shapes([]int{1, 3}), true},
		{"product of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.ProdAxis(x, 0) }), shapes([]int{1, 3}), false},
		{"cumulative sum of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.CumSum(x, 1) }), shapes([]int{3, 1}), false},
		{"masked softmax", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.MaskedSoftmax(x, t.Const([]float32{1, 0, 1, 1, 0, 0, 1, 0}, 2, 4))
		}), shapes([]int{2, 4}), false},
		{"logsumexp of one", one((*tape).LogSumExp), shapes([]int{3, 1}), false},
		{"entropy of one", one((*tape).Entropy), shapes([]int{2, 1}), false},
		{"softmax", one((*tape).Softmax), shapes([]int{2, 5}), false},
		{"softmax of one", one((*tape).Softmax), shapes([]int{3, 1}), false},
		{"log-softmax", one((*tape).LogSoftmax), shapes([]int{2, 1, 5}), false},
		{"logsumexp", one((*tape).LogSumExp), shapes([]int{3, 4}), false},
		{"masked log-softmax", one(func(t *tape, x *autograd.Var) *autograd.Var {
			mask := t.Const([]float32{1, 0, 1, 1, 0, 0, 1, 0}, 2, 4)
			return t.Mul(t.LogSoftmax(t.MaskOut(x, mask)), mask)
		}), shapes([]int{2, 4}), false},
		{"masked logsumexp", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.LogSumExp(t.MaskOut(x, t.Const([]float32{1, 0, 1, 1, 0, 0, 1, 0}, 2, 4)))
		}), shapes([]int{2, 4}), false},
		{"entropy", one((*tape).Entropy), shapes([]int{3, 4}), false},
	})
}

// The derivative of a product is right even where a factor is zero.
func TestProductWithZeros(t *testing.T) {
	tp := autograd.NewTape()
	x := tp.Input([]float32{0, 2, 3, 0, 0, 5}, 2, 3)
	tp.Backward(tp.Sum(tp.ProdAxis(x, 1)), nil)
	assert.Equal(t, []float32{6, 0, 0, 0, 0, 0}, x.Grad())
}

func TestIndexGradients(t *testing.T) {
	x := shapes([]int{3, 4, 2})
	runGradCases(t, []gradCase{
		{"index select, repeated", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.IndexSelect(x, 1, []int{3, 0, 3}) }), x, false},
		{"index select none", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.Add(t.Sum(t.IndexSelect(x, 0, nil)), t.Sum(x))
		}), x, false},
		{"embedding", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Embedding(x, []int{1, 1, 0}) }), shapes([]int{3, 2}), false},
		{"embedding of numbers", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.EmbeddingOf(x, t.Const([]float32{1, 1, 0, 2, 2, 1}, 3, 2))
		}), shapes([]int{3, 5}), false},
		{"embedding of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.EmbeddingOf(x, t.Zeros(1)) }), shapes([]int{1, 1}), false},
		{"slice of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Slice(x, 0, 0, 1, 1) }), shapes([]int{1}), false},
		{"gather of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Gather(x, 0, []int{0}, 1) }), shapes([]int{1}), false},
		{"pad of one", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Pad(x, []int{1}, []int{2}) }), shapes([]int{1}), false},
		{"concat of one", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Concat(0, a, b) }), shapes([]int{1}, []int{1}), false},
		{"gather", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.Gather(x, 1, []int{0, 3, 2, 2, 1, 1}, 3, 1, 2)
		}), x, false},
		{"slice", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Slice(x, -2, 1, 4, 2) }), x, false},
		{"rows", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Mul(t.Rows(x, 1, 3), t.Rows(x, 0, 2)) }), x, false},
		{"row", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Mul(t.Row(x, 2), t.Row(x, 0)) }), x, false},
		{"pad", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Pad(x, []int{1, 0, 2}, []int{0, 1, 0}) }), x, false},
		{"concat", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Concat(1, a, b, a) }), shapes([]int{2, 1, 3}, []int{2, 3, 3}), false},
		{"stack", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Stack(b, a, b) }), shapes([]int{3}, []int{3}), false},
		{"stack scalars", two(func(t *tape, a, b *autograd.Var) *autograd.Var { return t.Stack(t.Sum(b), t.Sum(a)) }), shapes([]int{3}, []int{2}), false},
	})
}

func TestMatMulGradients(t *testing.T) {
	attention := func(t *tape, in vars) *autograd.Var {
		mask := t.Const([]float32{1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1}, 2, 3, 3)
		return t.Attention(in[0], in[1], in[2], mask)
	}
	runGradCases(t, []gradCase{
		{"plain", two((*tape).MatMul), shapes([]int{3, 5}, []int{5, 2}), false},
		{"one", two((*tape).MatMul), shapes([]int{1, 1}, []int{1, 1}), false},
		{"batched", two((*tape).MatMul), shapes([]int{3, 2, 4}, []int{3, 4, 1}), false},
		{"shared right", two((*tape).MatMul), shapes([]int{3, 2, 4}, []int{4, 5}), false},
		{"shared left", two((*tape).MatMul), shapes([]int{2, 4}, []int{3, 4, 5}), false},
		{"broadcast both", two((*tape).MatMul), shapes([]int{2, 1, 3, 4}, []int{1, 3, 4, 2}), false},
		{"square of a transposed", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.MatMul(t.Transpose(x, 1, 0), x)
		}), shapes([]int{3, 4}), false},
		{"attention", attention, shapes([]int{2, 3, 4}, []int{2, 3, 4}, []int{2, 3, 5}), false},
		{"self-attention", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.Attention(x, x, x, nil) }), shapes([]int{1, 4, 3}), false},
	})
}

func TestImageGradients(t *testing.T) {
	pool := autograd.PoolConfig{Size: [2]int{3, 2}, Stride: [2]int{2, 1}, Pad: [2]int{1, 1}}
	whole := pool
	whole.CountPad = true
	stats := func(n int) autograd.RunningStats {
		s := autograd.RunningStats{Mean: make([]float32, n), Var: make([]float32, n)}
		for i := range s.Var {
			s.Mean[i], s.Var[i] = 0.3, 2
		}
		return s
	}
	norm := func(training bool) func(t *tape, in vars) *autograd.Var {
		return func(t *tape, in vars) *autograd.Var {
			cfg := autograd.BatchNormConfig{Epsilon: 1e-3, Momentum: 0.1, Training: training}
			return t.BatchNorm(in[0], in[1], in[2], stats(in[0].Dim(-1)), cfg)
		}
	}
	images := []int{2, 5, 3, 4}
	runGradCases(t, []gradCase{
		{"max pool", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.MaxPool2D(x, pool) }), shapes(images), true},
		{"average pool", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.AvgPool2D(x, pool) }), shapes(images), false},
		{"average pool with padding", one(func(t *tape, x *autograd.Var) *autograd.Var { return t.AvgPool2D(x, whole) }), shapes(images), false},
		{"global average", one((*tape).GlobalAvgPool), shapes(images), false},
		{"global max", one((*tape).GlobalMaxPool), shapes(images), true},
		{"batch norm", norm(true), shapes([]int{6, 3}, []int{3}, []int{3}), false},
		{"batch norm of images", norm(true), shapes([]int{2, 3, 1, 2}, []int{2}, []int{2}), false},
		{"batch norm evaluated", norm(false), shapes([]int{2, 3}, []int{3}, []int{3}), false},
		{"layer norm", func(t *tape, in vars) *autograd.Var { return t.LayerNorm(in[0], in[1], in[2], 1e-3) }, shapes([]int{2, 3, 5}, []int{3, 5}, []int{3, 5}), false},
		{"group norm", func(t *tape, in vars) *autograd.Var { return t.GroupNorm(in[0], in[1], in[2], 2, 1e-3) }, shapes(images, []int{4}, []int{4}), false},
		{"max pool of one", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.MaxPool2D(x, autograd.PoolConfig{Size: [2]int{1, 1}})
		}), shapes([]int{1, 1, 1, 1}), true},
		{"average pool of one", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.AvgPool2D(x, autograd.PoolConfig{Size: [2]int{2, 2}, Stride: [2]int{1, 1}, Pad: [2]int{1, 1}})
		}), shapes([]int{1, 1, 1, 1}), false},
		{"global average of one", one((*tape).GlobalAvgPool), shapes([]int{1, 1, 1, 1}), false},
		{"global max of one", one((*tape).GlobalMaxPool), shapes([]int{1, 1, 1, 1}), true},
		{"batch norm of one channel", norm(true), shapes([]int{5, 1}, []int{1}, []int{1}), false},
		{"layer norm of one", func(t *tape, in vars) *autograd.Var { return t.LayerNorm(in[0], in[1], in[2], 1e-3) }, shapes([]int{3, 1}, []int{1}, []int{1}), false},
		{"group norm of ones", func(t *tape, in vars) *autograd.Var { return t.GroupNorm(in[0], in[1], in[2], 3, 1e-3) }, shapes([]int{2, 3}, []int{3}, []int{3}), false},
		{"group norm of odd images", func(t *tape, in vars) *autograd.Var { return t.GroupNorm(in[0], in[1], in[2], 3, 1e-3) }, shapes([]int{1, 3, 5, 3}, []int{3}, []int{3}), false},
		{"dropout", one(func(t *tape, x *autograd.Var) *autograd.Var {
			return t.Dropout(x, 0.4, rand.New(rand.NewPCG(7, 7)))
		}), shapes([]int{40}), false},
	})
}

func TestDropoutKeepsTheMean(t *testing.T) {
	tp := autograd.NewTape()
	x := tp.Zeros(20000)
	for i := range x.Data() {
		x.Data()[i] = 1
	}
	y := tp.Dropout(x, 0.25, rand.New(rand.NewPCG(1, 1)))
	assert.InDelta(t, 1, tp.Mean(y).Scalar(), 0.02)
	assert.Same(t, x, tp.Dropout(x, 0.25, nil))
	assert.Panics(t, func() { tp.Dropout(x, 1, nil) })
}

func TestMoreLossGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	target := gradtest.Rand(rng, 3, 4)
	share := tensor.FromSlice([]float32{0, 1, 0.5, 0.2, 0.3, 0, 1, 1, 0.9, 0.1, 0, 0}, 3, 4)
	probs := tensor.FromSlice([]float32{0, 1, 0, 0, 0.25, 0.25, 0.25, 0.25, 0.7, 0, 0.3, 0}, 3, 4)
	weight := tensor.FromSlice([]float32{0.5, 2, 1}, 3)
	x := shapes([]int{3, 4})
	var cases []gradCase
	for name, r := range map[string]autograd.Reduction{"mean": autograd.ReduceMean, "sum": autograd.ReduceSum, "none": autograd.ReduceNone} {
		cfg := func(t *tape) autograd.LossConfig { return autograd.LossConfig{Reduction: r, Weight: put(t, weight)} }
		add := func(loss string, kinked bool, f func(t *tape, x *autograd.Var) *autograd.Var) {
			cases = append(cases, gradCase{loss + " " + name, one(f), x, kinked})
		}
		add("mae", true, func(t *tape, x *autograd.Var) *autograd.Var { return t.MAE(x, t.Zeros(3, 4), cfg(t)) })
		add("huber", false, func(t *tape, x *autograd.Var) *autograd.Var { return t.Huber(x, put(t, target), 0.7, cfg(t)) })
		add("smooth", false, func(t *tape, x *autograd.Var) *autograd.Var { return t.SmoothL1(x, put(t, target), 0.7, cfg(t)) })
		add("bce", false, func(t *tape, x *autograd.Var) *autograd.Var { return t.BCE(t.Sigmoid(x), put(t, share), cfg(t)) })
		add("bce logits", false, func(t *tape, x *autograd.Var) *autograd.Var { return t.BCEWithLogits(x, put(t, share), cfg(t)) })
		add("bce weighted", false, func(t *tape, x *autograd.Var) *autograd.Var {
			return t.BCEWithLogitsWeighted(x, put(t, share), t.Const([]float32{1, 2, 0.5, 3}, 4), cfg(t))
		})
		add("kl", false, func(t *tape, x *autograd.Var) *autograd.Var { return t.KLDiv(t.LogSoftmax(x), put(t, probs), cfg(t)) })
		add("labels", false, func(t *tape, x *autograd.Var) *autograd.Var {
			labels := autograd.LabelConfig{LossConfig: cfg(t), Smoothing: 0.1, ClassWeight: t.Const([]float32{1, 2, 0.5, 3}, 4)}
			return t.CrossEntropyLabels(x, []int{0, 3, 1}, labels)
		})
		add("some labels", false, func(t *tape, x *autograd.Var) *autograd.Var {
			return t.CrossEntropyLabels(x, []int{-1, 3, 1}, autograd.LabelConfig{LossConfig: cfg(t), SkipNegative: true})
		})
	}
	runGradCases(t, cases)
}

// By hand, for logits 0 and so log-probabilities -log 2.
func TestLabelsByHand(t *testing.T) {
	labels := []int{0, 1, -1}
	value := func(labels []int, cfg autograd.LabelConfig) float64 {
		tp := autograd.NewInferenceTape()
		if cfg.SkipNegative {
			cfg.ClassWeight = tp.Const([]float32{1, 3}, 2)
		}
		return float64(tp.CrossEntropyLabels(tp.Zeros(len(labels), 2), labels, cfg).Scalar()) / math.Log(2)
	}
	assert.InDelta(t, 1, value(labels[:2], autograd.LabelConfig{Smoothing: 0.5}), 1e-6)
	// Targets (3/4, 3/4) and (1/4, 9/4) over weights 1 and 3; the last row is none.
	assert.InDelta(t, (1.5+2.5)/4, value(labels, autograd.LabelConfig{Smoothing: 0.5, SkipNegative: true}), 1e-6)
	assert.Zero(t, value(labels[2:], autograd.LabelConfig{SkipNegative: true}))
	assert.Panics(t, func() { value(labels, autograd.LabelConfig{}) })
}

func TestRecurrentGradients(t *testing.T) {
	runGradCases(t, []gradCase{
		{"lstm", two((*tape).LSTMCell), shapes([]int{2, 12}, []int{2, 3}), false},
		{"lstm of one", two((*tape).LSTMCell), shapes([]int{1, 4}, []int{1, 1}), false},
		{"gru of one", func(t *tape, in vars) *autograd.Var { return t.GRUCell(in[0], in[1], in[2]) }, shapes([]int{1, 3}, []int{1, 3}, []int{1, 1}), false},
		{"gru", func(t *tape, in vars) *autograd.Var { return t.GRUCell(in[0], in[1], in[2]) }, shapes([]int{2, 9}, []int{2, 9}, []int{2, 3}), false},
	})
}
