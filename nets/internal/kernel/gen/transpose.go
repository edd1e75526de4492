package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose8 writes the transposition of 8 rows in blocks of 8 columns. Each
// block is loaded as the halves of rows i and i+4 side by side, so that the
// rest of the work stays within 128-bit lanes, where shuffles are cheap.
func transpose8(f *file) {
	f.function("transpose8", "func(dst, src *float32, dstStride, srcStride, blocks int)",
		"transposes the 8 rows of 8·blocks elements at src. Strides are in bytes.")
	load := func(i int) reg.GPVirtual {
		r := f.GP64()
		f.Load(f.ParamIndex(i), r)
		return r
	}
	dst, src, ds, ss, n := load(0), load(1), load(2), load(3), load(4)
	s3, d3, src4, dst4 := f.GP64(), f.GP64(), f.GP64(), f.GP64()
	f.LEAQ(Mem{Base: ss, Index: ss, Scale: 2}, s3)
	f.LEAQ(Mem{Base: ds, Index: ds, Scale: 2}, d3)
	f.LEAQ(Mem{Base: src, Index: ss, Scale: 4}, src4)
	f.LEAQ(Mem{Base: dst, Index: ds, Scale: 4}, dst4)
	row := func(base, stride, triple reg.Register, i int) Mem {
		return [...]Mem{{Base: base}, {Base: base, Index: stride, Scale: 1}, {Base: base, Index: stride, Scale: 2}, {Base: base, Index: triple, Scale: 1}}[i]
	}
	f.Label("block")
	for half := range 2 {
		var t, u [4]reg.VecVirtual
		for i := range 4 {
			t[i], u[i] = f.YMM(), f.YMM()
			f.VMOVUPS(row(src, ss, s3, i).Offset(16*half), t[i].AsX())
			f.VINSERTF128(Imm(1), row(src4, ss, s3, i).Offset(16*half), t[i], t[i])
		}
		f.VUNPCKLPS(t[1], t[0], u[0])
		f.VUNPCKHPS(t[1], t[0], u[1])
		f.VUNPCKLPS(t[3], t[2], u[2])
		f.VUNPCKHPS(t[3], t[2], u[3])
		f.VUNPCKLPD(u[2], u[0], t[0])
		f.VUNPCKHPD(u[2], u[0], t[1])
		f.VUNPCKLPD(u[3], u[1], t[2])
		f.VUNPCKHPD(u[3], u[1], t[3])
		to := []reg.Register{dst, dst4}[half]
		for i := range 4 {
			f.VMOVUPS(t[i], row(to, ds, d3, i))
		}
	}
	f.ADDQ(Imm(32), src)
	f.ADDQ(Imm(32), src4)
	f.LEAQ(Mem{Base: dst, Index: ds, Scale: 8}, dst)
	f.LEAQ(Mem{Base: dst4, Index: ds, Scale: 8}, dst4)
	f.DECQ(n)
	f.JNE(LabelRef("block"))
	f.VZEROUPPER()
	f.RET()
}
