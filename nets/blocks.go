package nets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// SqueezeExcite scales each channel of an image by a number that a small
// network computes from the means of all channels (Hu, Shen and Sun 2018).
type SqueezeExcite struct {
	Down, Up *Dense
}

// NewSqueezeExcite returns a block whose small network has channels/ratio
// hidden units. It starts by halving all channels.
func NewSqueezeExcite(name string, channels, ratio int, rng *rand.Rand) *SqueezeExcite {
	hidden := max(1, channels/max(1, ratio))
	return &SqueezeExcite{
		Down: NewDense(name+".down", channels, hidden, HeNormal, rng),
		Up:   NewDense(name+".up", hidden, channels, Zeros, rng),
	}
}

// Forward maps images [N,H,W,C] to images of the same shape.
func (s *SqueezeExcite) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	gate := t.Sigmoid(s.Up.Forward(t, t.ReLU(s.Down.Forward(t, t.GlobalAvgPool(x)))))
	return t.Mul(x, t.Reshape(gate, x.Dim(0), 1, 1, x.Dim(3)))
}

// Params returns the parameters of the small network.
func (s *SqueezeExcite) Params() []*autograd.Param { return ParamsOf(s.Down, s.Up) }

// GlobalPooling adds to each channel of an image a bias that is computed from
// the means and the largest elements of other channels, so that a far corner
// of the board can matter at once (Wu, "Accelerating Self-Play Learning in
// Go", 2019, section 4.1).
type GlobalPooling struct {
	Gather *Conv2D // the channels that are pooled
	Spread *Dense  // [C, 3·pooled]
}

// NewGlobalPooling returns a block that pools the given number of channels. It
// starts as the identity.
func NewGlobalPooling(name string, channels, pooled int, rng *rand.Rand) *GlobalPooling {
	return &GlobalPooling{
		Gather: NewConv2D(name+".gather", channels, pooled, 1, HeNormal, rng),
		Spread: NewDense(name+".spread", 3*pooled, channels, Zeros, rng),
	}
}

// Forward maps images [N,H,W,C] to images of the same shape. The means enter a
// second time scaled by the width of the board less 14, in tenths, as in the
// paper, so that one network can play boards of many sizes.
func (g *GlobalPooling) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	pooled := g.Gather.ForwardReLU(t, x, nil)
	mean := t.GlobalAvgPool(pooled)
	width := math.Sqrt(float64(x.Dim(1) * x.Dim(2)))
	all := t.Concat(1, mean, t.Scale(mean, float32(0.1*(width-14))), t.GlobalMaxPool(pooled))
	return t.Add(x, t.Reshape(g.Spread.Forward(t, all), x.Dim(0), 1, 1, x.Dim(3)))
}

// Params returns the parameters of both layers.
func (g *GlobalPooling) Params() []*autograd.Param { return ParamsOf(g.Gather, g.Spread) }

// NoisyDense is a dense layer with learned noise in its weights, which makes an
// agent explore (Fortunato et al., "Noisy Networks for Exploration", 2018,
// factorised noise).
type NoisyDense struct {
	Mean            *Dense
	SigmaW, SigmaB  *autograd.Param
	inputs, outputs int
}

// NewNoisyDense returns a layer with the paper's initial values: means uniform
// within ±1/√in and deviations of sigma/√in; the paper takes sigma 0.5.
func NewNoisyDense(name string, in, out int, sigma float32, rng *rand.Rand) *NoisyDense {
	limit := float32(1 / math.Sqrt(float64(in)))
	n := &NoisyDense{
		Mean:   NewDense(name, in, out, Uniform(limit), rng),
		SigmaW: autograd.NewParam(name+".weight_sigma", out, in),
		SigmaB: newBias(name+".bias_sigma", out),
		inputs: in, outputs: out,
	}
	initialize(n.Mean.Bias, Uniform(limit), rng)
	Constant(sigma*limit)(nil, n.SigmaW.Value)
	Constant(sigma*limit)(nil, n.SigmaB.Value)
	return n
}

