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
func addTo(dst, src []float32) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] += src[i]
	}
}

// addRow adds row to each row of dst, whose width is that of row.
func addRow(dst, row []float32) {
	for ; len(dst) >= len(row) && len(row) > 0; dst = dst[len(row):] {
		addTo(dst[:len(row)], row)
	}
}

// addColumnSums adds to sums the sum of each column of m, whose width is that
// of sums, rows in ascending order.
func addColumnSums(sums, m []float32) {
	for ; len(m) >= len(sums) && len(sums) > 0; m = m[len(sums):] {
		addTo(sums, m[:len(sums)])
	}
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
