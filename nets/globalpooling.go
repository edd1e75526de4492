package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// GlobalPooling adds to each channel of an image a bias that is computed from
// the means and the largest elements of other channels, so that a far corner
// of the board can matter at once (Wu, "Accelerating Self-Play Learning in
// Go", 2019, section 4.1).
type GlobalPooling struct {
	Gather *Conv2D // the channels that are pooled
	Spread *Dense  // [C, 3·pooled]
}

// NewGlobalPooling returns a block that pools the given number of channels. It
// starts as the identity.
func NewGlobalPooling(name string, channels, pooled int, rng *rand.Rand) *GlobalPooling {
	return &GlobalPooling{
		Gather: NewConv2D(name+".gather", channels, pooled, 1, HeNormal, rng),
		Spread: NewDense(name+".spread", 3*pooled, channels, Zeros, rng),
	}
}

// Forward maps images [N,H,W,C] to images of the same shape. The means enter a
// second time scaled by the width of the board less 14, in tenths, as in the
// paper, so that one network can play boards of many sizes.
func (g *GlobalPooling) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.Add(x, asPixels(t, g.Spread.Forward(t, g.pool(t, x, nil))))
}

// pool returns what is pooled of images [N,H,W,C]: [N,3·pooled].
func (g *GlobalPooling) pool(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	return mask.pool(t, mask.clear(t, g.Gather.ForwardReLU(t, x, nil)))
}

// asPixels makes images of one pixel, [N,1,1,C], from rows [N,C]: a bias of
// each image.
func asPixels(t *autograd.Tape, rows *autograd.Var) *autograd.Var {
	return t.Reshape(rows, rows.Dim(0), 1, 1, rows.Dim(1))
}

// Params returns the parameters of both layers.
func (g *GlobalPooling) Params() []*autograd.Param { return ParamsOf(g.Gather, g.Spread) }
