package kernel

import "unsafe"

// sparse computes a convolution of stride 1 over images that are mostly zeros,
// such as planes of pieces and walls. It does not gather what each output sees
// but walks over the numbers that are not zero and adds, for each, its
// channel of the filter to the outputs that see it. Those lie together, as a
// board with a rim of Size-1 pixels has them, if the filter is turned by half a
// circle:
//
//	filter, turned [Size, Cin, Size, Cout]      outputs, with their rim
//	  row 0  ▇▇▇ of channel i          ──────▶   · ▇▇▇ · ·
//	  row 1  ▇▇▇                       ──────▶   · ▇▇▇ · ·
//	  row 2  ▇▇▇                       ──────▶   · ▇▇▇ · ·
//
// The products of an output are added in the order of the direct way, which
// has terms of zero between them: the bits are the same, and which way an image
// went cannot be seen.
type sparse struct {
	places []block   // of each element of an image
	filter []float32 // turned
	most   int       // numbers of an image that are not zero, with which this way pays
}

// block is where the block of an element begins, in bytes: its outputs on the
// board with the rim, and its row of the turned filter.
type block struct{ board, filter int32 }

// sparseShare is the share of an image that may be nonzero for this way to
// pay, as its inverse.
const sparseShare = 4

// newSparse returns the sparse way of a convolution, or nil if there is none.
func newSparse(c *Conv) *sparse {
	if c.path == portable || c.algorithm != Direct || c.backward || c.stride > 1 || c.size == 1 ||
		c.out.Channels%16 != 0 || c.in.Len() == 0 || c.out.Channels == 0 {
		return nil
	}
	s := &sparse{
		places: make([]block, c.in.Len()),
		filter: make([]float32, c.size*c.in.Channels*c.size*c.out.Channels),
		most:   c.in.Height * c.in.Width * c.in.Channels / sparseShare,
	}
	for y := range c.in.Height {
		for x := range c.in.Width {
			for i := range c.in.Channels {
				s.places[c.in.Offset(y, x)+i] = block{
					board:  int32(4 * (y*c.rimmed() + x) * c.out.Channels),
					filter: int32(4 * i * c.size * c.out.Channels),
				}
			}
		}
	}
	return s
}

// rimmed is the width, in pixels, of the outputs with their rim.
func (c *Conv) rimmed() int { return c.in.Width + c.size - 1 }

// rimmedLen is the number of elements of an image of outputs with their rim.
func (c *Conv) rimmedLen() int { return (c.in.Height + c.size - 1) * c.rimmed() * c.out.Channels }

// rimmedOffset is where row y of the outputs begins among them.
func (c *Conv) rimmedOffset(y int) int {
	rim := c.size - 1 - c.pad
	return ((y+rim)*c.rimmed() + rim) * c.out.Channels
}

// eachTurned calls do with the place of each row of Cout elements of the
// turned filter, and the channel and the tap that it is of.
func (c *Conv) eachTurned(do func(at, channel, tap int)) {
	at := 0
	for row := c.size - 1; row >= 0; row-- {
		for i := range c.in.Channels {
			for col := c.size - 1; col >= 0; col-- {
				do(at, i, row*c.size+col)
				at += c.out.Channels
			}
		}
	}
}

// set turns weights [Cout, Cin, Size, Size].
func (s *sparse) set(c *Conv, weights []float32) {
	taps := c.size * c.size
	c.eachTurned(func(at, channel, tap int) {
		row := s.filter[at:][:c.out.Channels]
		for o := range row {
			row[o] = weights[(o*c.in.Channels+channel)*taps+tap]
		}
	})
}

// scatter returns a kernel call with all that does not depend on the image,
// from the turned filter to the board or, with back set, the reverse.
func (s *sparse) scatter(c *Conv, back bool) scatter {
	boardRow, filterRow := 4*c.rimmed()*c.out.Channels, 4*c.in.Channels*c.size*c.out.Channels
	board, filter := unsafe.Pointer(&s.places[0].board), unsafe.Pointer(&s.places[0].filter)
	k := scatter{
		rows: c.size, vectors: c.size * c.out.Channels / 16,
		dstPlaces: board, srcPlaces: filter, dstRow: boardRow, srcRow: filterRow,
	}
	if back {
		k.dstPlaces, k.srcPlaces, k.dstRow, k.srcRow = filter, board, filterRow, boardRow
	}
	return k
}

