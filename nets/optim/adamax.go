package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// AdaMax is Adam with the largest gradient in place of the second moment
// (Kingma and Ba 2015, algorithm 2). Weight decay, AMSGrad and Coupled of its
// configuration have no effect.
type AdaMax struct {
	state
	cfg AdamConfig
}

// NewAdaMax returns an optimiser for params.
func NewAdaMax(params []*autograd.Param, cfg AdamConfig) *AdaMax {
	return &AdaMax{newState(params, "mean", "largest"), cfg.withDefaults()}
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
		for j := range w {
			mean[j] = float32(b1*mean[j]) + float32(r1*g[j])
			largest[j] = max(float32(b2*largest[j]), float32(math.Abs(float64(g[j])))+eps)
			w[j] -= float32(size*mean[j]) / largest[j]
		}
	}
	return nil
}
