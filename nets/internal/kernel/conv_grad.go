package kernel

import "fmt"

// WeightGradient adds to grad [Cout, Cin, Size, Size] the gradient of a loss
// to the weights of the convolution, given its input x and the gradient dy of
// the loss to its output, n images each:
//
//	for o, i, dy and dx of the weights {
//		for image, y and x of the output {
//			grad[o][i][dy][dx] += dOut[image][y][x][o] * in[image][y·stride+dy-pad][x·stride+dx-pad][i]
//		}
//	}
//
// The halo of x must be zero. The order of the sum depends on the shapes
// alone. (The gradient to the input is a convolution itself: see
// ConvConfig.Backward.) WeightGradient runs on the calling goroutine and
// allocates nothing in the steady state. It panics if a slice is too short or
// the convolution is a backward one.
func (c *Conv) WeightGradient(grad, dy, x []float32, n int) {
	c.in.check("the input", x, n)
	c.out.check("the gradient of the output", dy, n)
	taps := c.size * c.size
	if len(grad) != taps*c.in.Channels*c.out.Channels || c.backward {
		panic(fmt.Sprintf("kernel: %d elements for the gradient of weights [%d,%d,%d,%d], backward %v",
			len(grad), c.out.Channels, c.in.Channels, c.size, c.size, c.backward))
	}
	if len(grad) == 0 || n*c.out.Height*c.out.Width == 0 {
		return
	}
	buffer := borrow(2 * len(grad))
	defer buffer.giveBack()
	sums, rows := buffer.data[:len(grad)], buffer.data[len(grad):][:len(grad)]
	switch {
	case c.sparse != nil && c.sparse.gradient(c, sums, dy, x, n):
	case c.algorithm == Direct:
		c.gradientDirect(sums, dy, x, n)
	default:
		c.gradientWinograd(sums, dy, x, n)
	}
	// [taps·Cin, Cout] becomes [Cout, taps·Cin], then [Cout, Cin, taps].
	depth := taps * c.in.Channels
	c.path.transpose(rows, depth, sums, c.out.Channels, depth, c.out.Channels)
	for o := 0; o < len(grad); o += depth {
		c.path.transpose(sums[o:], taps, rows[o:], c.in.Channels, taps, c.in.Channels)
	}
	c.path.add(grad, sums)
}

// gradientTiles is about how many tiles are under way at a time in a weight
// gradient: more than in a convolution, since each group goes over the whole
// result.
const gradientTiles = 48

// gradientElements is about how much of input and output is under way at a
// time in a weight gradient: what the second-level cache holds.
const gradientElements = 1 << 17

// gradientDirect computes sums [taps·Cin, Cout], a product of the transposed
// input and the gradient of the output with the pixels as inner dimension.
// The pixels under a row of the filter are adjacent, and so are their rows of
// the result.
func (c *Conv) gradientDirect(sums, dy, x []float32, n int) {
	w := work{
		path: c.path, aRow: 4, aStep: 4 * c.stride * c.in.Channels, cRow: 4 * c.out.Channels,
		bStep: 4 * c.out.Channels, panelBytes: 4 * c.path.width(),
	}
	chunk := min(n, max(1, gradientElements/(c.in.Len()+c.out.Len())))
	buffer := borrowSegments(chunk * c.out.Height)
	defer buffer.giveBack()
	for first := 0; first < n; first += chunk {
		w.segments = c.pixelRows(buffer.segments[:0], min(chunk, n-first))
		w.b = pointer(dy, first*c.out.Len()+c.out.Offset(0, 0))
		w.accumulate = first > 0
		for row := range c.size {
			w.a = pointer(x, first*c.in.Len()+c.in.Offset(row-c.pad, -c.pad))
			w.c = pointer(sums, row*c.size*c.in.Channels*c.out.Channels)
			w.run(0, c.size*c.in.Channels, 0, c.out.Channels)
		}
	}
}

// pixelRows appends a segment for each row of each image, counted from the
// first pixel of the first.
func (c *Conv) pixelRows(segments []segment, images int) []segment {
	for image := range images {
		for y := range c.out.Height {
			segments = append(segments, segment{
				a:      4 * (image*c.in.Len() + c.in.Offset(y*c.stride, 0) - c.in.Offset(0, 0)),
				b:      4 * (image*c.out.Len() + c.out.Offset(y, 0) - c.out.Offset(0, 0)),
				length: c.out.Width,
			})
		}
	}
	return segments
}

// gradientWinograd computes sums [taps·Cin, Cout] by the transpose of the
// algorithm: the frequencies of the inputs times those of the gradients,
// summed over all tiles, are the frequencies of the gradient of the filter.
func (c *Conv) gradientWinograd(sums, dy, x []float32, n int) {
	cin, cout, side := c.in.Channels, c.out.Channels, c.algorithm.side()
	t := c.newTiling(n, gradientTiles)
	t.src = x
	frequencies := c.algorithm.frequencies()
	buffer := borrow(t.room() + frequencies*cin*cout)
	defer buffer.giveBack()
	spectra := t.divide(buffer.data)
	w := work{
		path: c.path, aRow: 4, aStep: 4 * cin, cRow: 4 * cout,
		bStep: 4 * cout, panelBytes: 4 * c.path.width(),
	}
	for g := range t.groups {
		first, last := t.group(g)
		t.forward(first, last)
		t.spread(dy, first, last)
		w.one[0].length, w.accumulate = last-first, g > 0
		for f := range frequencies {
			w.a, w.b, w.c = pointer(t.in, f*t.inStep), pointer(t.out, f*t.outStep), pointer(spectra, f*cin*cout)
			w.run(0, cin, 0, cout)
		}
	}
	c.path.transform(&transform{
		dst: pointer(sums, 0), src: pointer(spectra, 0), tmp: pointer(t.tmp, 0),
		dstRow: 4 * 3 * cin * cout, dstStep: 4 * cin * cout,
		srcRow: 4 * side * cin * cout, srcStep: 4 * cin * cout,
		channels: cin * cout,
	}, mapGather, int(c.algorithm))
}

// spread transforms the gradients of the outputs of the tiles [first, last).
func (t *tiling) spread(dy []float32, first, last int) {
	out, m := t.Conv.out, int(t.algorithm)
	x := transform{
		tmp: pointer(t.tmp, 0), dstRow: 4 * t.algorithm.side() * t.outStep, dstStep: 4 * t.outStep,
		srcRow: 4 * out.rowPixels() * out.Channels, srcStep: 4 * out.Channels, channels: out.Channels,
	}
	at := t.place(first)
	for tile := range last - first {
		from := at.image*out.Len() + out.Offset(at.y, at.x)
		x.dst = pointer(t.out, tile*out.Channels)
		if at.y+m <= out.Height && at.x+m <= out.Width {
			x.src = pointer(dy, from)
			t.path.transform(&x, mapSpread, m)
		} else {
			edge := x
			t.fill(dy[from:], min(m, out.Height-at.y), min(m, out.Width-at.x))
			edge.src, edge.srcRow = pointer(t.overhang, 0), 4*m*out.Channels
			t.path.transform(&edge, mapSpread, m)
		}
		t.advance(&at)
	}
}

// fill copies that part of a tile which lies on the board; the rest is zero.
func (t *tiling) fill(from []float32, rows, cols int) {
	out := t.Conv.out
	clear(t.overhang)
	for y := range rows {
		copy(t.overhang[y*int(t.algorithm)*out.Channels:][:cols*out.Channels], from[y*out.rowPixels()*out.Channels:])
	}
}
