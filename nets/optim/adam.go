package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
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
	size, root := float32(float64(rate)/c1), float32(math.Sqrt(1/c2))
	for i, p := range o.params {
		w, g := p.Value.Data, grads.At(i)
		coupled, shrink := o.cfg.decays(p, rate)
		var largest []float32
		if o.cfg.AMSGrad {
			largest = o.slots[2][i]
		}
		o.stepParam(w, g, o.slots[0][i], o.slots[1][i], largest, adamStep{size, root, coupled, shrink})
	}
	return nil
}

// adamStep holds the factors of one step: its size with the bias correction of
// the mean, the root of the correction of the second moment, both decays.
type adamStep struct{ size, root, coupled, shrink float32 }

func (o *Adam) stepParam(w, g, mean, square, largest []float32, s adamStep) {
	b1, b2, eps := float32(o.cfg.Beta1), float32(o.cfg.Beta2), float32(o.cfg.Epsilon)
	r1, r2 := float32(1-o.cfg.Beta1), float32(1-o.cfg.Beta2)
	g, mean, square = g[:len(w)], mean[:len(w)], square[:len(w)]
	for j := range w {
		d := g[j] + float32(s.coupled*w[j])
		m := float32(b1*mean[j]) + float32(r1*d)
		v := float32(b2*square[j]) + float32(r2*float32(d*d))
		mean[j], square[j] = m, v
		if largest != nil {
			v = max(v, largest[j])
			largest[j] = v
		}
		w[j] = float32(w[j]*s.shrink) - float32(s.size*m)/(float32(sqrt(v)*s.root)+eps)
	}
}
