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
	m, inner := a.shape()
	n := c.Cols
	if m == 0 || n == 0 {
		return
	}
	if inner == 0 {
		if !accumulate {
			for i := range m {
				clear(c.Data[i*c.Stride:][:n])
			}
		}
		return
	}
	if b.Trans && !a.Trans && m <= swapRows && 2*m <= n {
		p.gemmSwapped(c, a, b, accumulate)
		return
	}
	w := work{path: p, accumulate: accumulate}
	w.setC(c)
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

// gemmSwapped is gemm by way of the transpose of C. Each element is the same
// sum in the same order.
func (p path) gemmSwapped(c, a, b Mat, accumulate bool) {
	m, inner, n := c.Rows, a.Cols, c.Cols
	size := inner * p.whole(m)
	buffer := borrow(size + n*m)
	defer buffer.giveBack()
	packed := Packed{inner: inner, cols: m, data: buffer.data[:size], path: p}
	p.packPanels(packed.data, Mat{Data: a.Data, Rows: m, Cols: inner, Stride: a.Stride, Trans: true}, 0, inner, 0, m)
	turned := Mat{Data: buffer.data[size:][:n*m], Rows: n, Cols: m, Stride: m}
	if accumulate {
		p.transpose(turned.Data, m, c.Data, c.Stride, m, n)
	}
	b.Trans = false
	GemmPacked(turned, b, &packed, Epilogue{Accumulate: accumulate})
	p.transpose(c.Data, c.Stride, turned.Data, m, n, m)
}
