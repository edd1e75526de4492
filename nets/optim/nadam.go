package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// NAdam is Adam with Nesterov momentum (Dozat 2016), with the paper's schedule
// of the first beta, β₁(1 - 0.96^(t/250)/2).
type NAdam struct {
	state
	cfg     AdamConfig
	product float64 // of the scheduled betas so far; recomputed when a state is loaded
	counted int     // steps in product
}

// NewNAdam returns an optimiser for params. Its weight decay is L2 if Coupled
// and decoupled otherwise.
func NewNAdam(params []*autograd.Param, cfg AdamConfig) *NAdam {
	return &NAdam{state: newState(params, "mean", "square"), cfg: cfg.withDefaults(), product: 1}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *NAdam) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	beta, next := o.schedule(o.steps), o.schedule(o.steps+1)
	if o.counted != o.steps-1 {
		o.product, o.counted = 1, 0
		for o.counted < o.steps-1 {
			o.counted++
			o.product *= o.schedule(o.counted)
		}
	}
	o.product *= beta
	o.counted++
	fromGrad := float32(float64(rate) * (1 - beta) / (1 - o.product))
	fromMean := float32(float64(rate) * next / (1 - o.product*next))
	root := float32(math.Sqrt(1 / (1 - math.Pow(o.cfg.Beta2, float64(o.steps)))))
	for i, p := range o.params {
		coupled, shrink := o.cfg.decays(p, rate)
		o.stepParam(i, grads.At(i), nadamStep{coupled, shrink, fromGrad, fromMean, root})
	}
	return nil
}

// nadamStep holds the numbers of a step that are the same for all elements of a
// parameter.
type nadamStep struct {
	coupled, shrink          float32 // see AdamConfig.decays
	fromGrad, fromMean, root float32 // factors of the gradient, the mean and the root
}

func (o *NAdam) stepParam(i int, g []float32, s nadamStep) {
	w, mean, square := o.params[i].Value.Data, o.slots[0][i], o.slots[1][i]
	b1, r1 := float32(o.cfg.Beta1), float32(1-o.cfg.Beta1)
	b2, r2, eps := float32(o.cfg.Beta2), float32(1-o.cfg.Beta2), float32(o.cfg.Epsilon)
	for j := range w {
		w[j] *= s.shrink
		d := g[j] + float32(s.coupled*w[j])
		mean[j] = float32(b1*mean[j]) + float32(r1*d)
		square[j] = float32(b2*square[j]) + float32(r2*float32(d*d))
		divisor := float32(sqrt(square[j])*s.root) + eps
		w[j] -= (float32(s.fromGrad*d) + float32(s.fromMean*mean[j])) / divisor
	}
}

func (o *NAdam) schedule(step int) float64 {
	return o.cfg.Beta1 * (1 - 0.5*math.Pow(0.96, float64(step)*0.004))
}
