package kernel

import (
	"fmt"
	"unsafe"
)

// Packed is a matrix copied once to the layout of the micro-kernels, for a
// right-hand factor that many products share: the weights of a layer. It is
// safe for concurrent use while nobody packs it anew.
//
// The columns are cut into panels as wide as two vectors, each panel holds
// its part of every row, and the last one is filled up with zeros. For 70
// columns and 32 to a panel:
//
//	panel 0: columns 0-31          panel 1: columns 32-63         panel 2: columns 64-69
//	[ row 0 | row 1 | … | row K-1 ][ row 0 | row 1 | … | row K-1 ][ row 0, zeros | … ]
type Packed struct {
	inner, cols int
	data        []float32
	path        path
}

// Pack copies b.
func Pack(b Mat) *Packed { return best().pack(b) }

func (p path) pack(b Mat) *Packed {
	b.check("the matrix to pack")
	packed := &Packed{path: p}
	packed.inner, packed.cols = b.shape()
	_, packed.data = aligned(packed.inner * p.whole(packed.cols))
	packed.Set(b)
	return packed
}

// Set copies b in place of what was packed before, without allocation. It
// panics if the shape is another.
func (p *Packed) Set(b Mat) {
	b.check("the matrix to pack")
	if rows, cols := b.shape(); rows != p.inner || cols != p.cols {
		panic(fmt.Sprintf("kernel: %v does not fit a packed [%d,%d]", b, p.inner, p.cols))
	}
	if p.inner > 0 {
		p.path.packPanels(p.data, b, 0, p.inner, 0, p.cols)
	}
}

// Shape is the number of rows and columns of what was packed.
func (p *Packed) Shape() (rows, cols int) { return p.inner, p.cols }

// Epilogue is what happens to an element of a product before it is stored,
// while it is still in a register. The zero value does nothing.
type Epilogue struct {
	Accumulate bool      // the sum begins with C instead of zero
	Bias       []float32 // [n], added to each row; nil for none
	Residual   Mat       // [m, n], added after the bias; may be C itself; nil Data for none
	Relu       bool      // negative results become zero, NaN stays
}

func (e *Epilogue) check(m, n int) {
	if e.Bias != nil && len(e.Bias) != n {
		panic(fmt.Sprintf("kernel: %d biases for %d columns", len(e.Bias), n))
	}
	if e.Residual.Data != nil {
		e.Residual.check("the residual")
		if e.Residual.Trans || e.Residual.Rows != m || e.Residual.Cols != n {
			panic(fmt.Sprintf("kernel: the residual of a [%d,%d] result is %v", m, n, e.Residual))
		}
	}
}

// plain reports whether there is nothing to do at the end of a sum.
func (e *Epilogue) plain() bool { return e.Bias == nil && e.Residual.Data == nil && !e.Relu }

// set hands the epilogue to the work.
func (e *Epilogue) set(w *work) {
	w.accumulate, w.relu = e.Accumulate, e.Relu
	if e.Bias != nil {
		w.bias = unsafe.Pointer(unsafe.SliceData(e.Bias))
	}
	if e.Residual.Data != nil {
		w.residual, w.rRow = unsafe.Pointer(unsafe.SliceData(e.Residual.Data)), 4*e.Residual.Stride
	}
}

// GemmPacked computes C = relu(A·B + bias + residual), each of the three as e
// says, or adds to C:
//
//	for i := range m {
//		for j := range n {
//			sum := 0 // or c[i][j] if Accumulate
//			for k := range inner {
//				sum += a[i][k] * b[k][j]
//			}
//			c[i][j] = relu(sum + bias[j] + residual[i][j])
//		}
//	}
//
// What Gemm promises of order, overlap, allocation and panics holds here too.
func GemmPacked(c, a Mat, b *Packed, e Epilogue) {
	c.check("C")
	a.check("A")
	m, inner := a.shape()
	if c.Trans || m != c.Rows || inner != b.inner || c.Cols != b.cols {
		panic(fmt.Sprintf("kernel: no product C = A·B of C %v, A %v and B packed [%d,%d]", c, a, b.inner, b.cols))
	}
	e.check(m, b.cols)
	if m == 0 || b.cols == 0 {
		return
	}
	w := work{path: b.path}
	e.set(&w)
	w.setC(c)
	if inner > 0 {
		w.setA(a)
		w.setPacked(b)
	}
	// A residual that is C itself must be read before C is written, so the sum
	// cannot wait in C for the next block.
	if w.residual != nil && w.residual == w.c || inner == 0 || m <= b.path.rows() || inner*b.cols <= residentLimit && !b.path.collides(&a) {
		w.one[0].length = inner
		w.rowsOuter = true
		w.run(0, m, 0, b.cols)
		return
	}
	w.blocked(m, b.cols, inner, nil, a)
}

func (w *work) setPacked(b *Packed) {
	width := b.path.width()
	w.b, w.bStep, w.panelBytes, w.whole = pointer(b.data, 0), 4*width, 4*width*b.inner, true
}
