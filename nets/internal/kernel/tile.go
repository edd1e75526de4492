package kernel

import "unsafe"

// tile is one call of a micro-kernel: a block of C, held in registers while
// the inner dimension goes by. The inner dimension is a list of segments, so
// that the same kernel is matrix multiplication (one segment) and convolution
// (one segment for each tap of the filter). For r rows and n columns it is
// the loop
//
//	for i := range r {
//		for j := range n {
//			sum := 0 // or c[i][j] if accumulate
//			for _, s := range segments {
//				for k := range s.length {
//					sum = fma(a[s.a + i*aRow + k*aStep], b[s.b + k*bStep + j], sum)
//				}
//			}
//			c[i][j] = relu(sum + bias[j] + residual[i][j])
//		}
//	}
//
// in which each of bias, residual and relu may be absent. All distances are
// in bytes. The sum of an element runs over k in the order of the segments
// and never depends on the place of the element in the block.
//
// The call does repeat blocks, and moves each pointer by its next from one to
// the following: down the rows or along the panels. It leaves the pointers at
// the last block, for a pointer beyond it might point nowhere.
type tile struct {
	c, a, b        unsafe.Pointer
	bias, residual unsafe.Pointer // nil if absent
	segments       *segment
	count          int    // segments
	aRow, aStep    int    // between rows of A, between steps of k (aStep is 4 unless the kernel is a columns kernel)
	bStep          int    // between steps of k
	bPanel         int    // between panels of B, for kernels that span several
	cRow, rRow     int    // between rows of C and of the residual
	bMask, cMask   uint32 // columns of the last panel that may be read, written
	accumulate     bool
	relu           bool
	steps          bool // all segments are of length 1, which AVX-512 knows how to make use of

	repeat                 int // blocks, at least 1
	most                   int // that repeat should be at most
	aNext, bNext, cNext    int // from block to block
	biasNext, residualNext int
}

// segment is a stretch of the inner dimension: where it begins in A and in B,
// in bytes, and how many steps it has.
type segment struct {
	a, b   int
	length int
}

// transform is one call of a Winograd transform: a linear map L of n inputs
// to m outputs, applied to the rows and to the columns of an n x n block, for
// all channels. It is the loop
//
//	for i, j := range m x m {
//		for c := range channels {
//			sum := 0
//			for k, l := range n x n {
//				sum += L[i][k] * L[j][l] * src[k*srcRow + l*srcStep + c]
//			}
//			dst[i*dstRow + j*dstStep + c] = sum
//		}
//	}
//
// with all distances in bytes. The transform of outputs ends with
// relu(sum + bias[c] + residual[i*dstRow + j*dstStep + c]), each if present.
type transform struct {
	dst, src        unsafe.Pointer
	tmp             unsafe.Pointer // 36 vectors of scratch
	bias, residual  unsafe.Pointer // nil if absent
	dstRow, dstStep int
	srcRow, srcStep int
	channels        int // a multiple of 16
	relu            bool
}

// scatter is one call of the kernel of sparse convolutions: count of the
// numbers x, named by list, each times a block of src are added to a block of
// dst. A block is rows of 16·vectors adjacent elements; where it begins, in
// bytes, depends on the number. It is the loop
//
//	for _, i := range list {
//		for r := range rows {
//			for j := range 16 * vectors {
//				d := dstPlaces[i] + r*dstRow + j
//				dst[d] = fma(x[i], src[srcPlaces[i] + r*srcRow + j], dst[d])
//			}
//		}
//	}
type scatter struct {
	dst, src             unsafe.Pointer
	dstPlaces, srcPlaces unsafe.Pointer // of the first number, 8 bytes apart
	x                    unsafe.Pointer
	list                 unsafe.Pointer // int32
	count                int
	rows, vectors        int
	dstRow, srcRow       int // in bytes
}
