package nets_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

var cells = []nets.CellKind{nets.RNNTanh, nets.RNNReLU, nets.LSTM, nets.GRU}

// A batch of sequences of different lengths gives each the outputs and the
// last state that it has alone.
func TestRecurrentLengths(t *testing.T) {
	for _, kind := range cells {
		t.Run(string(kind), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 1))
			net := nets.NewRecurrent("r", nets.RecurrentConfig{Kind: kind, In: 3, Hidden: 4, Layers: 2}, rng)
			lengths := []int{5, 0, 2, 3}
			x := gradtest.Rand(rng, 5, 4, 3)
			tape := autograd.NewTape()
			all, last := net.Forward(tape, tape.Const(x.Data, 5, 4, 3), net.ZeroState(tape, 4), lengths)
			for b, n := range lengths {
				alone := tensor.New(n, 1, 3)
				for step := range n {
					copy(alone.Data[step*3:], x.Data[(step*4+b)*3:][:3])
				}
				for step := n; step < 5; step++ {
					assert.Equal(t, make([]float32, 4), all.Data()[(step*4+b)*4:][:4], "beyond the end")
				}
				if n == 0 {
					assert.Equal(t, make([]float32, 4), last.H[1].Data()[b*4:][:4], "no step, no change")
					continue
				}
				y, end := net.Forward(tape, tape.Const(alone.Data, n, 1, 3), net.ZeroState(tape, 1), nil)
				for step := range n {
					assert.InDeltaSlice(t, y.Data()[step*4:][:4], all.Data()[(step*4+b)*4:][:4], 1e-6)
				}
				for layer := range 2 {
					assert.InDeltaSlice(t, end.H[layer].Data(), last.H[layer].Data()[b*4:][:4], 1e-6)
					if kind == nets.LSTM {
						assert.InDeltaSlice(t, end.C[layer].Data(), last.C[layer].Data()[b*4:][:4], 1e-6)
					}
				}
			}
		})
	}
}

// Two pieces with the state carried over compute what one piece does; the
// gradient ends where the state was detached.
func TestTruncatedBackpropagation(t *testing.T) {
	for _, kind := range cells {
		rng := rand.New(rand.NewPCG(2, 2))
		net := nets.NewRecurrent("r", nets.RecurrentConfig{Kind: kind, In: 3, Hidden: 4, Layers: 2}, rng)
		x := gradtest.Rand(rng, 6, 2, 3)
		tape := autograd.NewTape()
		whole, _ := net.Forward(tape, tape.Const(x.Data, 6, 2, 3), net.ZeroState(tape, 2), nil)

		first := tape.Input(x.Data[:18], 3, 2, 3)
		_, state := net.Forward(tape, first, net.ZeroState(tape, 2), nil)
		y, _ := net.Forward(tape, tape.Const(x.Data[18:], 3, 2, 3), state.Detach(tape), nil)
		assert.InDeltaSlice(t, whole.Data()[3*8:], y.Data(), 1e-6, kind)
		tape.Backward(tape.Sum(y), autograd.NewGrads(net.Params()))
		assert.Nil(t, first.Grad())
		y, _ = net.Forward(tape, tape.Const(x.Data[18:], 3, 2, 3), state, nil)
		tape.Backward(tape.Sum(y), autograd.NewGrads(net.Params()))
		assert.NotNil(t, first.Grad())
	}
}

func TestCellHead(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	x := gradtest.Rand(rng, 2, 3, 5, 4)
	tape := autograd.NewTape()
	y := nets.NewCellHead("own", 4, 2, rng).Forward(tape, tape.Const(x.Data, 2, 3, 5, 4))
	assert.Equal(t, []int{2, 2, 3, 5}, y.Shape())
	for _, v := range y.Data() {
		assert.LessOrEqual(t, v, float32(1))
		assert.GreaterOrEqual(t, v, float32(-1))
	}
}

// By hand: one channel of values 1 and 3 on a 1x2 board has mean 2, largest 3
// and a width of the root of 2; the three weights tell their parts apart.
func TestGlobalPoolingByHand(t *testing.T) {
	g := nets.NewGlobalPooling("g", 1, 1, nil)
	g.Gather.Weight.Value.Data[0] = 1
	copy(g.Spread.Weight.Value.Data, []float32{1000, 1, 100})
	tape := autograd.NewTape()
	y := g.Forward(tape, tape.Const([]float32{1, 3}, 1, 1, 2, 1))
	added := 1000*2 + 2*0.1*(math.Sqrt2-14) + 100*3
	assert.InDeltaSlice(t, []float32{float32(1 + added), float32(3 + added)}, y.Data(), 1e-3)
}

