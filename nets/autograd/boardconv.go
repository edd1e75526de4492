package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// boardConv computes convolutions of stride 1 with square filters, at the edge
// by their centre or not beyond it, with the kernels made for boards. A tape
// keeps one for each shape, so that the layers of a tower share its buffers.
type boardConv struct {
	in, out           kernel.Board // layouts: with a halo where a filter reads beyond the edge
	forward, backward *kernel.Conv
	x, y              []float32 // a chunk of images, or of their gradients; the halos stay zero
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
	c := &boardConv{}
	algorithm := kernel.Direct
	switch {
	case s.size == 3 && !s.valid:
		c.in = kernel.NewBoard(s.height, s.width, s.in)
		c.out = c.in.WithChannels(s.out)
		if s.in%16 == 0 && s.out%16 == 0 { // the transforms work on 16 channels at a time
			algorithm = kernel.Auto
		}
	case s.valid:
		over := s.size - 1 // what the gradient reads beyond the edge of the output
		c.in = kernel.Board{Height: s.height, Width: s.width, Channels: s.in}
		c.out = kernel.Board{Height: s.height - over, Width: s.width - over, Channels: s.out, Before: over, After: over}
	default:
		c.in = kernel.Board{Height: s.height, Width: s.width, Channels: s.in, Before: s.size / 2, After: s.size / 2}
		c.out = c.in.WithChannels(s.out)
	}
	weights := make([]float32, s.out*s.in*s.size*s.size)
	c.forward = kernel.NewConv(kernel.ConvConfig{In: c.in, Out: c.out, Size: s.size, Valid: s.valid, Algorithm: algorithm}, weights)
	c.backward = kernel.NewConv(kernel.ConvConfig{In: c.out, Out: c.in, Size: s.size, Valid: s.valid, Algorithm: algorithm, Backward: true}, weights)
	c.chunk = max(1, boardBudget/max(c.in.Len(), c.out.Len()))
	c.x = make([]float32, c.chunk*c.in.Len())
	c.y = make([]float32, c.chunk*c.out.Len())
	return c
}

// run computes a convolution.
func (c *boardConv) run(op *conv2dOp) {
	c.forward.Set(op.w.Data())
	x, y, residual := op.x.Data(), op.out.Data(), dataOf(op.residual)
	e := kernel.BoardEpilogue{Bias: dataOf(op.b), Relu: op.relu}
	in, out := c.in.Compact().Len(), c.out.Compact().Len()
	for at := 0; at < op.images; at += c.chunk {
		n := min(c.chunk, op.images-at)
		eachLine(c.in, c.x, x[at*in:], n, func(board, line []float32) { copy(board, line) })
		if residual != nil {
			eachLine(c.out, c.y, residual[at*out:], n, func(board, line []float32) { copy(board, line) })
			e.Residual = c.y
		}
		c.forward.Forward(c.y, c.x, n, e)
		eachLine(c.out, c.y, y[at*out:], n, func(board, line []float32) { copy(line, board) })
	}
}

// addGradients adds the gradients of the input and of the weights of a
// convolution, given that of its output.
func (c *boardConv) addGradients(t *Tape, op *conv2dOp, dy []float32) {
	x, dw := op.x.Data(), t.gradOf(op.w)
	dx, fresh := t.gradToFill(op.x)
	if dx != nil {
		c.backward.Set(op.w.Data())
	}
	in, out := c.in.Compact().Len(), c.out.Compact().Len()
	for at := 0; at < op.images; at += c.chunk {
		n := min(c.chunk, op.images-at)
		eachLine(c.out, c.y, dy[at*out:], n, func(board, line []float32) { copy(board, line) })
		if dw != nil {
			eachLine(c.in, c.x, x[at*in:], n, func(board, line []float32) { copy(board, line) })
			c.forward.WeightGradient(dw, c.y, c.x, n)
		}
		if dx == nil {
			continue
		}
		c.backward.Forward(c.x, c.y, n, kernel.BoardEpilogue{})
		if fresh {
			eachLine(c.in, c.x, dx[at*in:], n, func(board, line []float32) { copy(line, board) })
		} else {
			eachLine(c.in, c.x, dx[at*in:], n, func(board, line []float32) { addTo(line, board) })
		}
	}
}

// eachLine calls do with each row of pixels of n images, as it lies in the
// boards and in the compact images.
func eachLine(b kernel.Board, boards, images []float32, n int, do func(board, line []float32)) {
	row := b.Width * b.Channels
	for i := range n {
		for y := range b.Height {
			do(boards[i*b.Len()+b.Offset(y, 0):][:row], images[:row])
			images = images[row:]
		}
	}
}
