package nets

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// boardMask tells which pixels of a batch of images are on the board, where
// boards of several sizes lie in arrays of the largest. A nil mask is one where
// all pixels are.
type boardMask struct {
	pixels *autograd.Var // [N,H,W,1]: 1 on the board, 0 beyond
	count  *autograd.Var // [N,1]: pixels on the board, at least 1
	width  *autograd.Var // [N,1]: poolScale of count
}

// newBoardMask takes the mask from a channel of observations [N,C,H,W].
func newBoardMask(t *autograd.Tape, obs *autograd.Var, channel int) *boardMask {
	m := &boardMask{pixels: t.Reshape(t.Slice(obs, 1, channel, channel+1, 1), obs.Dim(0), obs.Dim(2), obs.Dim(3), 1)}
	m.count = t.Clamp(t.SumAxes(m.pixels, false, 1, 2), 1, math.MaxFloat32)
	m.width = t.Affine(t.Sqrt(m.count), 0.1, -1.4)
	return m
}

// clear returns images [N,H,W,C] with zeros beyond the board.
func (m *boardMask) clear(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	if m == nil {
		return x
	}
	return t.Mul(x, m.pixels)
}

// pool returns of each channel of images [N,H,W,C], which are nowhere negative
// and zero beyond the board, its mean over the board, the same times
// poolScale, and its maximum: [N,3C].
func (m *boardMask) pool(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	if m == nil {
		mean := t.GlobalAvgPool(x)
		return t.Concat(1, mean, t.Scale(mean, poolScale(x.Dim(1)*x.Dim(2))), t.GlobalMaxPool(x))
	}
	mean := t.Div(t.SumAxes(x, false, 1, 2), m.count)
	return t.Concat(1, mean, t.Mul(mean, m.width), t.GlobalMaxPool(x))
}

// poolScale is what pooled means are scaled by, so that one network can play
// boards of many sizes: the width of a square of so many pixels less 14, in
// tenths (Wu 2019, section 4.1).
func poolScale(pixels int) float32 { return float32(0.1 * (math.Sqrt(float64(pixels)) - 14)) }
