package nets

import (
	"github.com/tengen-rl/tengen/nets/autograd"
)

// GroupNorm normalises each image over groups of channels.
type GroupNorm struct {
	Weight, Bias *autograd.Param // [C]
	Groups       int
	Epsilon      float32
}

// NewGroupNorm returns a layer for images of the given channels, with epsilon
// 1e-5.
func NewGroupNorm(name string, channels, groups int) *GroupNorm {
	return &GroupNorm{newGain(name+".weight", channels), newBias(name+".bias", channels), groups, 1e-5}
}

// Forward normalises x [N,...,C].
func (g *GroupNorm) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.GroupNorm(x, t.Param(g.Weight), t.Param(g.Bias), g.Groups, g.Epsilon)
}

// Params returns the gain and the bias.
func (g *GroupNorm) Params() []*autograd.Param { return present(g.Weight, g.Bias) }
