package autograd

import (
	"math"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// mat views data as a row-major matrix.
func mat(data []float32, rows, cols int) kernel.Mat {
	return kernel.Mat{Data: data, Rows: rows, Cols: cols, Stride: cols}
}

// transposed views data as the transpose of a row-major matrix of rows x cols.
func transposed(data []float32, rows, cols int) kernel.Mat {
	return kernel.Mat{Data: data, Rows: rows, Cols: cols, Stride: cols, Trans: true}
}

// addTo adds src to dst, element by element.
func addTo(dst, src []float32) { kernel.Add(dst, src[:len(dst)]) }

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
