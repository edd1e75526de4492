//go:build !purego

package kernel

import "golang.org/x/sys/cpu"

// best is the fastest path of this machine.
func best() path {
	switch {
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512DQ:
		return avx512
	case cpu.X86.HasAVX2 && cpu.X86.HasFMA:
		return avx2
	}
	return portable
}

// multiply computes a block of C: rows of it, panels wide.
func (p path) multiply(t *tile, rows, panels int) {
	columns := t.aStep != 4
	switch {
	case p == avx512 && columns:
		tile512Columns(t, rows, panels)
	case p == avx512:
		tile512Rows(t, rows, panels)
	case p == avx2 && columns:
		tile2Columns(t, rows, panels)
	case p == avx2:
		tile2Rows(t, rows, panels)
	default:
		tilePortable(t, rows)
	}
}

// transpose writes rows x cols elements of src to cols x rows of dst.
func (p path) transpose(dst []float32, dstStride int, src []float32, srcStride, rows, cols int) {
	whole, blocks := 0, cols/8
	if p != portable && blocks > 0 {
		for ; whole+8 <= rows; whole += 8 {
			transpose8(&dst[whole], &src[whole*srcStride], 4*dstStride, 4*srcStride, blocks)
		}
		if cols > 8*blocks && whole > 0 {
			transposeAny(dst[8*blocks*dstStride:], dstStride, src[8*blocks:], srcStride, whole, cols-8*blocks)
		}
	}
	if whole < rows {
		transposeAny(dst[whole:], dstStride, src[whole*srcStride:], srcStride, rows-whole, cols)
	}
}

// transform does a Winograd transform for tiles of m outputs.
func (p path) transform(t *transform, l linear, m int) {
	switch p {
	case avx512:
		transform512(t, l, m)
	case avx2:
		transform2(t, l, m)
	default:
		transformPortable(t, l, m)
	}
}

// copyRows copies rows as wide as a panel, if the path has vectors for that.
func (p path) copyRows(panel, src []float32, rows, srcStride int) bool {
	if p == portable {
		return false
	}
	copyRows16(&panel[0], &src[0], rows, 4*srcStride, 4*p.width(), p.width()/16)
	return true
}

// scatter does a call of the kernel of sparse convolutions.
func (p path) scatter(s *scatter) {
	if p == avx512 {
		scatter512(s)
	} else {
		scatter2(s)
	}
}

// nonzeros lists the numbers that are not zero.
func (p path) nonzeros(list []int32, x []float32) int {
	if p == avx512 {
		return nonzeros512(&list[0], &x[0], len(x))
	}
	return nonzerosGo(list, x)
}

// adamWhole does a step of Adam, if the path has a kernel for all of it.
func (p path) adamWhole(w, g, mean, square []float32, s AdamStep) bool {
	if p != avx512 || len(w) == 0 {
		return false
	}
	adam512(&w[0], &g[0], &mean[0], &square[0], len(w),
		s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.Epsilon, s.Size, s.Root, s.Coupled, s.Shrink)
	return true
}

// rmspropWhole does a step of RMSProp, if the path has a kernel for all of it.
func (p path) rmspropWhole(w, g, square, mean []float32, s RMSPropStep) bool {
	if p != avx512 || len(w) == 0 {
		return false
	}
	rmsprop512(&w[0], &g[0], &square[0], &mean[0], len(w),
		s.Alpha, s.Rest, s.Centre, s.Inside, s.Outside, s.Rate, s.Decay)
	return true
}