// Blocks that promise to start as the identity do.
func TestBlocksStartAsTheIdentity(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	x := gradtest.Rand(rng, 2, 3, 4, 4)
	tape := autograd.NewTape()
	v := tape.Const(x.Data, 2, 3, 4, 4)
	assert.Equal(t, x.Data, nets.NewGlobalPooling("g", 4, 2, rng).Forward(tape, v).Data())
	assert.InDeltaSlice(t, x.Data, tape.Scale(nets.NewSqueezeExcite("s", 4, 2, rng).Forward(tape, v), 2).Data(), 1e-6)
	rows := tape.Const(x.Data, 2, 12, 4)
	assert.Equal(t, x.Data, nets.NewAttention("a", 4, 2, rng).Forward(tape, rows, nil).Data())
	relu := tape.ReLU(v)
	assert.Equal(t, relu.Data(), nets.NewResidualBlock("r", 4, 3, rng).Forward(tape, relu).Data())
	assert.Panics(t, func() { nets.NewAttention("a", 4, 3, rng) })
}

func TestNoisyDense(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	net := nets.NewNoisyDense("n", 3, 2, rng)
	x := []float32{1, -2, 3}
	tape, grads := autograd.NewTape(), autograd.NewGrads(net.Params())
	v := tape.Const(x, 1, 3)
	quiet := net.Forward(tape, v, nil)
	a, b := net.Forward(tape, v, rng), net.Forward(tape, v, rng)
	assert.NotEqual(t, a.Data(), b.Data())
	tape.Backward(tape.Sum(tape.Mul(a, a)), grads)
	assert.Nil(t, grads.Missing(), "the noise is learned")

	clear(net.SigmaW.Value.Data)
	clear(net.SigmaB.Value.Data)
	assert.InDeltaSlice(t, quiet.Data(), net.Forward(tape, v, rng).Data(), 1e-6)
}

// The advantages of the dueling head do not move the mean value.
func TestDueling(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	net := nets.NewDueling("d", 3, 4, rng)
	tape, grads := autograd.NewTape(), autograd.NewGrads(net.Params())
	x := tape.Const([]float32{1, -2, 3}, 1, 3)
	q := net.Forward(tape, x)
	require.Equal(t, []int{1, 4}, q.Shape())
	assert.InDelta(t, net.Value.Forward(tape, x).Scalar(), tape.Mean(q).Scalar(), 1e-6)
	tape.Backward(tape.Sum(tape.Mul(q, q)), grads)
	assert.Nil(t, grads.Missing())
}

func TestInitializers(t *testing.T) {
	w := tensor.New(60, 30, 3, 3) // fan-in 270, fan-out 540
	for name, c := range map[string]struct {
		init     nets.Init
		variance float64
	}{
		"lecun normal":   {nets.LeCunNormal, 1.0 / 270},
		"lecun uniform":  {nets.LeCunUniform, 1.0 / 270},
		"he normal":      {nets.HeNormal, 2.0 / 270},
		"he uniform":     {nets.HeUniform, 2.0 / 270},
		"xavier normal":  {nets.XavierNormal, 2.0 / 810},
		"xavier uniform": {nets.XavierUniform, 2.0 / 810},
		"uniform":        {nets.Uniform(0.3), 0.03},
		"scaled":         {nets.Scaled(nets.HeNormal, 3), 18.0 / 270},
	} {
		c.init(rand.New(rand.NewPCG(6, 6)), w) // each its own: maps have no order
		var sum, square float64
		for _, x := range w.Data {
			sum += float64(x)
			square += float64(x) * float64(x)
		}
		n := float64(w.Len())
		assert.InDelta(t, 0, sum/n, 4*math.Sqrt(c.variance/n), name) // four standard errors
		assert.InEpsilon(t, c.variance, square/n, 0.05, name)
	}
	for _, shape := range [][]int{{4, 9}, {9, 4}, {3, 2, 2, 2}, {1, 1}} {
		w := tensor.New(shape...)
		nets.Orthogonal(rand.New(rand.NewPCG(6, 6)), w)
		rows := shape[0]
		cols := w.Len() / rows
		at := func(i, j int) float64 { return float64(w.Data[i*cols+j]) }
		if rows > cols {
			rows, cols = cols, rows
			at = func(i, j int) float64 { return float64(w.Data[j*rows+i]) }
		}
		for i := range rows {
			for k := range rows {
				var dot float64
				for j := range cols {
					dot += at(i, j) * at(k, j)
				}
				want := 0.0
				if i == k {
					want = 1
				}
				assert.InDelta(t, want, dot, 1e-5, "%v", shape)
			}
		}
	}
}

