package kernel

// Large products are cut into blocks that stay in the caches while they are
// used: a panel of a block of B in the first level, the block of A it meets in
// the second (Goto and van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", 2008). A is read where it lies unless that is bad for the
// cache, B is packed block by block unless it is packed already.
const (
	blockInner   = 256
	blockColumns = 384
	blockRows    = 252 // a multiple of the rows of the large micro-kernels
)

// Where B is small, or there are few rows to share the cost of packing it, it
// is read where it lies: in the second-level cache a panel need not be
// contiguous. All in elements or rows.
const (
	directLimit = 1 << 16
	directRows  = 140
)

// residentLimit is the size, in elements, up to which a packed matrix stays
// in the second-level cache, so that all of it can go by once for each strip
// of A.
const residentLimit = 1 << 17

// copyLimit is the size, in elements, from which on a transposed A is copied
// block by block: its columns are not adjacent, so each step of the inner
// dimension would touch another line of the cache.
const copyLimit = 1 << 14

// blocked computes C in blocks. b is nil if B is packed and set already. What
// ends the computation of an element waits for the last block of the inner
// dimension, and all blocks but the first add to what stands in C.
func (w *work) blocked(m, n, inner int, b *Mat, a Mat) {
	width := w.path.width()
	columns := min(blockColumns, (n+width-1)/width*width)
	if b == nil {
		columns = (n + width - 1) / width * width
	}
	depth, rows := min(blockInner, inner), min(blockRows, m)
	copied := 0
	if a.Trans && m*inner >= copyLimit {
		copied = rows * (depth + blockGap)
	}
	room := 0
	if b != nil {
		room = depth * columns
	}
	buffer := borrow(room + copied)
	defer buffer.giveBack()
	base, bias, residual, relu := w.b, w.bias, w.residual, w.relu
	for k := 0; k < inner; k += blockInner {
		w.one[0] = segment{a: k * w.aStep, length: min(blockInner, inner-k)}
		w.accumulate = w.accumulate || k > 0
		if w.bias, w.residual, w.relu = nil, nil, false; k+blockInner >= inner {
			w.bias, w.residual, w.relu = bias, residual, relu
		}
		for j := 0; j < n; j += columns {
			cols := min(columns, n-j)
			if b != nil {
				w.packBlock(buffer.data, b, k, j, cols)
			} else {
				w.b, w.one[0].b = base, 4*width*k
			}
			for i := 0; i < m; i += blockRows {
				w.runCopied(buffer.data[room:room+copied], a, i, min(blockRows, m-i), k, j, cols)
			}
		}
	}
}

// packBlock makes B the packed columns [j, j+cols) of b in the present range
// of the inner dimension, which begins at k.
func (w *work) packBlock(data []float32, b *Mat, k, j, cols int) {
	width, depth := w.path.width(), w.one[0].length
	w.path.packPanels(data, *b, k, depth, j, cols)
	w.b, w.bStep, w.panelBytes, w.whole = pointer(data, 0), 4*width, 4*width*depth, true
}

// blockGap keeps the rows of a copied block from falling on the same lines of
// the cache.
const blockGap = 16

// runCopied is run for the rows [i, i+m), after copying them if there is room.
func (w *work) runCopied(room []float32, a Mat, i, m, k, j, n int) {
	if len(room) == 0 {
		w.run(i, m, j, n)
		return
	}
	depth := w.one[0].length
	stride := depth + blockGap
	w.path.transpose(room, stride, a.Data[k*a.Stride+i:], a.Stride, depth, m)
	block := *w
	block.a, block.aRow, block.aStep = pointer(room, 0), 4*stride, 4
	block.one[0].a = 0
	block.moveRows(i)
	block.run(0, m, j, n)
}
