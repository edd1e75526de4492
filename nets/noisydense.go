package nets

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// NoisyDense is a dense layer with learned noise in its weights, which makes an
// agent explore (Fortunato et al., "Noisy Networks for Exploration", 2018,
// factorised noise).
type NoisyDense struct {
	Mean            *Dense
	SigmaW, SigmaB  *autograd.Param
	inputs, outputs int
}

// NewNoisyDense returns a layer with the paper's initial values: means uniform
// within ±1/√in and deviations of 0.5/√in. Another sigma than 0.5 is a matter of
// SetSigma.
func NewNoisyDense(name string, in, out int, rng *rand.Rand) *NoisyDense {
	limit := Uniform(float32(1 / math.Sqrt(float64(in))))
	n := &NoisyDense{
		Mean:   NewDense(name, in, out, limit, rng),
		SigmaW: autograd.NewParam(name+".weight_sigma", out, in),
		SigmaB: newBias(name+".bias_sigma", out),
		inputs: in, outputs: out,
	}
	initialize(n.Mean.Bias, limit, rng)
	n.SetSigma(0.5)
	return n
}

// SetSigma makes all deviations sigma/√in.
func (n *NoisyDense) SetSigma(sigma float32) {
	deviation := Constant(sigma * float32(1/math.Sqrt(float64(n.inputs))))
	deviation(nil, n.SigmaW.Value)
	deviation(nil, n.SigmaB.Value)
}

// Forward maps x [...,in] to [...,out] with noise drawn from rng; a nil rng
// means none. The noise of the weight from input i to output o is sigma·εₒ·εᵢ,
// so that it can be taken out of the product,
//
//	W·x + b + εₒ∘(Σ·(εᵢ∘x) + σ),
//
// and no noisy copy of the weights is made.
func (n *NoisyDense) Forward(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var {
	mean := n.Mean.Forward(t, x)
	if rng == nil {
		return mean
	}
	in, out := noise(t, n.inputs, rng), noise(t, n.outputs, rng)
	spread := t.Dense(t.Mul(x, in), t.Param(n.SigmaW), t.Param(n.SigmaB))
	return t.Add(mean, t.Mul(spread, out))
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