// step returns a training step of a network over constant inputs.
func trainingStep(tb testing.TB, cfg nets.SequentialConfig, batch int) func() {
	rng := rand.New(rand.NewPCG(9, 9))
	net, err := nets.NewSequential(cfg, rng)
	require.NoError(tb, err)
	x := gradtest.Rand(rng, append([]int{batch}, cfg.Input...)...)
	labels := make([]int, batch)
	params := net.Params()
	tape, grads, adam := autograd.NewTape(), autograd.NewGrads(params), optim.NewAdam(params, optim.AdamConfig{})
	return func() {
		tape.Reset()
		grads.Zero()
		out := net.Forward(tape, tape.Const(x.Data, x.Shape...), rng)
		tape.Backward(tape.CrossEntropyLabels(out, labels, autograd.LabelConfig{}), grads)
		optim.ClipNorm(grads, 1)
		if err := adam.Step(grads, 1e-3); err != nil {
			tb.Fatal(err)
		}
	}
}

var steadyNets = map[string]nets.SequentialConfig{
	"mlp": {Input: []int{4}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dense", Out: 2},
	}},
	"conv": {Input: []int{4, 10, 10}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 16, Activation: autograd.ReLU}, {Kind: "conv", Out: 16, Stride: 2, Activation: autograd.ReLU},
		{Kind: "residual"}, {Kind: "maxpool"}, {Kind: "batchnorm"}, {Kind: "flatten"}, {Kind: "dropout", Rate: 0.1}, {Kind: "dense", Out: 10},
	}},
	"lstm":      {Input: []int{8, 6}, Layers: []nets.LayerConfig{{Kind: "lstm", Out: 32, Layers: 2}, {Kind: "dense", Out: 2}}},
	"gru":       {Input: []int{8, 6}, Layers: []nets.LayerConfig{{Kind: "gru", Out: 32}, {Kind: "dense", Out: 2}}},
	"attention": {Input: []int{8, 16}, Layers: []nets.LayerConfig{{Kind: "attention", Heads: 2}, {Kind: "flatten"}, {Kind: "dense", Out: 2}}},
}

func TestSteadyTrainingStepsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	for name, cfg := range steadyNets {
		t.Run(name, func(t *testing.T) {
			step := trainingStep(t, cfg, 16)
			for range 3 {
				step()
			}
			assert.Zero(t, testing.AllocsPerRun(20, step))
		})
	}
}

func BenchmarkTrainingStep(b *testing.B) {
	for _, name := range []string{"mlp", "conv", "lstm"} {
		b.Run(name, func(b *testing.B) {
			step := trainingStep(b, steadyNets[name], 32)
			step()
			b.ReportAllocs()
			for b.Loop() {
				step()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

func TestRecurrentRefusesLengthsBeyondTheSteps(t *testing.T) {
	r := nets.NewRecurrent("r", nets.RecurrentConfig{Kind: nets.GRU, In: 3, Hidden: 4}, rand.New(rand.NewPCG(1, 1)))
	tape := autograd.NewTape()
	run := func(n int) func() {
		return func() { r.Forward(tape, tape.Zeros(5, 2, 3), r.ZeroState(tape, 2), []int{5, n}) }
	}
	assert.NotPanics(t, run(0))
	assert.PanicsWithValue(t, "nets: Recurrent over shape [5 2 3] with length 6 of sequence 1, want 0..5", run(6))
	assert.PanicsWithValue(t, "nets: Recurrent over shape [5 2 3] with length -1 of sequence 1, want 0..5", run(-1))
}