// forward convolves an image to dst with the epilogue of the work, whose tile t
// is. It does nothing but report false if too many numbers are not zero.
func (s *sparse) forward(c *Conv, w *work, t *tile, dst, src []float32) bool {
	buffer := borrowList(c.rimmedLen(), len(s.places)+nonzerosBeyond)
	defer buffer.giveBack()
	k, sums := s.scatter(c, false), buffer.data[:c.rimmedLen()]
	if !s.find(c, &k, buffer.list, src) {
		return false
	}
	clear(sums)
	k.dst, k.src = pointer(sums, 0), pointer(s.filter, 0)
	c.path.scatter(&k)
	t.count = 0                           // of products: the sums go the way of a residual,
	w.a = pointer(src, c.in.Offset(0, 0)) // and of the image nothing but the place is taken
	s.finish(c, w, t, dst, sums)
	w.residual, t.residual = nil, nil
	return true
}

// finish does the epilogue of an image: all rows in one call if a block is wide
// enough for a row.
func (s *sparse) finish(c *Conv, w *work, t *tile, dst, sums []float32) {
	row := func(y int) {
		w.c, w.residual = pointer(dst, c.out.Offset(y, 0)), pointer(sums, c.rimmedOffset(y))
	}
	if c.out.Width > c.path.rows() {
		for y := range c.out.Height {
			row(y)
			w.cover(t, 0, c.out.Width, 0, c.out.Channels)
		}
		return
	}
	row(0)
	for col := 0; col < c.out.Channels; {
		panels := w.span(c.path.panels(c.out.Width), c.out.Channels-col)
		t.repeat, t.cNext, t.residualNext = c.out.Height, 4*c.out.rowPixels()*c.out.Channels, 4*c.rimmed()*c.out.Channels
		t.aNext, t.bNext, t.biasNext = 0, 0, 0
		w.compute(t, 0, c.out.Width, 0, col, c.out.Channels, panels)
		col += max(1, panels) * c.path.width()
	}
}

// gradient computes sums [taps·Cin, Cout] as gradientDirect does. It reports
// false, with sums of any content, if an image has too many numbers that are
// not zero.
func (s *sparse) gradient(c *Conv, sums, dy, x []float32, n int) bool {
	buffer := borrowList(len(s.filter)+c.rimmedLen(), len(s.places)+nonzerosBeyond)
	defer buffer.giveBack()
	turned, board := buffer.data[:len(s.filter)], buffer.data[len(s.filter):][:c.rimmedLen()]
	clear(turned)
	clear(board) // and its rim stays so
	row := c.out.Width * c.out.Channels
	for image := range n {
		k := s.scatter(c, true)
		if !s.find(c, &k, buffer.list, x[image*c.in.Len():]) {
			return false
		}
		for y := range c.out.Height {
			copy(board[c.rimmedOffset(y):][:row], dy[image*c.out.Len()+c.out.Offset(y, 0):])
		}
		k.dst, k.src = pointer(turned, 0), pointer(board, 0)
		c.path.scatter(&k)
	}
	c.eachTurned(func(at, channel, tap int) {
		copy(sums[(tap*c.in.Channels+channel)*c.out.Channels:][:c.out.Channels], turned[at:])
	})
	return true
}

// nonzerosBeyond is how far beyond its result a list of nonzeros may be written to.
const nonzerosBeyond = 16

// find lists the numbers of an image that are not zero for k, or reports that
// they are too many.
func (s *sparse) find(c *Conv, k *scatter, list []int32, image []float32) bool {
	image = image[:len(s.places)]
	k.count = c.path.nonzeros(list, image)
	k.list, k.x = unsafe.Pointer(unsafe.SliceData(list)), pointer(image, 0)
	return k.count <= s.most
}

// nonzerosGo writes the indices of the numbers that are not zero to list and
// returns how many they are. It asks no question whose answer a processor
// would have to guess.
func nonzerosGo(list []int32, x []float32) int {
	n := 0
	for i, v := range x {
		list[n] = int32(i)
		if v != 0 {
			n++
		}
	}
	return n
}
