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
