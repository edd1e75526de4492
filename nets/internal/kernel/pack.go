package kernel

import (
	"slices"
	"sync"
	"unsafe"
)

// packPanels copies the rows [k, k+depth) and columns [j, j+cols) of B to
// panels: all rows of the first width columns, then all rows of the next, the
// last panel filled up with zeros.
//
//	         columns 0..width-1   columns width..2·width-1
//	dst  = [ row 0, row 1, …    | row 0, row 1, …          | … ]
func (p path) packPanels(dst []float32, b Mat, k, depth, j, cols int) {
	width := p.width()
	for col := 0; col < cols; col += width {
		panel := dst[:depth*width]
		dst = dst[depth*width:]
		if n := min(width, cols-col); b.Trans {
			p.packColumns(panel, b, k, depth, j+col, n)
		} else {
			p.packRows(panel, b, k, depth, j+col, n)
		}
	}
}

// packRows copies a panel from a matrix whose rows are contiguous.
func (p path) packRows(panel []float32, b Mat, k, depth, j, n int) {
	width := p.width()
	from := b.Data[k*b.Stride+j:]
	if n == width && p.copyRows(panel, from, depth, b.Stride) {
		return
	}
	for r := range depth {
		row := panel[r*width:][:width]
		clear(row[copy(row, from[r*b.Stride:][:n]):])
	}
}

// packColumns copies a panel from a matrix whose columns are contiguous.
func (p path) packColumns(panel []float32, b Mat, k, depth, j, n int) {
	width := p.width()
	if n < width {
		clear(panel)
	}
	p.transpose(panel, width, b.Data[j*b.Stride+k:], b.Stride, n, depth)
}

// buffer is scratch memory, borrowed from a pool that all goroutines share.
type buffer struct {
	raw      []float32
	data     []float32 // raw from the first address that is a multiple of a cache line on
	segments []segment
	list     []int32
}

var pool = sync.Pool{New: func() any { return new(buffer) }}

// borrow returns a buffer with at least n elements of any content.
func borrow(n int) *buffer {
	b := pool.Get().(*buffer)
	if len(b.data) < n {
		b.raw, b.data = aligned(n)
	}
	return b
}

// borrowSegments returns a buffer with room for n segments.
func borrowSegments(n int) *buffer {
	b := pool.Get().(*buffer)
	b.segments = slices.Grow(b.segments[:0], n)
	return b
}

// borrowList returns a buffer with at least n elements and a list of m, all of
// any content.
func borrowList(n, m int) *buffer {
	b := borrow(n)
	if len(b.list) < m {
		b.list = make([]int32, m)
	}
	return b
}

func (b *buffer) giveBack() { pool.Put(b) }

// aligned allocates n zeros, the first at an address that is a multiple of 64
// so that no vector straddles two cache lines.
func aligned(n int) (raw, data []float32) {
	raw = make([]float32, n+15)
	skip := -int(uintptr(unsafe.Pointer(unsafe.SliceData(raw)))) / 4 & 15
	return raw, raw[skip:][:n]
}
