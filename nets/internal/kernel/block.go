package kernel

import "unsafe"

// Large products are cut into blocks that stay in the caches while they are
// used: a strip of A in the first level, the block of B that it meets in the
// second (after Goto and van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", 2008, whose roles of the two are exchanged here: the
// micro-kernels fetch B ahead of time). B is packed block by block unless it
// is packed already; A is copied strip by strip where it pays.
const (
	blockInner   = 384
	blockColumns = 512
	blockRows    = 252 // of a transposed A, which is copied in larger parts
)

// Where B is small, or there are few rows to share the cost of packing it, it
// is read where it lies: in the second-level cache a panel need not be
// contiguous. (Plain Go is too slow for that to matter, and fastest on panels.)
// All in elements or rows.
const (
	directLimit = 1 << 17
	directRows  = 128
)

// residentLimit is the size, in elements, up to which a packed matrix stays
// in the second-level cache, so that all of it can go by once for each strip
// of A.
const residentLimit = 1 << 17

// copyLimit is the size, in elements, from which on a transposed A is copied
// block by block: its columns are not adjacent, so each step of the inner
// dimension would touch another line of the cache.
const copyLimit = 1 << 14

// copyColumns is the number of columns of C from which on A is copied though it
// could be read where it lies.
const copyColumns = 256

// collides reports whether the rows of a that a micro-kernel reads together
// fall on the same few sets of the first-level cache, which then cannot hold
// a line of each.
func (p path) collides(a *Mat) bool {
	const sets, ways, line = 64, 8, 16 // line in elements
	if a.Trans || a.Stride%line != 0 {
		return false
	}
	apart := a.Stride/line | sets // a multiple of sets is as good as none
	different := sets / (apart & -apart)
	return min(a.Rows, p.rows()) > different*ways/2
}

// blocked computes C in blocks. b is nil if B is packed and set already. What
// ends the computation of an element waits for the last block of the inner
// dimension, and all blocks but the first add to what stands in C.
func (w *work) blocked(m, n, inner int, b *Mat, a Mat) {
	depth, columns := evenly(inner, blockInner), min(blockColumns, w.path.whole(n))
	rows, copied := w.strip(m, a), 0
	if w.copies(m, n, inner, a) {
		copied = rows * (depth + blockGap)
	}
	room := 0
	if b != nil {
		room = depth * columns
	}
	buffer := borrow(room + copied)
	defer buffer.giveBack()
	w.rowsOuter = true
	base, panelBytes, bias, residual, relu := w.b, w.panelBytes, w.bias, w.residual, w.relu
	for k := 0; k < inner; k += depth {
		w.one[0] = segment{a: k * w.aStep, length: min(depth, inner-k)}
		w.accumulate = w.accumulate || k > 0
		if w.bias, w.residual, w.relu = nil, nil, false; k+depth >= inner {
			w.bias, w.residual, w.relu = bias, residual, relu
		}
		for j := 0; j < n; j += columns {
			cols := min(columns, n-j)
			if b != nil {
				w.packBlock(buffer.data, b, k, j, cols)
			} else {
				w.b, w.one[0].b = unsafe.Add(base, w.path.panel(j)*panelBytes), w.bStep*k
			}
			for i := 0; i < m; i += rows {
				w.runCopied(buffer.data[room:room+copied], a, i, min(rows, m-i), k, j, cols)
			}
		}
	}
}

// strip is how many rows of A are copied or taken at a time.
func (w *work) strip(m int, a Mat) int {
	if a.Trans {
		return min(blockRows, m)
	}
	most := w.path.rows()
	strips := (m + most - 1) / most
	return (m + strips - 1) / strips
}

// copies reports whether A is copied before it is used: if it is transposed
// or its rows collide in the cache, or if there are so many columns that the
// copy costs nothing beside them.
func (w *work) copies(m, n, inner int, a Mat) bool {
	if a.Trans {
		return m*inner >= copyLimit
	}
	return w.path.collides(&a) || n >= copyColumns
}

// evenly is the size of the parts, a multiple of a cache line but the last,
// when n is cut into as few as possible of at most most.
func evenly(n, most int) int {
	const line = 16
	parts := (n + most - 1) / most
	return min(n, ((n+parts-1)/parts+line-1)/line*line)
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
	if a.Trans {
		w.path.transpose(room, stride, a.Data[k*a.Stride+i:], a.Stride, depth, m)
	} else {
		for r := range m {
			copy(room[r*stride:][:depth], a.Data[(i+r)*a.Stride+k:])
		}
	}
	block := *w
	block.a, block.aRow, block.aStep = pointer(room, 0), 4*stride, 4
	block.one[0].a = 0
	block.moveRows(i)
	block.run(0, m, j, n)
}
