package nets

import (
	"github.com/tengen-rl/tengen/nets/autograd"
)

// LayerNorm normalises each run of the last axis.
type LayerNorm struct {
	Weight, Bias *autograd.Param // [C]
	Epsilon      float32
}

// NewLayerNorm returns a layer over a last axis of the given length, with
// epsilon 1e-5.
func NewLayerNorm(name string, n int) *LayerNorm {
	return &LayerNorm{newGain(name+".weight", n), newBias(name+".bias", n), 1e-5}
}

// Forward normalises x [...,C].
func (l *LayerNorm) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.LayerNorm(x, t.Param(l.Weight), t.Param(l.Bias), l.Epsilon)
}

// Params returns the gain and the bias.
func (l *LayerNorm) Params() []*autograd.Param { return present(l.Weight, l.Bias) }
