package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func shapes2() []shape { return shapes(6, 2, 1) }

// tiles2 writes the AVX2 family: up to 6 rows of half or all of a
// 16-column panel, 2 of two and 1 of four, 12 accumulators at most.
func tiles2(f *file) {
	shifts := maskShifts(f)
	for _, s := range shapes2() {
		f.function(s.name("2"), "func(t *tile)", "is the micro-kernel that tile documents.")
		t := &tileBody{f: f, shape: s, arg: f.argument()}
		t.v = newY(t, shifts)
		t.write()
	}
}

// maskShifts is a table that brings bit i of a mask to the sign of lane i.
func maskShifts(f *file) Mem {
	table := f.StaticGlobal("maskShifts2")
	f.DataAttributes(readOnly)
	for lane := range uint32(16) {
		f.AppendDatum(U32(31 - lane))
	}
	return table
}

// y is the AVX2 register file of a micro-kernel. Masks are vectors here, made
// where they are wanted: there is no register to keep one in.
type y struct {
	t      *tileBody
	shifts Mem
	acc    [][]reg.VecVirtual
	b      []reg.VecVirtual
	a      reg.VecVirtual
	nought reg.VecVirtual
}

func newY(t *tileBody, shifts Mem) *y {
	r := &y{t: t, shifts: shifts, b: make([]reg.VecVirtual, t.vectors())}
	for range t.rows {
		var row []reg.VecVirtual
		for range t.vectors() {
			row = append(row, t.f.YMM())
		}
		r.acc = append(r.acc, row)
	}
	return r
}

func (y *y) bytes() int { return 32 }

func (y *y) mask(field string, v int) reg.VecVirtual {
	m := y.t.f.YMM()
	y.t.f.VPBROADCASTD(y.t.field(field), m)
	y.t.f.VPSLLVD(y.shifts.Offset(32*v), m, m)
	return m
}

func (y *y) zero(row, v int) {
	r := y.acc[row][v]
	y.t.f.VXORPS(r, r, r)
}

// masked loads at under the mask of C, or whole where no mask is needed.
func (y *y) masked(v int, at Mem, to reg.VecVirtual) {
	if y.t.panels < 2 {
		y.t.f.VMASKMOVPS(at, y.mask("cMask", v), to)
		return
	}
	y.t.f.VMOVUPS(at, to)
}

func (y *y) loadC(row, v int, at Mem) { y.masked(v, at, y.acc[row][v]) }

func (y *y) storeC(row, v int, at Mem) {
	if y.t.panels < 2 {
		y.t.f.VMASKMOVPS(y.acc[row][v], y.mask("cMask", v), at)
		return
	}
	y.t.f.VMOVUPS(y.acc[row][v], at)
}

func (y *y) loadB(v int, at Mem, masked bool) {
	y.b[v] = y.t.f.YMM()
	if masked {
		y.t.f.VMASKMOVPS(at, y.mask("bMask", v), y.b[v])
		return
	}
	y.t.f.VMOVUPS(at, y.b[v])
}

func (y *y) broadcast(row int, at Mem) {
	y.a = y.t.f.YMM()
	y.t.f.VBROADCASTSS(at, y.a)
}

func (y *y) fma(row, v int) { y.t.f.VFMADD231PS(y.b[v], y.a, y.acc[row][v]) }

func (y *y) loadBias(v int, at Mem) {
	y.b[v] = y.t.f.YMM()
	y.masked(v, at, y.b[v])
}

func (y *y) addBias(row, v int) { y.t.f.VADDPS(y.b[v], y.acc[row][v], y.acc[row][v]) }

func (y *y) addC(row, v int, at Mem) {
	r := y.t.f.YMM()
	y.masked(v, at, r)
	y.t.f.VADDPS(r, y.acc[row][v], y.acc[row][v])
}

func (y *y) beginRelu() {
	y.nought = y.t.f.YMM()
	y.t.f.VXORPS(y.nought, y.nought, y.nought)
}

// relu keeps NaN, as in the AVX-512 family.
func (y *y) relu(row, v int) { y.t.f.VMAXPS(y.acc[row][v], y.nought, y.acc[row][v]) }
