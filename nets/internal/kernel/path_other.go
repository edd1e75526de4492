//go:build !amd64 || purego

package kernel

// best is the fastest path of this machine.
func best() path { return portable }

const noVectors = "kernel: vector loop on a machine that has none"

// multiply computes a block of C: rows of it, panels wide.
func (p path) multiply(t *tile, rows, panels int) {
	if p != portable || panels != 1 {
		panic(noTile(rows, panels))
	}
	tilePortable(t, rows)
}

// transpose writes rows x cols elements of src to cols x rows of dst.
func (p path) transpose(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	transposeAny(dst, dstStride, src, srcStride, rows, cols)
}

// transform does a Winograd transform for tiles of m outputs.
func (p path) transform(t *transform, l linear, m int) { transformPortable(t, l, m) }

// copyRows copies rows as wide as a panel, if the path has vectors for that.
func (p path) copyRows(panel, src []float32, rows, srcStride int) bool { return false }

// scatter is for paths with vectors alone.
func (p path) scatter(s *scatter) { panic(noVectors) }

// nonzeros lists the numbers that are not zero.
func (p path) nonzeros(list []int32, x []float32) int { return nonzerosGo(list, x) }

// adamWhole is for paths with vectors alone.
func (p path) adamWhole(w, g, mean, square []float32, s AdamStep) bool { return false }

// rmspropWhole is for paths with vectors alone.
func (p path) rmspropWhole(w, g, square, mean []float32, s RMSPropStep) bool { return false }
