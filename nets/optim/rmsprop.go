package optim

import (
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

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
	if o.cfg.Momentum == 0 {
		o.stepPlain(grads, kernel.RMSPropStep{Alpha: alpha, Rest: rest, Rate: rate})
		return nil
	}
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

// stepPlain is Step without momentum, whose slot stays zero.
func (o *RMSProp) stepPlain(grads *autograd.Grads, step kernel.RMSPropStep) {
	if o.cfg.Centered {
		step.Centre = step.Rest
	}
	step.Outside = float32(o.cfg.Epsilon)
	if o.cfg.InsideRoot {
		step.Inside, step.Outside = step.Outside, 0
	}
	for i, p := range o.params {
		step.Decay = decayOf(p, o.cfg.WeightDecay)
		kernel.RMSProp(p.Value.Data, grads.At(i), o.slots[0][i], o.slots[1][i], step)
	}
}

func (o *RMSProp) divisor(v float32) float32 {
	if o.cfg.InsideRoot {
		return sqrt(v + float32(o.cfg.Epsilon))
	}
	return sqrt(v) + float32(o.cfg.Epsilon)
}
