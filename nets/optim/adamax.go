package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// AdaMaxConfig adjusts AdaMax. Zero betas and epsilon mean the defaults.
type AdaMaxConfig struct {
	Beta1, Beta2 float64 // 0 means 0.9 and 0.999
	Epsilon      float64 // 0 means 1e-8
	WeightDecay  float32 // L2
}

// AdaMax is Adam with the largest gradient in place of the second moment
// (Kingma and Ba 2015, algorithm 2).
type AdaMax struct {
	state
	cfg AdaMaxConfig
}

// NewAdaMax returns an optimiser for params.
func NewAdaMax(params []*autograd.Param, cfg AdaMaxConfig) *AdaMax {
	cfg.Beta1, cfg.Beta2, cfg.Epsilon = orDefault(cfg.Beta1, 0.9), orDefault(cfg.Beta2, 0.999), orDefault(cfg.Epsilon, 1e-8)
	return &AdaMax{newState(params, "mean", "largest"), cfg}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *AdaMax) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	size := float32(float64(rate) / (1 - math.Pow(o.cfg.Beta1, float64(o.steps))))
	b1, r1 := float32(o.cfg.Beta1), float32(1-o.cfg.Beta1)
	b2, eps := float32(o.cfg.Beta2), float32(o.cfg.Epsilon)
	for i, p := range o.params {
		w, g, mean, largest := p.Value.Data, grads.At(i), o.slots[0][i], o.slots[1][i]
		decay := decayOf(p, o.cfg.WeightDecay)
		for j := range w {
			d := g[j] + float32(decay*w[j])
			mean[j] = float32(b1*mean[j]) + float32(r1*d)
			largest[j] = max(float32(b2*largest[j]), float32(math.Abs(float64(d)))+eps)
			w[j] -= float32(size*mean[j]) / largest[j]
		}
	}
	return nil
}
