package optim

import "github.com/tengen-rl/tengen/nets/autograd"

// SGDConfig adjusts SGD. The zero value is plain gradient descent.
type SGDConfig struct {
	Momentum    float32 // μ in v ← μv + g
	Dampening   float32 // v ← μv + (1-dampening)g, except in the first step
	Nesterov    bool    // step along g + μv (Sutskever et al. 2013) rather than v
	WeightDecay float32 // L2: added to the gradient as decay times the weight
}

// SGD is gradient descent with momentum (Polyak 1964).
type SGD struct {
	state
	cfg SGDConfig
}

// NewSGD returns an optimiser for params.
func NewSGD(params []*autograd.Param, cfg SGDConfig) *SGD {
	if cfg.Momentum == 0 {
		return &SGD{newState(params), cfg}
	}
	return &SGD{newState(params, "momentum"), cfg}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *SGD) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	keep := 1 - o.cfg.Dampening
	if o.steps == 1 {
		keep = 1
	}
	for i, p := range o.params {
		w, g := p.Value.Data, grads.At(i)
		if o.cfg.Momentum != 0 {
			o.stepMomentum(i, g, keep, rate)
			continue
		}
		decay := decayOf(p, o.cfg.WeightDecay)
		for j := range w {
			w[j] -= float32(rate * (g[j] + float32(decay*w[j])))
		}
	}
	return nil
}

// stepMomentum moves parameter i; keep is what enters the velocity of the
// gradient.
func (o *SGD) stepMomentum(i int, g []float32, keep, rate float32) {
	w, v, mu := o.params[i].Value.Data, o.slots[0][i], o.cfg.Momentum
	decay := decayOf(o.params[i], o.cfg.WeightDecay)
	for j := range w {
		d := g[j] + float32(decay*w[j])
		v[j] = float32(mu*v[j]) + float32(keep*d)
		step := v[j]
		if o.cfg.Nesterov {
			step = d + float32(mu*v[j])
		}
		w[j] -= float32(rate * step)
	}
}

// decayOf returns the weight decay of p.
func decayOf(p *autograd.Param, decay float32) float32 {
	if p.NoDecay {
		return 0
	}
	return decay
}
