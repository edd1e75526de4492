package nets

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// ResidualBlock is relu(x + conv(relu(conv(x)))), without normalisation.
//
// The second convolution starts at zero and the first is scaled down by the
// depth of the tower, after Zhang, Dauphin and Ma, "Fixup Initialization"
// (2019): a tower of any depth starts as the identity and its updates do not
// grow with depth. Batch normalisation was rejected: with it the result for
// one image depends on its batch-mates in training, training and inference
// compute different functions, and a batch could not be cut into micro-batches
// without changing the result.
type ResidualBlock struct {
	Conv1, Conv2 *Conv2D
}

// NewResidualBlock returns a block of 3x3 convolutions for a tower of the given
// number of blocks.
func NewResidualBlock(name string, channels, blocks int, rng *rand.Rand) *ResidualBlock {
	return newResidualBlock(name, channels, 3, blocks, rng)
}

// newResidualBlock is NewResidualBlock with convolutions of another size.
func newResidualBlock(name string, channels, size, blocks int, rng *rand.Rand) *ResidualBlock {
	first := Scaled(HeNormal, float32(1/math.Sqrt(float64(max(1, blocks)))))
	return &ResidualBlock{
		Conv1: NewConv2D(name+".conv1", channels, channels, size, first, rng),
		Conv2: NewConv2D(name+".conv2", channels, channels, size, Zeros, rng),
	}
}

// Forward maps images [N,H,W,C] to images of the same shape.
func (b *ResidualBlock) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return b.forward(t, x, nil)
}

func (b *ResidualBlock) forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var {
	branch := mask.clear(t, b.Conv1.ForwardReLU(t, x, nil))
	return mask.clear(t, b.Conv2.ForwardReLU(t, branch, x))
}

// Params returns the parameters of both convolutions.
func (b *ResidualBlock) Params() []*autograd.Param { return ParamsOf(b.Conv1, b.Conv2) }
