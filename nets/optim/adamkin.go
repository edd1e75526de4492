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
		o.stepParam(p, grads.At(i), i, rate, nadamStep{fromGrad, fromMean, root})
	}
	return nil
}

// nadamStep holds the factors of the gradient, of the mean and of the root.
type nadamStep struct{ fromGrad, fromMean, root float32 }

func (o *NAdam) stepParam(p *autograd.Param, g []float32, i int, rate float32, s nadamStep) {
	w, mean, square := p.Value.Data, o.slots[0][i], o.slots[1][i]
	coupled, shrink := o.cfg.decays(p, rate)
	b1, r1 := float32(o.cfg.Beta1), float32(1-o.cfg.Beta1)
	b2, r2, eps := float32(o.cfg.Beta2), float32(1-o.cfg.Beta2), float32(o.cfg.Epsilon)
	for j := range w {
		w[j] *= shrink
		d := g[j] + float32(coupled*w[j])
		mean[j] = float32(b1*mean[j]) + float32(r1*d)
		square[j] = float32(b2*square[j]) + float32(r2*float32(d*d))
		divisor := float32(sqrt(square[j])*s.root) + eps
		w[j] -= (float32(s.fromGrad*d) + float32(s.fromMean*mean[j])) / divisor
	}
}

func (o *NAdam) schedule(step int) float64 {
	return o.cfg.Beta1 * (1 - 0.5*math.Pow(0.96, float64(step)*0.004))
}

// RAdam is Adam without adaption until the variance of its second moment is
// known well enough (Liu et al. 2020, algorithm 2).
type RAdam struct {
	state
	cfg AdamConfig
}

// NewRAdam returns an optimiser for params. Its weight decay is L2 if Coupled
// and decoupled otherwise.
func NewRAdam(params []*autograd.Param, cfg AdamConfig) *RAdam {
	return &RAdam{newState(params, "mean", "square"), cfg.withDefaults()}
}

// Step moves the parameters against grads. It reports parameters that no
// gradient reached, and then changes nothing.
func (o *RAdam) Step(grads *autograd.Grads, rate float32) error {
	if err := o.begin(grads); err != nil {
		return err
	}
	t := float64(o.steps)
	power := math.Pow(o.cfg.Beta2, t)
	longest := 2/(1-o.cfg.Beta2) - 1
	length := longest - 2*t*power/(1-power)
	size := float64(rate) / (1 - math.Pow(o.cfg.Beta1, t))
	adaptive := length > 5
	if adaptive {
		size *= math.Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length))
		size *= math.Sqrt(1 - power)
	}
	for i, p := range o.params {
		o.stepParam(p, grads.At(i), i, rate, float32(size), adaptive)
	}
	return nil
}

func (o *RAdam) stepParam(p *autograd.Param, g []float32, i int, rate, size float32, adaptive bool) {
	w, mean, square := p.Value.Data, o.slots[0][i], o.slots[1][i]
	coupled, shrink := o.cfg.decays(p, rate)
	b1, r1 := float32(o.cfg.Beta1), float32(1-o.cfg.Beta1)
	b2, r2, eps := float32(o.cfg.Beta2), float32(1-o.cfg.Beta2), float32(o.cfg.Epsilon)
	for j := range w {
		w[j] *= shrink
		d := g[j] + float32(coupled*w[j])
		mean[j] = float32(b1*mean[j]) + float32(r1*d)
		square[j] = float32(b2*square[j]) + float32(r2*float32(d*d))
		step := float32(size * mean[j])
		if adaptive {
			step /= sqrt(square[j]) + eps
		}
		w[j] -= step
	}
}
