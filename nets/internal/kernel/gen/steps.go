package main

import (
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// steps512 writes the steps of the optimisers for AVX-512. The AVX2 forms, which
// are among the row loops, wait for the processor's divider, which takes a root
// and a quotient one after the other; here it has the root alone, and the
// quotient is a product with a reciprocal. The last elements go through the same
// instructions under a mask, so that none of them is rounded in another way.
func steps512(f *file) {
	for _, s := range []step512{
		{"adam512", "w grad mean square", "b1 r1 b2 r2 epsilon size root coupled shrink", "coupled", adam512},
		{"rmsprop512", "w grad square mean", "alpha rest centre inside outside rate decay", "decay", rmsprop512},
	} {
		s.write(f)
	}
}

// step512 is a loop over the elements of vectors of equal length.
type step512 struct {
	name, vectors, scalars string
	decay                  string // the scalar that is nearly always zero
	body                   func(l *lane512)
}

// lane512 is sixteen elements on their way through a step512.
type lane512 struct {
	f       *file
	at      map[string]reg.GPVirtual
	scalars map[string]reg.VecVirtual
	index   reg.GPVirtual // bytes from the begin of the vectors
	some    reg.OpmaskVirtual
	decay   reg.VecVirtual // nil for none
	one     reg.VecVirtual
	floor   reg.VecVirtual // the smallest normal number, which is squareFloor and the square of meanFloor
}

func (s step512) write(f *file) {
	vectors, scalars := strings.Fields(s.vectors), strings.Fields(s.scalars)
	f.function(s.name, "func("+strings.Join(vectors, ", ")+" *float32, n int, "+strings.Join(scalars, ", ")+" float32)",
		"is the step of the optimiser on n elements, at least 1.")
	l := &lane512{f: f, at: map[string]reg.GPVirtual{}, scalars: map[string]reg.VecVirtual{}, index: f.GP64(), some: f.K()}
	for _, name := range vectors {
		l.at[name] = f.GP64()
		f.Load(f.Param(name), l.at[name])
	}
	for _, name := range scalars {
		at, err := f.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		l.scalars[name] = f.ZMM()
		f.VBROADCASTSS(at.Addr, l.scalars[name])
	}
	l.one, l.floor = l.constant(1), l.constant(squareFloor)
	n, ones := f.GP64(), f.GP64()
	f.Load(f.Param("n"), n)
	f.XORQ(l.index, l.index)
	f.MOVQ(I32(-1), ones)
	f.KMOVW(ones.As32(), l.some)
	// Most networks know no decay of weights, and then two operations are saved.
	bits := f.GP32()
	at, err := f.Param(s.decay).Resolve()
	if err != nil {
		panic(err)
	}
	f.MOVL(at.Addr, bits)
	f.TESTL(bits, bits)
	f.JE(LabelRef("plain"))
	for _, loop := range []string{"decay", "plain"} {
		l.decay = nil
		if loop == "decay" {
			l.decay = l.scalars[s.decay]
		}
		f.Label(loop)
		f.CMPQ(n, Imm(16))
		f.JGE(LabelRef(loop + "Whole"))
		f.BZHIQ(n, ones, ones)
		f.KMOVW(ones.As32(), l.some)
		f.Label(loop + "Whole")
		s.body(l)
		f.ADDQ(Imm(64), l.index)
		f.SUBQ(Imm(16), n)
		f.JG(LabelRef(loop))
		f.VZEROUPPER()
		f.RET()
	}
}

// gradient is the gradient and the decay of the weights w.
func (l *lane512) gradient(w reg.VecVirtual) reg.VecVirtual {
	if l.decay == nil {
		return l.load("grad")
	}
	return l.add(l.load("grad"), l.times(l.decay, w))
}

func (l *lane512) constant(v float64) reg.VecVirtual {
	bits, r := l.f.GP64(), l.f.ZMM()
	l.f.MOVQ(U32(math.Float32bits(float32(v))), bits)
	l.f.VPBROADCASTD(bits.As32(), r)
	return r
}

func (l *lane512) mem(name string) Mem { return Mem{Base: l.at[name], Index: l.index, Scale: 1} }

func (l *lane512) load(name string) reg.VecVirtual {
	r := l.f.ZMM()
	l.f.VMOVUPS_Z(l.mem(name), l.some, r)
	return r
}

func (l *lane512) store(name string, v reg.VecVirtual) { l.f.VMOVUPS(v, l.some, l.mem(name)) }

func (l *lane512) add(a, b reg.VecVirtual) reg.VecVirtual {
	r := l.f.ZMM()
	l.f.VADDPS(b, a, r)
	return r
}

func (l *lane512) times(a, b reg.VecVirtual) reg.VecVirtual {
	r := l.f.ZMM()
	l.f.VMULPS(b, a, r)
	return r
}

// mean is a running mean, its decay·before + share·now, rounded as in the row
// loops.
func (l *lane512) mean(decay, before, share string, now reg.VecVirtual) reg.VecVirtual {
	return l.add(l.times(l.scalars[decay], l.load(before)), l.times(l.scalars[share], now))
}

// forget makes zeros of the numbers whose size, itself or squared, is below the
// floor; NaN is kept.
func (l *lane512) forget(v, size reg.VecVirtual) {
	const notLess = 5
	k := l.f.K()
	l.f.VCMPPS(Imm(notLess), l.floor, size, k)
	l.f.VMOVAPS_Z(v, k, v)
}

func (l *lane512) root(v reg.VecVirtual) reg.VecVirtual {
	r := l.f.ZMM()
	l.f.VSQRTPS(v, r)
	return r
}

// inverse is 1/v within an ulp, for v within 2^±126: a guess of 14 bits, and a
// step of Newton's.
func (l *lane512) inverse(v reg.VecVirtual) reg.VecVirtual {
	guess, wrong := l.f.ZMM(), l.f.ZMM()
	l.f.VRCP14PS(v, guess)
	l.f.VMOVAPS(l.one, wrong)
	l.f.VFNMADD231PS(guess, v, wrong)
	l.f.VFMADD213PS(guess, guess, wrong)
	return wrong
}

func adam512(l *lane512) {
	w := l.load("w")
	d := l.gradient(w)
	m := l.mean("b1", "mean", "r1", d)
	l.forget(m, l.times(m, m))
	l.store("mean", m)
	v := l.mean("b2", "square", "r2", l.times(d, d))
	l.forget(v, v)
	l.store("square", v)
	inverse := l.inverse(l.add(l.times(l.root(v), l.scalars["root"]), l.scalars["epsilon"]))
	w = l.times(w, l.scalars["shrink"])
	l.f.VFNMADD231PS(l.times(l.scalars["size"], m), inverse, w)
	l.store("w", w)
}

func rmsprop512(l *lane512) {
	w := l.load("w")
	d := l.gradient(w)
	v := l.mean("alpha", "square", "rest", l.times(d, d))
	l.forget(v, v)
	l.store("square", v)
	m := l.mean("alpha", "mean", "centre", d)
	mm := l.times(m, m)
	l.forget(m, mm)
	l.store("mean", m)
	variance := l.f.ZMM()
	l.f.VSUBPS(mm, v, variance)
	l.f.VMAXPS(variance, l.nought(), variance) // NaN comes through
	inverse := l.inverse(l.add(l.root(l.add(variance, l.scalars["inside"])), l.scalars["outside"]))
	l.f.VFNMADD231PS(l.times(l.scalars["rate"], d), inverse, w)
	l.store("w", w)
}

func (l *lane512) nought() reg.VecVirtual {
	r := l.f.ZMM()
	l.f.VPXORD(r, r, r)
	return r
}
