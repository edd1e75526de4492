package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// sparse writes the kernels of sparse convolutions.
func sparse(f *file) {
	nonzeros512(f)
	scatterBody(f, "scatter512", f.ZMM)
	scatterBody(f, "scatter2", f.YMM)
}

// nonzeros512 writes the list of numbers that are not zero: the indices of
// sixteen at a time, those that are wanted pushed together, and as many of
// them counted.
func nonzeros512(f *file) {
	f.function("nonzeros512", "func(list *int32, x *float32, n int) int",
		"writes the indices of the n numbers at x that are not zero and returns how many they are; up to 16 beyond them may be written, too.")
	first := f.StaticGlobal("firstIndices")
	f.DataAttributes(readOnly)
	for i := range uint32(16) {
		f.AppendDatum(U32(i))
	}
	load := func(name string) reg.GPVirtual {
		r := f.GP64()
		f.Load(f.Param(name), r)
		return r
	}
	list, x, n := load("list"), load("x"), load("n")
	begin, found := f.GP64(), f.GP64()
	f.MOVQ(list, begin)
	index, more, nought := f.ZMM(), f.ZMM(), f.ZMM()
	f.VMOVDQU32(first, index)
	f.MOVQ(U32(16), found)
	f.VPBROADCASTD(found.As32(), more)
	f.VPXORD(nought, nought, nought)
	keep := func(v, kept reg.VecVirtual, k reg.OpmaskVirtual) {
		const unequal = 4 // or no number
		f.VCMPPS(Imm(unequal), nought, v, k)
		f.VPCOMPRESSD_Z(index, k, kept)
		f.VMOVDQU32(kept, Mem{Base: list})
		f.KMOVW(k, found.As32())
		f.POPCNTL(found.As32(), found.As32())
		f.LEAQ(Mem{Base: list, Index: found, Scale: 4}, list)
	}
	f.SUBQ(Imm(16), n)
	f.JLT(LabelRef("rest"))
	f.Label("sixteen")
	v, kept, k := f.ZMM(), f.ZMM(), f.K()
	f.VMOVUPS(Mem{Base: x}, v)
	keep(v, kept, k)
	f.VPADDD(more, index, index)
	f.ADDQ(Imm(64), x)
	f.SUBQ(Imm(16), n)
	f.JGE(LabelRef("sixteen"))
	f.Label("rest")
	f.ADDQ(Imm(16), n)
	f.JE(LabelRef("done"))
	ones := f.GP64()
	f.MOVQ(I32(-1), ones)
	f.BZHIQ(n, ones, ones)
	tail := f.K()
	f.KMOVW(ones.As32(), tail)
	f.VMOVUPS_Z(Mem{Base: x}, tail, v)
	keep(v, kept, k)
	f.Label("done")
	f.SUBQ(begin, list)
	f.SHRQ(Imm(2), list)
	f.Store(list, f.ReturnIndex(0))
	f.VZEROUPPER()
	f.RET()
}

// scatterBody writes the kernel that scatter documents. Three vectors at a
// time are a row of a 3x3 filter for 16 channels.
func scatterBody(f *file, name string, vector func() reg.VecVirtual) {
	f.function(name, "func(s *scatter)", "is the kernel that scatter documents.")
	arg := f.argument()
	load := func(name string) reg.GPVirtual {
		r := f.GP64()
		f.MOVQ(f.field("scatter", arg, name), r)
		return r
	}
	list, x, dstPlaces, srcPlaces := load("list"), load("x"), load("dstPlaces"), load("srcPlaces")
	dstRow, srcRow := load("dstRow"), load("srcRow")
	i, dst, src, at, row, left := f.GP64(), f.GP64(), f.GP64(), f.GP64(), f.GP64(), f.GP64()
	number, sum := vector(), vector()
	step := func(vectors int) {
		size := int(sum.Size())
		for at16 := 0; at16 < 64*vectors; at16 += size {
			f.VMOVUPS(Mem{Base: dst, Index: at, Scale: 1, Disp: at16}, sum)
			f.VFMADD231PS(Mem{Base: src, Index: at, Scale: 1, Disp: at16}, number, sum)
			f.VMOVUPS(sum, Mem{Base: dst, Index: at, Scale: 1, Disp: at16})
		}
		f.ADDQ(Imm(uint64(64*vectors)), at)
	}
	f.CMPQ(f.field("scatter", arg, "count"), Imm(0))
	f.JE(LabelRef("done"))
	f.Label("number")
	f.MOVLQSX(Mem{Base: list}, i)
	f.VBROADCASTSS(Mem{Base: x, Index: i, Scale: 4}, number)
	f.MOVLQSX(Mem{Base: dstPlaces, Index: i, Scale: 8}, dst)
	f.ADDQ(f.field("scatter", arg, "dst"), dst)
	f.MOVLQSX(Mem{Base: srcPlaces, Index: i, Scale: 8}, src)
	f.ADDQ(f.field("scatter", arg, "src"), src)
	f.MOVQ(f.field("scatter", arg, "rows"), row)
	f.Label("row")
	f.XORQ(at, at)
	f.MOVQ(f.field("scatter", arg, "vectors"), left)
	f.SUBQ(Imm(3), left)
	f.JLT(LabelRef("rest"))
	f.Label("three")
	step(3)
	f.SUBQ(Imm(3), left)
	f.JGE(LabelRef("three"))
	f.Label("rest")
	f.ADDQ(Imm(3), left)
	f.JE(LabelRef("next"))
	f.Label("one")
	step(1)
	f.DECQ(left)
	f.JNE(LabelRef("one"))
	f.Label("next")
	f.ADDQ(dstRow, dst)
	f.ADDQ(srcRow, src)
	f.DECQ(row)
	f.JNE(LabelRef("row"))
	f.ADDQ(Imm(4), list)
	f.DECQ(f.field("scatter", arg, "count"))
	f.JNE(LabelRef("number"))
	f.Label("done")
	f.VZEROUPPER()
	f.RET()
}
