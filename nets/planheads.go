package nets

// planHead is a head of a plan. It works in two steps: tower on the images of
// a chunk while they are in the cache, finish on a whole batch, whose dense
// layers are read once.
type planHead interface {
	inner() int                               // numbers of an image between the steps
	tower(c *planChunk, dst []float32, n int) // from the n images of the chunk to dst [n,inner]
	finish(out, inner []float32, n int)       // from there to the results
}

// compile is the policy head of a plan.
func (h *PolicyHead) compile(board planBoard) planHead {
	channels, conv := compileNarrow(h.Conv, board)
	return &densePolicy{conv, compileDense(h.Out, channels, board.pixels())}
}

// compileNarrow compiles the convolution of a head, which may be nil, and tells
// how many channels the head has.
func compileNarrow(c *Conv2D, board planBoard) (channels int, narrow *planConv) {
	if c == nil {
		return board.Channels, nil
	}
	conv := board.narrow(c)
	return conv.Out().Channels, &conv
}

// densePolicy is a convolution to few channels and a dense layer.
type densePolicy struct {
	conv *planConv // nil in a dense tower
	out  planDense
}

func (h *densePolicy) inner() int {
	in, _ := h.out.weight.Shape()
	return in
}

func (h *densePolicy) tower(c *planChunk, dst []float32, n int) {
	if h.conv == nil {
		copy(dst, c.x[:n*h.inner()])
		return
	}
	h.conv.relu(dst, c.x, n, nil)
}

func (h *densePolicy) finish(out, inner []float32, n int) { h.out.apply(out, inner, n, false) }

// pooledPolicy is the plan of a PooledPolicyHead. Its layers are small: it
// leaves the logits themselves.
type pooledPolicy struct {
	conv  planConv
	pool  *planPool
	cells planDense  // over the channels of a pixel
	rest  *planDense // nil if there is none
}

func (h *PooledPolicyHead) compile(board planBoard) planHead {
	p := &pooledPolicy{conv: board.narrow(h.Conv), pool: compilePool(h.Pool, board), cells: compileOne(h.Cells)}
	if h.Rest != nil {
		rest := compileDense(h.Rest, h.Rest.Weight.Value.Shape[1], 1)
		p.rest = &rest
	}
	return p
}

func (h *pooledPolicy) inner() int {
	board := h.conv.Out()
	actions := board.Height * board.Width * len(h.cells.bias)
	if h.rest != nil {
		actions += len(h.rest.bias)
	}
	return actions
}

func (h *pooledPolicy) tower(c *planChunk, dst []float32, n int) {
	h.pool.run(c, n)
	c.spread(h.conv.Out(), c.inner, n)
	h.conv.relu(c.inner, c.x, n, c.inner)
	h.cells.apply(c.scratch, c.inner, n*c.pixels, false)
	planes, actions := len(h.cells.bias), h.inner()
	for i := range n {
		for plane := range planes {
			logits := dst[i*actions+plane*c.pixels:][:c.pixels]
			for pixel := range logits {
				logits[pixel] = c.scratch[(i*c.pixels+pixel)*planes+plane]
			}
		}
	}
	if h.rest == nil {
		return
	}
	h.rest.apply(c.bias, c.pooled, n, false)
	rest := len(h.rest.bias)
	for i := range n {
		copy(dst[i*actions+planes*c.pixels:], c.bias[i*rest:][:rest])
	}
}

func (h *pooledPolicy) finish(out, inner []float32, n int) { copy(out, inner[:n*h.inner()]) }

// planValue is the part of a value head before its dense layers.
type planValue struct {
	conv   *planConv // nil in a dense tower
	pooled bool
	width  int
}

func (h *ValueHead) compile(board planBoard) *planValue {
	channels, conv := compileNarrow(h.Conv, board)
	width := channels * board.pixels()
	if h.Pooled {
		width = 3 * channels
	}
	return &planValue{conv, h.Pooled, width}
}

// compileHidden is the dense layer behind it.
func (h *ValueHead) compileHidden(board planBoard) planDense {
	ins := h.Hidden.Weight.Value.Shape[1]
	if h.Pooled {
		return compileDense(h.Hidden, ins, 1)
	}
	return compileDense(h.Hidden, ins/board.pixels(), board.pixels())
}

// tower writes what the dense layers take of the n images of the chunk.
func (h *planValue) tower(c *planChunk, dst []float32, n int) {
	switch {
	case h.conv == nil:
		copy(dst, c.x[:n*h.width])
	case !h.pooled:
		h.conv.relu(dst, c.x, n, nil)
	default:
		h.conv.relu(c.inner, c.x, n, nil)
		c.clip(h.conv.Out(), c.inner, n)
		c.pool(dst, c.inner, h.conv.Out().Channels, n)
	}
}
