package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PolicyHead computes the logits of actions from images: a 1x1 convolution to a
// few channels, and a dense layer over all pixels.
type PolicyHead struct {
	Conv *Conv2D // nil where the dense layer takes the images as they are
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
	return h.forward(t, x, nil)
}

func (h *PolicyHead) forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	return h.Out.Forward(t, flatten(t, narrow(t, h.Conv, x, mask)))
}

// narrow applies a head's convolution, if it has one.
func narrow(t *autograd.Tape, conv *Conv2D, x *autograd.Var, mask *boardMask) *autograd.Var {
	if conv == nil {
		return x
	}
	return mask.clear(t, conv.ForwardReLU(t, x, nil))
}

// Params returns the parameters of both layers.
func (h *PolicyHead) Params() []*autograd.Param { return withConv(h.Conv, h.Out) }

// withConv lists the parameters of a convolution, which may be nil, and of the
// layers behind it.
func withConv(conv *Conv2D, layers ...Module) []*autograd.Param {
	var all []*autograd.Param
	if conv != nil {
		all = conv.Params()
	}
	return append(all, ParamsOf(layers...)...)
}

// ValueHead computes a value in [-1,1] for each seat from images: a 1x1
// convolution to a few channels, and two dense layers over all pixels, or over
// what is pooled of them.
type ValueHead struct {
	Conv        *Conv2D // nil where the dense layers take the images as they are
	Pooled      bool    // the dense layers take means and maxima of the channels over the board
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

// NewPooledValueHead returns a head like NewValueHead's over images of any size.
func NewPooledValueHead(name string, channels, inner, hidden, players int, rng *rand.Rand) *ValueHead {
	h := NewValueHead(name, channels, inner, 3, hidden, players, rng) // three numbers a channel
	h.Pooled = true
	return h
}

// Forward maps images [N,H,W,C] to values [N,players].
func (h *ValueHead) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return h.values(t, h.features(t, x, nil))
}

// features returns the units of the hidden layer, [N,hidden].
func (h *ValueHead) features(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	inner := narrow(t, h.Conv, x, mask)
	if h.Pooled {
		inner = mask.pool(t, inner)
	} else {
		inner = flatten(t, inner)
	}
	return t.ReLU(h.Hidden.Forward(t, inner))
}

// values returns the values of a position with such features.
func (h *ValueHead) values(t *autograd.Tape, features *autograd.Var) *autograd.Var {
	return t.Tanh(h.Out.Forward(t, features))
}

// Params returns the parameters of all layers.
func (h *ValueHead) Params() []*autograd.Param { return withConv(h.Conv, h.Hidden, h.Out) }

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
