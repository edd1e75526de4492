package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// boardConv computes convolutions of stride 1 with square filters, at the edge
// by their centre or not beyond it, with the kernels made for boards. A tape
// keeps one for each shape, so that the layers of a tower share its buffers.
type boardConv struct {
	forward, backward *kernel.Conv
	x, dy             []float32 // a chunk of inputs of each of them, where they have halos, which stay zero
	chunk             int
}

// boardBudget bounds the copies of a chunk, in elements.
const boardBudget = 256 << 10

// convShape is what boardConvs are kept by.
type convShape struct {
	height, width, in, out, size int
	valid                        bool
}

// boardConv returns the kernels for a convolution, or nil if they do not do
// its kind.
func (t *Tape) boardConv(g *convGeometry) *boardConv {
	valid, centred := [2]int{}, [2]int{g.kerH / 2, g.kerW / 2}
	if g.kerH != g.kerW || g.kerH == 1 || g.cfg.Stride != [2]int{1, 1} || g.cfg.Dilation != [2]int{1, 1} || g.groups != 1 ||
		g.cfg.Pad != valid && (g.cfg.Pad != centred || g.kerH%2 == 0) || g.images*g.inH*g.inW*g.inC*g.outC == 0 {
		return nil
	}
	shape := convShape{g.inH, g.inW, g.inC, g.outC, g.kerH, g.cfg.Pad == valid}
	if c := t.boards[shape]; c != nil {
		return c
	}
	c := newBoardConv(shape)
	if t.boards == nil {
		t.boards = map[convShape]*boardConv{}
	}
	t.boards[shape] = c
	return c
}

func newBoardConv(s convShape) *boardConv {
	x := kernel.Board{Height: s.height, Width: s.width, Channels: s.in, Before: s.size / 2, After: s.size / 2}
	y := x.WithChannels(s.out)
	algorithm := kernel.Direct
	switch {
	case s.valid:
		over := s.size - 1 // what the gradient reads beyond the edge of the output
		x.Before, x.After = 0, 0
		y = kernel.Board{Height: s.height - over, Width: s.width - over, Channels: s.out, Before: over, After: over}
	case s.size == 3 && s.in%16 == 0 && s.out%16 == 0: // the transforms work on 16 channels at a time
		algorithm = kernel.Auto
		x = kernel.NewBoard(s.height, s.width, s.in)
		y = x.WithChannels(s.out)
	}
	forward := kernel.ConvConfig{In: x, Out: y.Compact(), Size: s.size, Valid: s.valid, Algorithm: algorithm}
	backward := kernel.ConvConfig{In: y, Out: x.Compact(), Size: s.size, Valid: s.valid, Algorithm: algorithm, Backward: true}
	weights := make([]float32, s.out*s.in*s.size*s.size)
	c := &boardConv{forward: kernel.NewConv(forward, weights), backward: kernel.NewConv(backward, weights)}
	c.chunk = max(1, boardBudget/max(x.Len(), y.Len()))
	if x != x.Compact() {
		c.x = make([]float32, c.chunk*x.Len())
	}
	c.dy = make([]float32, c.chunk*y.Len())
	return c
}

// run computes a convolution.
func (c *boardConv) run(op *conv2dOp) {
	c.forward.Set(op.w.Data())
	x, y, residual := op.x.Data(), op.out.Data(), dataOf(op.residual)
	e := kernel.BoardEpilogue{Bias: dataOf(op.b), Relu: op.relu}
	in, out := c.forward.In().Compact(), c.forward.Out()
	for at := 0; at < op.images; at += c.chunk {
		n := min(c.chunk, op.images-at)
		if residual != nil {
			e.Residual = residual[at*out.Len():]
		}
		c.forward.Forward(y[at*out.Len():], c.laidOut(x[at*in.Len():], n), n, e)
	}
}

// laidOut returns n images in the layout of the convolution's input.
func (c *boardConv) laidOut(x []float32, n int) []float32 {
	in := c.forward.In()
	if in == in.Compact() {
		return x
	}
	in.Copy(c.x, x, in.Compact(), n)
	return c.x
}

// addGradients adds the gradients of the input and of the weights of a
// convolution, given that of its output.
func (c *boardConv) addGradients(t *Tape, op *conv2dOp, dy []float32) {
	x, dw := op.x.Data(), t.gradOf(op.w)
	dx, fresh := t.gradToFill(op.x)
	if dx != nil {
		c.backward.Set(op.w.Data())
	}
	in, out := c.forward.In().Compact(), c.forward.Out()
	for at := 0; at < op.images; at += c.chunk {
		n := min(c.chunk, op.images-at)
		dOut := dy[at*out.Len():]
		if dw != nil {
			c.forward.WeightGradient(dw, dOut, c.laidOut(x[at*in.Len():], n), n)
		}
		if dx == nil {
			continue
		}
		c.backward.In().Copy(c.dy, dOut, out, n)
		dIn := dx[at*in.Len():]
		e := kernel.BoardEpilogue{}
		if !fresh {
			e.Residual = dIn
		}
		c.backward.Forward(dIn, c.dy, n, e)
	}
}
