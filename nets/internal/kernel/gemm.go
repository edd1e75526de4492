package kernel

import "fmt"

// Mat is a row-major matrix that lies in Data: element (i, j) of the stored
// matrix is Data[i*Stride+j]. With Trans set it stands for the transpose of
// what is stored; Rows and Cols are always those of the stored matrix.
type Mat struct {
	Data               []float32
	Rows, Cols, Stride int
	Trans              bool
}

// Gemm computes C = A·B, or C += A·B if accumulate is set:
//
//	for i := range m {
//		for j := range n {
//			sum := 0 // or c[i][j] if accumulate
//			for k := range inner {
//				sum += a[i][k] * b[k][j]
//			}
//			c[i][j] = sum
//		}
//	}
//
// Each element is summed in the order of k, with nothing but k deciding how
// it is rounded: a row of C has the same bits whatever the other rows are,
// and however many there are. C is never transposed and overlaps neither A
// nor B. Gemm runs on the calling goroutine and allocates nothing in the
// steady state. It panics if the shapes do not fit or a matrix is too short
// for its shape.
func Gemm(c, a, b Mat, accumulate bool) {
	checkProduct(c, a, b)
	best().gemm(c, a, b, accumulate)
}

// shape is the number of rows and columns of what m stands for.
func (m Mat) shape() (rows, cols int) {
	if m.Trans {
		return m.Cols, m.Rows
	}
	return m.Rows, m.Cols
}

func (m Mat) String() string {
	t := ""
	if m.Trans {
		t = " transposed"
	}
	return fmt.Sprintf("[%d,%d]%s, stride %d, %d elements", m.Rows, m.Cols, t, m.Stride, len(m.Data))
}

func (m Mat) check(name string) {
	if m.Rows < 0 || m.Cols < 0 || m.Rows > 1 && m.Stride < m.Cols ||
		m.Rows > 0 && m.Cols > 0 && len(m.Data) < (m.Rows-1)*m.Stride+m.Cols {
		panic(fmt.Sprintf("kernel: %s does not hold what it says: %v", name, m))
	}
}

func checkProduct(c, a, b Mat) {
	c.check("C")
	a.check("A")
	b.check("B")
	am, ak := a.shape()
	bk, bn := b.shape()
	if c.Trans || am != c.Rows || bn != c.Cols || ak != bk {
		panic(fmt.Sprintf("kernel: no product C = A·B of C %v, A %v and B %v", c, a, b))
	}
}

func (p path) gemm(c, a, b Mat, accumulate bool) {
	p.product(c, a, b, Epilogue{Accumulate: accumulate})
}

// GemmThen is Gemm with an epilogue: C = relu(A·B + bias + residual), each of
// the three as e says, and rounded as one after the other would be. The residual
// may not overlap C. What Gemm promises holds here too.
func GemmThen(c, a, b Mat, e Epilogue) {
	checkProduct(c, a, b)
	e.check(c.Rows, c.Cols)
	best().product(c, a, b, e)
}

func (p path) product(c, a, b Mat, e Epilogue) {
	m, inner := a.shape()
	n := c.Cols
	if m == 0 || n == 0 {
		return
	}
	w := work{path: p}
	e.set(&w)
	w.setC(c)
	if inner == 0 {
		w.run(0, m, 0, n)
		return
	}
	if swaps(c, a, b) && e.plain() {
		p.gemmSwapped(c, a, b, e.Accumulate, nil)
		return
	}
	w.setA(a)
	if !b.Trans && (m <= p.rows() || p != portable && inner*n <= directLimit && m <= directRows) {
		w.b, w.bStep, w.panelBytes = pointer(b.Data, 0), 4*b.Stride, 4*p.width()
		w.one[0].length = inner
		w.run(0, m, 0, n)
		return
	}
	w.blocked(m, n, inner, &b, a)
}

// swapRows is the number of rows up to which a product with a transposed B
// that is larger than A is computed as Cᵀ = Bᵀ·Aᵀ: then A is packed, not B.
const swapRows = 64

// swaps reports whether a product is better computed that way.
func swaps(c, a, b Mat) bool {
	return b.Trans && !a.Trans && c.Rows <= swapRows && 2*c.Rows <= c.Cols
}

// swapBlock is how many rows of the transpose of C are computed at a time: they
// are still in the first-level cache when they are turned.
const swapBlock = 112

// gemmSwapped is gemm by way of the transpose of C, and of the listed steps of
// the inner dimension alone unless the list is nil. Each element is the same sum
// in the same order.
func (p path) gemmSwapped(c, a, b Mat, accumulate bool, list []int32) {
	m, inner, n := c.Rows, a.Cols, c.Cols
	size := inner * p.whole(m)
	buffer := borrow(size + swapBlock*m)
	defer buffer.giveBack()
	packed := Packed{inner: inner, cols: m, data: buffer.data[:size], path: p}
	p.packPanels(packed.data, Mat{Data: a.Data, Rows: m, Cols: inner, Stride: a.Stride, Trans: true}, 0, inner, 0, m)
	w := work{path: p, accumulate: accumulate, rowsOuter: true, aRow: 4 * b.Stride, aStep: 4}
	if w.setPacked(&packed); list != nil {
		segments := w.list(list)
		defer segments.giveBack()
	}
	for j := 0; j < n; j += swapBlock {
		rows := min(swapBlock, n-j)
		turned := Mat{Data: buffer.data[size:][:rows*m], Rows: rows, Cols: m, Stride: m}
		if accumulate {
			p.transpose(turned.Data, m, c.Data[j:], c.Stride, m, rows)
		}
		if list == nil {
			GemmPacked(turned, Mat{Data: b.Data[j*b.Stride:], Rows: rows, Cols: inner, Stride: b.Stride}, &packed, Epilogue{Accumulate: accumulate})
		} else {
			w.a = pointer(b.Data, j*b.Stride)
			w.setC(turned)
			w.run(0, rows, 0, m)
		}
		for i := 0; i < m; i += 8 { // rows of C may all fall on the same few lines of the cache
			p.transpose(c.Data[i*c.Stride+j:], c.Stride, turned.Data[i:], m, rows, min(8, m-i))
		}
	}
}
