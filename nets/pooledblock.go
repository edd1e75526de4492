package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PooledBlock is a ResidualBlock whose first convolution gets a bias that is
// computed from what is pooled of the whole board (Wu 2019, section 4.1):
//
//	x ─┬─ conv 3x3 ──────────────────────── + ─ relu ─ conv 3x3 ─ + ─ relu
//	   ├─ conv 1x1 ─ relu ─ pooled ─ dense ─┘                     │
//	   └──────────────────────────────────────────────────────────┘
type PooledBlock struct {
	ResidualBlock
	Pool *GlobalPooling // its Spread makes the bias
}

// NewPooledBlock returns a block for a tower of the given number of blocks that
// pools so many channels. The bias starts at zero.
func NewPooledBlock(name string, channels, pooled, blocks int, rng *rand.Rand) *PooledBlock {
	return &PooledBlock{*NewResidualBlock(name, channels, blocks, rng), NewGlobalPooling(name+".pool", channels, pooled, rng)}
}

// Forward maps images [N,H,W,C] to images of the same shape.
func (b *PooledBlock) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return b.forward(t, x, nil)
}

func (b *PooledBlock) forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	bias := asPixels(t, b.Pool.Spread.Forward(t, b.Pool.pool(t, x, mask)))
	branch := mask.clear(t, t.ReLU(t.Add(b.Conv1.Forward(t, x), bias)))
	return mask.clear(t, b.Conv2.ForwardReLU(t, branch, x))
}

// Params returns the parameters of the convolutions and of the pooling.
func (b *PooledBlock) Params() []*autograd.Param {
	return append(b.ResidualBlock.Params(), b.Pool.Params()...)
}
