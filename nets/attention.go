package nets

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Attention is a block of a transformer: multi-head self-attention and a
// two-layer network, each behind a layer norm and beside a skip (Vaswani et al.
// 2017; norms first as in Xiong et al. 2020).
type Attention struct {
	Norm1, Norm2         *LayerNorm
	QKV, Out, Grow, Fall *Dense
	Heads                int
}

// NewAttention returns a block over vectors of the given width, which heads
// must divide; the inner network is four times as wide. It starts as the
// identity.
func NewAttention(name string, width, heads int, rng *rand.Rand) *Attention {
	if heads < 1 || width%heads != 0 {
		panic(fmt.Sprintf("nets: attention of width %d in %d heads", width, heads))
	}
	return &Attention{
		Norm1: NewLayerNorm(name+".norm1", width),
		QKV:   NewDense(name+".qkv", width, 3*width, XavierUniform, rng),
		Out:   NewDense(name+".out", width, width, Zeros, rng),
		Norm2: NewLayerNorm(name+".norm2", width),
		Grow:  NewDense(name+".grow", width, 4*width, HeNormal, rng),
		Fall:  NewDense(name+".fall", 4*width, width, Zeros, rng),
		Heads: heads,
	}
}

// Forward maps sequences x [N,T,width] to the same shape. mask [N,heads,T,T],
// or nil, is 0 where a step must not see another.
func (a *Attention) Forward(t *autograd.Tape, x, mask *autograd.Var) *autograd.Var {
	n, steps, width := x.Dim(0), x.Dim(1), x.Dim(2)
	// [N,T,3·width] → [3,N,heads,T,width/heads]
	qkv := t.Reshape(a.QKV.Forward(t, a.Norm1.Forward(t, x)), n, steps, 3, a.Heads, width/a.Heads)
	qkv = t.Transpose(qkv, 2, 0, 3, 1, 4)
	seen := t.Attention(t.Row(qkv, 0), t.Row(qkv, 1), t.Row(qkv, 2), mask)
	joined := t.Reshape(t.Transpose(seen, 0, 2, 1, 3), n, steps, width)
	x = t.Add(x, a.Out.Forward(t, joined))
	return t.Add(x, a.Fall.Forward(t, t.GELU(a.Grow.Forward(t, a.Norm2.Forward(t, x)))))
}

// Params returns the parameters in the order of their use.
func (a *Attention) Params() []*autograd.Param {
	return ParamsOf(a.Norm1, a.QKV, a.Out, a.Norm2, a.Grow, a.Fall)
}
