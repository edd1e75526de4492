package kernel

import "fmt"

// Transpose copies the transpose of src to dst:
//
//	for i := range src.Rows {
//		for j := range src.Cols {
//			dst[j][i] = src[i][j]
//		}
//	}
//
// Both are plain (not Trans); dst is [src.Cols, src.Rows] and does not overlap
// src. It panics if the shapes do not fit.
func Transpose(dst, src Mat) {
	dst.check("the destination")
	src.check("the source")
	if dst.Trans || src.Trans || dst.Rows != src.Cols || dst.Cols != src.Rows {
		panic(fmt.Sprintf("kernel: %v is no transpose of %v", dst, src))
	}
	if src.Rows > 0 && src.Cols > 0 {
		best().transpose(dst.Data, dst.Stride, src.Data, src.Stride, src.Rows, src.Cols)
	}
}

// transposeAny is the loop that Transpose documents.
func transposeAny(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	if cols == 0 {
		return
	}
	for i := range rows {
		for j, v := range src[i*srcStride:][:cols] {
			dst[j*dstStride+i] = v
		}
	}
}
