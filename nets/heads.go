package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PolicyHead computes the logits of actions from images: a 1x1 convolution to a
// few channels, and a dense layer over all pixels.
type PolicyHead struct {
	Conv *Conv2D
	Out  *Dense
}

// NewPolicyHead returns a head over images of the given channels and pixels. It
// starts close to uniform.
func NewPolicyHead(name string, channels, inner, pixels, actions int, rng *rand.Rand) *PolicyHead {
	return &PolicyHead{
		Conv: NewConv2D(name+".conv", channels, inner, 1, HeNormal, rng),
		Out:  NewDense(name+".out", inner*pixels, actions, Scaled(LeCunNormal, 0.1), rng),
	}
}

// Forward maps images [N,H,W,C] to logits [N,actions].
func (h *PolicyHead) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return h.Out.Forward(t, flatten(t, h.Conv.ForwardReLU(t, x, nil)))
}

// Params returns the parameters of both layers.
func (h *PolicyHead) Params() []*autograd.Param { return ParamsOf(h.Conv, h.Out) }

// ValueHead computes a value in [-1,1] for each seat from images: a 1x1
// convolution to a few channels, and two dense layers over all pixels.
type ValueHead struct {
	Conv        *Conv2D
	Hidden, Out *Dense
}

// NewValueHead returns a head over images of the given channels and pixels. It
// starts close to zero.
func NewValueHead(name string, channels, inner, pixels, hidden, players int, rng *rand.Rand) *ValueHead {
	return &ValueHead{
		Conv:   NewConv2D(name+".conv", channels, inner, 1, HeNormal, rng),
		Hidden: NewDense(name+".hidden", inner*pixels, hidden, HeNormal, rng),
		Out:    NewDense(name+".out", hidden, players, Scaled(LeCunNormal, 0.1), rng),
	}
}

// Forward maps images [N,H,W,C] to values [N,players].
func (h *ValueHead) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	inner := flatten(t, h.Conv.ForwardReLU(t, x, nil))
	return t.Tanh(h.Out.Forward(t, t.ReLU(h.Hidden.Forward(t, inner))))
}

// Params returns the parameters of all layers.
func (h *ValueHead) Params() []*autograd.Param { return ParamsOf(h.Conv, h.Hidden, h.Out) }

// CellHead computes numbers in [-1,1] for each pixel, such as who will own it:
// a target beside policy and value that tells the tower more about a game than
// its result does (Wu 2019, section 4.2).
type CellHead struct {
	Conv *Conv2D
}

// NewCellHead returns a head of n numbers for each pixel; it starts close to
// zero.
func NewCellHead(name string, channels, n int, rng *rand.Rand) *CellHead {
	return &CellHead{NewConv2D(name+".conv", channels, n, 1, Scaled(LeCunNormal, 0.1), rng)}
}

// Forward maps images [N,H,W,C] to [N,n,H,W].
func (h *CellHead) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.ChannelsFirst(t.Tanh(h.Conv.Forward(t, x)))
}

// Params returns the parameters of the convolution.
func (h *CellHead) Params() []*autograd.Param { return h.Conv.Params() }
