package optim

import (
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
