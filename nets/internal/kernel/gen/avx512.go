package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func shapes512() []shape { return shapes(14, 6, 2) }

// tiles512 writes the AVX-512 family: up to 14 rows of half or all
// of a 32-column panel, 6 of two and 2 of four, 28 accumulators at most.
func tiles512(f *file) {
	for _, s := range shapes512() {
		f.function(s.name("512"), "func(t *tile)", "is the micro-kernel that tile documents.")
		t := &tileBody{f: f, shape: s, arg: f.argument(), lists: true}
		t.v = newZ(t)
		t.write()
	}
}

// z is the AVX-512 register file of a micro-kernel. A mask is needed only
// where the last panel may be narrow: kernels of several panels are whole.
type z struct {
	t      *tileBody
	acc    [][]reg.VecVirtual
	b      []reg.VecVirtual
	a      reg.VecVirtual
	bm, cm [2]reg.OpmaskVirtual
	nought reg.VecVirtual
}

func newZ(t *tileBody) *z {
	r := &z{t: t, b: make([]reg.VecVirtual, t.vectors())}
	f := t.f
	for range t.rows {
		var row []reg.VecVirtual
		for range t.vectors() {
			row = append(row, f.ZMM())
		}
		r.acc = append(r.acc, row)
	}
	if t.panels < 2 {
		for _, m := range []struct {
			field string
			masks *[2]reg.OpmaskVirtual
		}{{"bMask", &r.bm}, {"cMask", &r.cm}} {
			m.masks[0], m.masks[1] = f.K(), f.K()
			f.KMOVD(t.field(m.field), m.masks[0])
			f.KSHIFTRD(Imm(16), m.masks[0], m.masks[1])
		}
	}
	return r
}

func (z *z) bytes() int { return 64 }

func (z *z) zero(row, v int) {
	r := z.acc[row][v]
	z.t.f.VPXORD(r, r, r)
}

func (z *z) loadC(row, v int, at Mem) {
	if z.t.panels < 2 {
		z.t.f.VMOVUPS_Z(at, z.cm[v], z.acc[row][v])
		return
	}
	z.t.f.VMOVUPS(at, z.acc[row][v])
}

func (z *z) storeC(row, v int, at Mem) {
	if z.t.panels < 2 {
		z.t.f.VMOVUPS(z.acc[row][v], z.cm[v], at)
		return
	}
	z.t.f.VMOVUPS(z.acc[row][v], at)
}

func (z *z) loadB(v int, at Mem, masked bool) {
	z.b[v] = z.t.f.ZMM()
	if masked {
		z.t.f.VMOVUPS_Z(at, z.bm[v], z.b[v])
		return
	}
	z.t.f.VMOVUPS(at, z.b[v])
}

func (z *z) broadcast(row int, at Mem) {
	z.a = z.t.f.ZMM()
	z.t.f.VBROADCASTSS(at, z.a)
}

func (z *z) fma(row, v int) { z.t.f.VFMADD231PS(z.b[v], z.a, z.acc[row][v]) }

func (z *z) loadBias(v int, at Mem) {
	z.b[v] = z.t.f.ZMM()
	if z.t.panels < 2 {
		z.t.f.VMOVUPS_Z(at, z.cm[v], z.b[v])
		return
	}
	z.t.f.VMOVUPS(at, z.b[v])
}

func (z *z) addBias(row, v int) { z.t.f.VADDPS(z.b[v], z.acc[row][v], z.acc[row][v]) }

func (z *z) addC(row, v int, at Mem) {
	if z.t.panels < 2 {
		z.t.f.VADDPS(at, z.acc[row][v], z.cm[v], z.acc[row][v])
		return
	}
	z.t.f.VADDPS(at, z.acc[row][v], z.acc[row][v])
}

func (z *z) beginRelu() {
	z.nought = z.t.f.ZMM()
	z.t.f.VPXORD(z.nought, z.nought, z.nought)
}

// relu keeps NaN: VMAXPS answers its first operand when one is no number.
func (z *z) relu(row, v int) { z.t.f.VMAXPS(z.acc[row][v], z.nought, z.acc[row][v]) }
