package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// copyRows16 writes the packing of rows of 16 elements or twice that. The
// rows lie far apart, where the processor foresees no access, so each asks
// for the line that will be wanted eight rows later; a prefetch beyond the
// matrix is harmless.
func copyRows16(f *file) {
	f.function("copyRows16", "func(dst, src *float32, rows, srcStride, dstStride, times int)",
		"copies 16·times elements of each row, times being 1 or 2. Strides are in bytes.")
	load := func(i int) reg.GPVirtual {
		r := f.GP64()
		f.Load(f.ParamIndex(i), r)
		return r
	}
	dst, src, rows, ss, ds, times := load(0), load(1), load(2), load(3), load(4), load(5)
	lane := func(at int) {
		v, w := f.YMM(), f.YMM()
		f.VMOVUPS(Mem{Base: src, Disp: at}, v)
		f.VMOVUPS(Mem{Base: src, Disp: at + 32}, w)
		f.PREFETCHT0(Mem{Base: src, Index: ss, Scale: 8, Disp: at})
		f.VMOVUPS(v, Mem{Base: dst, Disp: at})
		f.VMOVUPS(w, Mem{Base: dst, Disp: at + 32})
	}
	f.Label("row")
	lane(0)
	f.CMPQ(times, Imm(1))
	f.JE(LabelRef("next"))
	lane(64)
	f.Label("next")
	f.ADDQ(ss, src)
	f.ADDQ(ds, dst)
	f.DECQ(rows)
	f.JNE(LabelRef("row"))
	f.VZEROUPPER()
	f.RET()
}
