package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// SqueezeExcite scales each channel of an image by a number that a small
// network computes from the means of all channels (Hu, Shen and Sun 2018).
type SqueezeExcite struct {
	Down, Up *Dense
}

// NewSqueezeExcite returns a block whose small network has channels/ratio
// hidden units. It starts by halving all channels.
func NewSqueezeExcite(name string, channels, ratio int, rng *rand.Rand) *SqueezeExcite {
	hidden := max(1, channels/max(1, ratio))
	return &SqueezeExcite{
		Down: NewDense(name+".down", channels, hidden, HeNormal, rng),
		Up:   NewDense(name+".up", hidden, channels, Zeros, rng),
	}
}

// Forward maps images [N,H,W,C] to images of the same shape.
func (s *SqueezeExcite) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	gate := t.Sigmoid(s.Up.Forward(t, t.ReLU(s.Down.Forward(t, t.GlobalAvgPool(x)))))
	return t.Mul(x, t.Reshape(gate, x.Dim(0), 1, 1, x.Dim(3)))
}

// Params returns the parameters of the small network.
func (s *SqueezeExcite) Params() []*autograd.Param { return ParamsOf(s.Down, s.Up) }
