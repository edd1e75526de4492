package kernel

import "unsafe"

// work is a product under way: where A, B and C lie, and what happens to a
// sum before it is stored. Its run method cuts a block of C into the tiles of
// the micro-kernels.
type work struct {
	path           path
	c, a, b        unsafe.Pointer
	aRow, aStep    int        // bytes between rows and between columns of A
	cRow           int        // bytes between rows of C
	bStep          int        // bytes between rows of a panel of B
	panelBytes     int        // bytes between panels of B
	whole          bool       // the last panel of B may be read to its full width
	segments       []segment  // of the inner dimension; nil for one
	one            [1]segment // the segment of a plain product
	steps          bool       // segments are all of length 1
	rowsOuter      bool       // all panels for a strip of rows, not all rows for a panel
	accumulate     bool
	bias, residual unsafe.Pointer
	rRow           int // bytes between rows of the residual
	relu           bool
}

func (w *work) setC(c Mat) { w.c, w.cRow = pointer(c.Data, 0), 4*c.Stride }

func (w *work) setA(a Mat) {
	w.a, w.aRow, w.aStep = pointer(a.Data, 0), 4*a.Stride, 4
	if a.Trans {
		w.aRow, w.aStep = 4, 4*a.Stride
	}
}

// moveRows makes row i of C and of the residual row 0.
func (w *work) moveRows(i int) {
	w.c = unsafe.Add(w.c, i*w.cRow)
	if w.residual != nil {
		w.residual = unsafe.Add(w.residual, i*w.rRow)
	}
}

// tile is a micro-kernel call with everything that does not depend on where
// in C it is.
func (w *work) tile() tile {
	t := tile{
		aRow: w.aRow, aStep: w.aStep, bStep: w.bStep, bPanel: w.panelBytes, cRow: w.cRow, rRow: w.rRow,
		accumulate: w.accumulate, relu: w.relu, steps: w.steps,
	}
	segments := w.segments
	if segments == nil {
		segments = w.one[:]
	}
	t.segments, t.count = unsafe.SliceData(segments), len(segments)
	t.most = max(1, callBudget/(w.path.rows()*len(segments)*max(1, segments[0].length)))
	return t
}

// callBudget is about how many rows of A times steps of the inner dimension a
// call may repeat. Nobody can interrupt a micro-kernel: with the two vectors of
// a panel it takes some ten microseconds a call.
const callBudget = 1 << 16

// run computes the rows [i, i+m) and columns [j, j+n) of C; b is the panel of
// column j.
func (w *work) run(i, m, j, n int) {
	t := w.tile()
	w.cover(&t, i, m, j, n)
}

// cover is run with a tile that was made before, for callers with many small
// runs that differ in the matrices alone. Strips of rows are as even as they
// can be: 14+14+14+14+8 rows take as many tiles as 13+13+13+13+12, but not as
// little time.
func (w *work) cover(t *tile, i, m, j, n int) {
	strips, few := 1, m
	if m > w.path.rows() {
		strips = int(uint32(m+w.path.rows()-1) / uint32(w.path.rows()))
		few = int(uint32(m) / uint32(strips))
	}
	more := m - few*strips // strips with a row more than few
	if w.rowsOuter {
		for s := range strips {
			rows := few
			if s < more {
				rows++
			}
			w.alongPanels(t, i, rows, j, n)
			i += rows
		}
		return
	}
	panels := w.path.panels(few + min(more, 1))
	for col := 0; col < n; {
		wide := w.span(panels, n-col)
		if more > 0 {
			w.down(t, i, few+1, more, j, col, n, wide)
		}
		w.down(t, i+more*(few+1), few, strips-more, j, col, n, wide)
		col += max(1, wide) * w.path.width()
	}
}

// alongPanels computes the rows [row, row+rows), one strip, of all columns.
func (w *work) alongPanels(t *tile, row, rows, j, n int) {
	panels, width := w.path.panels(rows), w.path.width()
	for col := 0; col < n; {
		wide := w.span(panels, n-col)
		step, repeat := max(1, wide)*width, 1
		for wide > 0 && repeat < t.most && (repeat+1)*step <= n-col {
			repeat++
		}
		t.repeat = repeat
		t.aNext, t.bNext, t.cNext = 0, max(1, wide)*w.panelBytes, 4*step
		t.biasNext, t.residualNext = 4*step, 4*step
		w.compute(t, row, rows, j, col, n-(repeat-1)*step, wide)
		col += repeat * step
	}
}

// down computes strips of rows each, from the given row on, of panels panels
// from column j+col on.
func (w *work) down(t *tile, row, rows, strips, j, col, n, panels int) {
	for strips > 0 {
		t.repeat = min(strips, t.most)
		strips -= t.repeat
		t.aNext, t.bNext, t.cNext = rows*w.aRow, 0, rows*w.cRow
		t.biasNext, t.residualNext = 0, rows*w.rRow
		repeat := t.repeat // compute uses it up
		w.compute(t, row, rows, j, col, n, panels)
		row += repeat * rows
	}
}

// span is how many panels a tile takes where cols columns are left: several
// only if they are whole, 0 if half a panel is enough.
func (w *work) span(panels, cols int) int {
	width := w.path.width()
	if w.path != portable && 2*cols <= width {
		return 0
	}
	for panels > 1 && panels*width > cols {
		panels /= 2
	}
	return panels
}

// compute does the tile of rows [row, row+rows) and of panels panels from
// column j+col on, and those that t repeats it for; the block ends at column
// j+n.
func (w *work) compute(t *tile, row, rows, j, col, n, panels int) {
	width := w.path.width()
	t.a = unsafe.Add(w.a, row*w.aRow)
	t.b = unsafe.Add(w.b, w.path.panel(col)*w.panelBytes)
	t.c = unsafe.Add(w.c, row*w.cRow+4*(j+col))
	t.bMask, t.cMask = ^uint32(0), ^uint32(0)>>(32-min(n-col, width))
	if full := max(width/2, min(1, panels)*width); !w.whole && n-col < full {
		t.bMask = t.cMask
	}
	if w.bias != nil {
		t.bias = unsafe.Add(w.bias, 4*(j+col))
	}
	if w.residual != nil {
		t.residual = unsafe.Add(w.residual, row*w.rRow+4*(j+col))
	}
	w.path.multiply(t, rows, panels)
}

// pointer is where element i of data lies.
func pointer(data []float32, i int) unsafe.Pointer { return unsafe.Pointer(&data[i]) }
