package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

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
		coupled, shrink := o.cfg.decays(p, rate)
		o.stepParam(i, grads.At(i), radamStep{coupled, shrink, float32(size), adaptive})
	}
	return nil
}

// radamStep holds the numbers of a step that are the same for all elements of a
// parameter.
type radamStep struct {
	coupled, shrink float32 // see AdamConfig.decays
	size            float32 // of the mean
	adaptive        bool    // divide by the root of the second moment
}

func (o *RAdam) stepParam(i int, g []float32, s radamStep) {
	w, mean, square := o.params[i].Value.Data, o.slots[0][i], o.slots[1][i]
	step := kernel.AdamStep{
		Beta1: float32(o.cfg.Beta1), Rest1: float32(1 - o.cfg.Beta1),
		Beta2: float32(o.cfg.Beta2), Rest2: float32(1 - o.cfg.Beta2),
		Epsilon: float32(o.cfg.Epsilon), Size: s.size, Root: 1,
		Coupled: s.coupled, Shrink: s.shrink,
	}
	if s.adaptive {
		kernel.Adam(w, g, mean, square, step)
		return
	}
	for j := range w { // the first few steps
		d := g[j] + float32(step.Coupled*w[j])
		mean[j] = float32(step.Beta1*mean[j]) + float32(step.Rest1*d)
		square[j] = float32(step.Beta2*square[j]) + float32(step.Rest2*float32(d*d))
		w[j] = float32(w[j]*step.Shrink) - float32(step.Size*mean[j])
	}
}
