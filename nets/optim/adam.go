package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// AdamConfig adjusts Adam. Zero betas and epsilon mean the defaults.
type AdamConfig struct {
	Beta1, Beta2 float64 // 0 means 0.9 and 0.999
	Epsilon      float64 // 0 means 1e-8; added to the root of the corrected second moment
	WeightDecay  float32
	Coupled      bool // weight decay as L2 in the gradient; default is decoupled, AdamW (Loshchilov and Hutter 2019)
	AMSGrad      bool // divide by the largest second moment so far (Reddi, Kale and Kumar 2018)
}

// Adam is the optimiser of Kingma and Ba, "Adam" (2015, algorithm 1); with
// weight decay it is AdamW unless Coupled.
type Adam struct {
	state
	cfg AdamConfig
}

// NewAdam returns an optimiser for params.
func NewAdam(params []*autograd.Param, cfg AdamConfig) *Adam {
	slots := []string{"mean", "square"}
	if cfg.AMSGrad {
		slots = append(slots, "largest")
	}
	return &Adam{newState(params, slots...), cfg.withDefaults()}
}

func (c AdamConfig) withDefaults() AdamConfig {
	c.Beta1, c.Beta2, c.Epsilon = orDefault(c.Beta1, 0.9), orDefault(c.Beta2, 0.999), orDefault(c.Epsilon, 1e-8)
	return c
}

// decays returns what p is multiplied by to be added to its gradient, and what
// it is multiplied by itself.
func (c AdamConfig) decays(p *autograd.Param, rate float32) (coupled, shrink float32) {
	decay := decayOf(p, c.WeightDecay)
	if c.Coupled {
		return decay, 1
	}
	return 0, 1 - float32(rate*decay)
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *Adam) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	c1 := 1 - math.Pow(o.cfg.Beta1, float64(o.steps))
	c2 := 1 - math.Pow(o.cfg.Beta2, float64(o.steps))
	step := kernel.AdamStep{
		Beta1: float32(o.cfg.Beta1), Rest1: float32(1 - o.cfg.Beta1),
		Beta2: float32(o.cfg.Beta2), Rest2: float32(1 - o.cfg.Beta2),
		Epsilon: float32(o.cfg.Epsilon), Size: float32(float64(rate) / c1), Root: float32(math.Sqrt(1 / c2)),
	}
	for i, p := range o.params {
		step.Coupled, step.Shrink = o.cfg.decays(p, rate)
		w, g, mean, square := p.Value.Data, grads.At(i), o.slots[0][i], o.slots[1][i]
		if o.cfg.AMSGrad {
			stepAMSGrad(w, g, mean, square, o.slots[2][i], step)
		} else {
			kernel.Adam(w, g, mean, square, step)
		}
	}
	return nil
}

// stepAMSGrad is kernel.Adam with the largest second moment so far.
func stepAMSGrad(w, g, mean, square, largest []float32, s kernel.AdamStep) {
	for j := range w {
		d := g[j] + float32(s.Coupled*w[j])
		m := float32(s.Beta1*mean[j]) + float32(s.Rest1*d)
		v := float32(s.Beta2*square[j]) + float32(s.Rest2*float32(d*d))
		mean[j], square[j], largest[j] = m, v, max(v, largest[j])
		w[j] = float32(w[j]*s.Shrink) - float32(s.Size*m)/(float32(sqrt(largest[j])*s.Root)+s.Epsilon)
	}
}
