// Package kernel holds the numeric loops on plain slices that the packages
// above are made of.
package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Mat is a row-major matrix that lies in Data: element (i, j) of the stored
// matrix is Data[i*Stride+j]. With Trans set it stands for the transpose of
// what is stored; Rows and Cols are always those of the stored matrix.
type Mat struct {
	Data               []float32
	Rows, Cols, Stride int
	Trans              bool
}

// Gemm computes C = A·B, or C += A·B if accumulate is set. C is never
// transposed. Each element is summed in an order that depends on nothing but
// the inner dimension.
func Gemm(c, a, b Mat, accumulate bool) {
	trans := func(m Mat) blas.Transpose {
		if m.Trans {
			return blas.Trans
		}
		return blas.NoTrans
	}
	k := a.Cols
	if a.Trans {
		k = a.Rows
	}
	var beta float32
	if accumulate {
		beta = 1
	}
	gonum.Implementation{}.Sgemm(trans(a), trans(b), c.Rows, c.Cols, k, 1, a.Data, a.Stride, b.Data, b.Stride, beta, c.Data, c.Stride)
}
