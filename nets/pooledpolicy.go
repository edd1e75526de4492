package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PooledPolicyHead computes the logits of actions from boards of any size (Wu
// 2019, appendix A): of an action for each pixel, from the pixel and what is
// pooled of the board, and of actions that are no pixels, such as a pass, from
// the latter alone.
//
//	x ─┬─ conv 1x1 ──────────────────────── + ─ relu ─ conv 1x1 ─ logits of pixels
//	   └─ conv 1x1 ─ relu ─ pooled ─┬ dense ┘
//	                                └ dense ───────────────────── logits of the rest
type PooledPolicyHead struct {
	Conv  *Conv2D
	Pool  *GlobalPooling // its Spread makes the bias of Conv
	Cells *Conv2D        // a channel for each plane of actions
	Rest  *Dense         // [rest, 3·inner]; nil if there is none
}

// NewPooledPolicyHead returns a head over images of the given channels for
// planes·pixels actions, plane by plane, and the rest after them. It starts
// close to uniform.
func NewPooledPolicyHead(name string, channels, inner, planes, rest int, rng *rand.Rand) *PooledPolicyHead {
	h := &PooledPolicyHead{
		Conv: NewConv2D(name+".conv", channels, inner, 1, HeNormal, rng),
		Pool: &GlobalPooling{
			Gather: NewConv2D(name+".pool.gather", channels, inner, 1, HeNormal, rng),
			Spread: NewDense(name+".pool.spread", 3*inner, inner, Zeros, rng),
		},
		Cells: NewConv2D(name+".cells", inner, planes, 1, Scaled(LeCunNormal, 0.1), rng),
	}
	if rest > 0 {
		h.Rest = NewDense(name+".rest", 3*inner, rest, Scaled(LeCunNormal, 0.1), rng)
	}
	return h
}

// Forward maps images [N,H,W,C] to logits [N,planes·H·W+rest].
func (h *PooledPolicyHead) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return h.forward(t, x, nil)
}

func (h *PooledPolicyHead) forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	pooled := h.Pool.pool(t, x, mask)
	bias := asPixels(t, h.Pool.Spread.Forward(t, pooled))
	inner := t.ReLU(t.Add(h.Conv.Forward(t, x), bias))
	logits := flatten(t, h.Cells.Forward(t, inner))
	if h.Rest == nil {
		return logits
	}
	return t.Concat(1, logits, h.Rest.Forward(t, pooled))
}

// Params returns the parameters of all layers.
func (h *PooledPolicyHead) Params() []*autograd.Param {
	all := ParamsOf(h.Conv, h.Pool, h.Cells)
	if h.Rest != nil {
		all = append(all, h.Rest.Params()...)
	}
	return all
}
