package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Dueling splits the values of actions into that of the state and the
// advantages of the actions (Wang et al. 2016, eq. 9).
type Dueling struct {
	Value, Advantage *Dense
}

// NewDueling returns a head over rows of the given width.
func NewDueling(name string, in, actions int, rng *rand.Rand) *Dueling {
	return &Dueling{
		Value:     NewDense(name+".value", in, 1, LeCunNormal, rng),
		Advantage: NewDense(name+".advantage", in, actions, LeCunNormal, rng),
	}
}

// Forward maps x [N,in] to values of actions [N,A].
func (d *Dueling) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	advantage := d.Advantage.Forward(t, x)
	centred := t.Sub(advantage, t.MeanAxes(advantage, true, 1))
	return t.Add(centred, d.Value.Forward(t, x))
}

// Params returns the parameters of both parts.
func (d *Dueling) Params() []*autograd.Param { return ParamsOf(d.Value, d.Advantage) }
