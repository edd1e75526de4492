package optim

import (
	"github.com/tengen-rl/tengen/nets/autograd"
)

// AdaDeltaConfig adjusts AdaDelta. Zeros mean the defaults.
type AdaDeltaConfig struct {
	Rho         float64 // 0 means 0.9
	Epsilon     float64 // 0 means 1e-6
	WeightDecay float32 // L2
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
		decay := decayOf(p, o.cfg.WeightDecay)
		for j := range w {
			slope := g[j] + float32(decay*w[j])
			square[j] = float32(rho*square[j]) + float32(rest*float32(slope*slope))
			d := sqrt(steps[j]+eps) / sqrt(square[j]+eps) * slope
			steps[j] = float32(rho*steps[j]) + float32(rest*float32(d*d))
			w[j] -= float32(rate * d)
		}
	}
	return nil
}
