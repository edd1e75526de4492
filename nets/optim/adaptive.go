package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// AdaGradConfig adjusts AdaGrad. A zero epsilon means 1e-10.
type AdaGradConfig struct {
	Epsilon     float64
	RateDecay   float64 // rate of step t from 0 is divided by 1 + t·RateDecay
	Initial     float32 // of the sums of squares
	WeightDecay float32 // L2
}

// AdaGrad divides each step by the root of the sum of all squared gradients
// (Duchi, Hazan and Singer 2011).
type AdaGrad struct {
	state
	cfg AdaGradConfig
}

// NewAdaGrad returns an optimiser for params.
func NewAdaGrad(params []*autograd.Param, cfg AdaGradConfig) *AdaGrad {
	cfg.Epsilon = orDefault(cfg.Epsilon, 1e-10)
	o := &AdaGrad{newState(params, "sum"), cfg}
	for _, sum := range o.slots[0] {
		for j := range sum {
			sum[j] = cfg.Initial
		}
	}
	return o
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *AdaGrad) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	rate /= float32(1 + float64(o.steps-1)*o.cfg.RateDecay)
	eps := float32(o.cfg.Epsilon)
	for i, p := range o.params {
		w, g, sum := p.Value.Data, grads.At(i), o.slots[0][i]
		decay := decayOf(p, o.cfg.WeightDecay)
		for j := range w {
			d := g[j] + float32(decay*w[j])
			sum[j] += float32(d * d)
			w[j] -= float32(rate*d) / (sqrt(sum[j]) + eps)
		}
	}
	return nil
}

// RMSPropConfig adjusts RMSProp. Zeros mean the defaults.
type RMSPropConfig struct {
	Alpha       float64 // of the running mean of squares; 0 means 0.99
	Epsilon     float64 // 0 means 1e-8
	InsideRoot  bool    // epsilon is added before the root is taken, as TensorFlow and the DQN papers do
	Centered    bool    // subtract the square of the running mean: the variance (Graves 2013)
	Momentum    float32
	WeightDecay float32 // L2
}

// RMSProp divides each step by the root of a running mean of squared gradients
// (Tieleman and Hinton 2012).
type RMSProp struct {
	state
	cfg RMSPropConfig
}

// NewRMSProp returns an optimiser for params.
func NewRMSProp(params []*autograd.Param, cfg RMSPropConfig) *RMSProp {
	cfg.Alpha, cfg.Epsilon = orDefault(cfg.Alpha, 0.99), orDefault(cfg.Epsilon, 1e-8)
	return &RMSProp{newState(params, "square", "mean", "momentum"), cfg}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *RMSProp) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	alpha, rest := float32(o.cfg.Alpha), float32(1-o.cfg.Alpha)
	for i, p := range o.params {
		w, g := p.Value.Data, grads.At(i)
		square, mean, velocity := o.slots[0][i], o.slots[1][i], o.slots[2][i]
		decay := decayOf(p, o.cfg.WeightDecay)
		for j := range w {
			d := g[j] + float32(decay*w[j])
			square[j] = float32(alpha*square[j]) + float32(rest*float32(d*d))
			v := square[j]
			if o.cfg.Centered {
				mean[j] = float32(alpha*mean[j]) + float32(rest*d)
				v = max(0, v-float32(mean[j]*mean[j])) // rounding may take it below
			}
			velocity[j] = float32(o.cfg.Momentum*velocity[j]) + d/o.divisor(v)
			w[j] -= float32(rate * velocity[j])
		}
	}
	return nil
}

func (o *RMSProp) divisor(v float32) float32 {
	if o.cfg.InsideRoot {
		return sqrt(v + float32(o.cfg.Epsilon))
	}
	return sqrt(v) + float32(o.cfg.Epsilon)
}

// AdaDeltaConfig adjusts AdaDelta. Zeros mean the defaults.
type AdaDeltaConfig struct {
	Rho     float64 // 0 means 0.9
	Epsilon float64 // 0 means 1e-6
}

// AdaDelta scales each step by the ratio of running means of squared steps and
// squared gradients (Zeiler 2012); its rate is usually 1.
type AdaDelta struct {
	state
	cfg AdaDeltaConfig
}

// NewAdaDelta returns an optimiser for params.
func NewAdaDelta(params []*autograd.Param, cfg AdaDeltaConfig) *AdaDelta {
	cfg.Rho, cfg.Epsilon = orDefault(cfg.Rho, 0.9), orDefault(cfg.Epsilon, 1e-6)
	return &AdaDelta{newState(params, "square", "step"), cfg}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *AdaDelta) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	rho, rest, eps := float32(o.cfg.Rho), float32(1-o.cfg.Rho), float32(o.cfg.Epsilon)
	for i, p := range o.params {
		w, g, square, steps := p.Value.Data, grads.At(i), o.slots[0][i], o.slots[1][i]
		for j := range w {
			square[j] = float32(rho*square[j]) + float32(rest*float32(g[j]*g[j]))
			d := sqrt(steps[j]+eps) / sqrt(square[j]+eps) * g[j]
			steps[j] = float32(rho*steps[j]) + float32(rest*float32(d*d))
			w[j] -= float32(rate * d)
		}
	}
	return nil
}

func orDefault(x, standard float64) float64 {
	if x == 0 {
		return standard
	}
	return x
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