// Forward maps x [...,in] to [...,out] with noise drawn from rng; a nil rng
// means none.
func (n *NoisyDense) Forward(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var {
	if rng == nil {
		return n.Mean.Forward(t, x)
	}
	in, out := noise(t, n.inputs, rng), noise(t, n.outputs, rng)
	both := t.Mul(t.Reshape(out, n.outputs, 1), t.Reshape(in, 1, n.inputs))
	w := t.Add(t.Param(n.Mean.Weight), t.Mul(t.Param(n.SigmaW), both))
	b := t.Add(t.Param(n.Mean.Bias), t.Mul(t.Param(n.SigmaB), out))
	return t.Dense(x, w, b)
}

// Params returns the means and the deviations.
func (n *NoisyDense) Params() []*autograd.Param {
	return append(n.Mean.Params(), n.SigmaW, n.SigmaB)
}

// noise returns sign(z)·√|z| of normal numbers z (eq. 11 of the paper).
func noise(t *autograd.Tape, n int, rng *rand.Rand) *autograd.Var {
	v := t.Zeros(n)
	for i := range v.Data() {
		z := rng.NormFloat64()
		v.Data()[i] = float32(math.Copysign(math.Sqrt(math.Abs(z)), z))
	}
	return v
}

// Dueling splits the values of actions into that of the state and the
// advantages of the actions (Wang et al. 2016, eq. 9).
type Dueling struct {
	Value, Advantage *Dense
}

// NewDueling returns a head over rows of the given width.
func NewDueling(name string, in, actions int, rng *rand.Rand) *Dueling {
	return &Dueling{
		Value:     NewDense(name+".value", in, 1, LeCunNormal, rng),
		Advantage: NewDense(name+".advantage", in, actions, LeCunNormal, rng),
	}
}

// Forward maps x [N,in] to values of actions [N,A].
func (d *Dueling) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	advantage := d.Advantage.Forward(t, x)
	centred := t.Sub(advantage, t.MeanAxes(advantage, true, 1))
	return t.Add(centred, d.Value.Forward(t, x))
}

// Params returns the parameters of both parts.
func (d *Dueling) Params() []*autograd.Param { return ParamsOf(d.Value, d.Advantage) }

// Attention is a block of a transformer: multi-head self-attention and a
// two-layer network, each behind a layer norm and beside a skip (Vaswani et al.
// 2017; norms first as in Xiong et al. 2020).
type Attention struct {
	Norm1, Norm2         *LayerNorm
	QKV, Out, Grow, Fall *Dense
	Heads                int
}

// NewAttention returns a block over vectors of the given width, which heads
// must divide; the inner network is four times as wide. It starts as the
// identity.
func NewAttention(name string, width, heads int, rng *rand.Rand) *Attention {
	if heads < 1 || width%heads != 0 {
		panic(fmt.Sprintf("nets: attention of width %d in %d heads", width, heads))
	}
	return &Attention{
		Norm1: NewLayerNorm(name+".norm1", width),
		QKV:   NewDense(name+".qkv", width, 3*width, XavierUniform, rng),
		Out:   NewDense(name+".out", width, width, Zeros, rng),
		Norm2: NewLayerNorm(name+".norm2", width),
		Grow:  NewDense(name+".grow", width, 4*width, HeNormal, rng),
		Fall:  NewDense(name+".fall", 4*width, width, Zeros, rng),
		Heads: heads,
	}
}

// Forward maps sequences x [N,T,width] to the same shape. mask [N,heads,T,T],
// or nil, is 0 where a step must not see another.
func (a *Attention) Forward(t *autograd.Tape, x, mask *autograd.Var) *autograd.Var {
	n, steps, width := x.Dim(0), x.Dim(1), x.Dim(2)
	// [N,T,3·width] → [3,N,heads,T,width/heads]
	qkv := t.Reshape(a.QKV.Forward(t, a.Norm1.Forward(t, x)), n, steps, 3, a.Heads, width/a.Heads)
	qkv = t.Transpose(qkv, 2, 0, 3, 1, 4)
	seen := t.Attention(t.Row(qkv, 0), t.Row(qkv, 1), t.Row(qkv, 2), mask)
	joined := t.Reshape(t.Transpose(seen, 0, 2, 1, 3), n, steps, width)
	x = t.Add(x, a.Out.Forward(t, joined))
	return t.Add(x, a.Fall.Forward(t, t.GELU(a.Grow.Forward(t, a.Norm2.Forward(t, x)))))
}

// Params returns the parameters in the order of their use.
func (a *Attention) Params() []*autograd.Param {
	return ParamsOf(a.Norm1, a.QKV, a.Out, a.Norm2, a.Grow, a.Fall)
}
