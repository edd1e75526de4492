package main

import (
	"fmt"
	"math"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// linear is a linear map of vectors, written as instructions. The maps are
// those of Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks" (2016), for tiles of m outputs and the points 0, 1, -1, 2, -2 and
// infinity, as many as m+1 asks for.
type linear struct {
	kind    string
	m       int // of the tile
	in, out int
	apply   func(e *emitter, d []reg.VecVirtual) []reg.VecVirtual
	finish  bool // has bias, residual and relu
}

// linears are the maps of the package: of inputs to frequencies, frequencies
// to outputs, filters to frequencies; and for the gradient of the filter,
// gradients of outputs to frequencies and frequencies to filters.
func linears() []linear {
	return []linear{
		{"Input", 2, 4, 4, input2, false}, {"Input", 3, 5, 5, input3, false}, {"Input", 4, 6, 6, input4, false},
		{"Output", 2, 4, 2, output2, true}, {"Output", 3, 5, 3, output3, true}, {"Output", 4, 6, 4, output4, true},
		{"Filter", 2, 3, 4, filter2, false}, {"Filter", 3, 3, 5, filter3, false}, {"Filter", 4, 3, 6, filter4, false},
		{"Spread", 2, 2, 4, spread2, false}, {"Spread", 3, 3, 5, spread3, false}, {"Spread", 4, 4, 6, spread4, false},
		{"Gather", 2, 4, 3, gather2, false}, {"Gather", 3, 5, 3, gather3, false}, {"Gather", 4, 6, 3, gather4, false},
	}
}

func (l linear) name(isa string) string { return fmt.Sprintf("transform%s%s%d", isa, l.kind, l.m) }

type vecs = []reg.VecVirtual

func input2(e *emitter, d vecs) vecs {
	return vecs{e.sub(d[0], d[2]), e.add(d[1], d[2]), e.sub(d[2], d[1]), e.sub(d[3], d[1])}
}

func input3(e *emitter, d vecs) vecs {
	p, q := e.sub(d[3], d[1]), e.sub(d[3], d[2])
	return vecs{
		e.fma(2, e.sub(d[0], d[2]), p),
		e.fma(-2, d[1], q),
		e.fma(-2, e.sub(d[2], d[1]), q),
		p,
		e.fma(-2, p, e.sub(d[4], d[2])),
	}
}

func input4(e *emitter, d vecs) vecs {
	a, b := e.fma(-4, d[2], d[4]), e.fma(-4, d[1], d[3])
	p, q := e.sub(d[4], d[2]), e.sub(d[3], d[1])
	return vecs{
		e.fma(4, d[0], e.fma(-5, d[2], d[4])),
		e.add(a, b), e.sub(a, b),
		e.fma(2, q, p), e.fma(-2, q, p),
		e.fma(4, d[1], e.fma(-5, d[3], d[5])),
	}
}

func output2(e *emitter, d vecs) vecs {
	return vecs{e.add(d[0], e.add(d[1], d[2])), e.add(d[3], e.sub(d[1], d[2]))}
}

func output3(e *emitter, d vecs) vecs {
	s := e.add(d[1], d[2])
	return vecs{
		e.add(e.add(d[0], d[3]), s),
		e.fma(2, d[3], e.sub(d[1], d[2])),
		e.fma(4, d[3], e.add(s, d[4])),
	}
}

func output4(e *emitter, d vecs) vecs {
	s, t := e.add(d[1], d[2]), e.add(d[3], d[4])
	p, q := e.sub(d[1], d[2]), e.sub(d[3], d[4])
	return vecs{
		e.add(d[0], e.add(s, t)),
		e.fma(2, q, p),
		e.fma(4, t, s),
		e.fma(8, q, e.add(p, d[5])),
	}
}

func filter2(e *emitter, g vecs) vecs {
	s := e.add(g[0], g[2])
	return vecs{e.copy(g[0]), e.mul(0.5, e.add(s, g[1])), e.mul(0.5, e.sub(s, g[1])), e.copy(g[2])}
}

func filter3(e *emitter, g vecs) vecs {
	s := e.add(g[0], g[2])
	return vecs{
		e.mul(0.5, g[0]),
		e.mul(-0.5, e.add(s, g[1])),
		e.mul(1./6, e.sub(g[1], s)),
		e.fma(1./3, g[1], e.fma(2./3, g[2], e.mul(1./6, g[0]))),
		e.copy(g[2]),
	}
}

func filter4(e *emitter, g vecs) vecs {
	s := e.add(g[0], g[2])
	t := e.fma(1./6, g[2], e.mul(1./24, g[0]))
	return vecs{
		e.mul(0.25, g[0]),
		e.mul(-1./6, e.add(s, g[1])), e.mul(1./6, e.sub(g[1], s)),
		e.fma(1./12, g[1], t), e.fma(-1./12, g[1], t),
		e.copy(g[2]),
	}
}

func spread2(e *emitter, d vecs) vecs {
	return vecs{e.copy(d[0]), e.add(d[0], d[1]), e.sub(d[0], d[1]), e.copy(d[1])}
}

func spread3(e *emitter, d vecs) vecs {
	s := e.add(d[0], d[2])
	return vecs{e.copy(d[0]), e.add(s, d[1]), e.sub(s, d[1]), e.fma(2, d[1], e.fma(4, d[2], d[0])), e.copy(d[2])}
}

func spread4(e *emitter, d vecs) vecs {
	s, t := e.add(d[0], d[2]), e.add(d[1], d[3])
	u, v := e.fma(4, d[2], d[0]), e.fma(4, d[3], d[1])
	return vecs{e.copy(d[0]), e.add(s, t), e.sub(s, t), e.fma(2, v, u), e.fma(-2, v, u), e.copy(d[3])}
}

func gather2(e *emitter, d vecs) vecs {
	s := e.add(d[1], d[2])
	return vecs{e.fma(0.5, s, d[0]), e.mul(0.5, e.sub(d[1], d[2])), e.fma(0.5, s, d[3])}
}

func gather3(e *emitter, d vecs) vecs {
	return vecs{
		e.fma(1./6, e.sub(d[3], d[2]), e.mul(0.5, e.sub(d[0], d[1]))),
		e.fma(1./6, d[2], e.fma(1./3, d[3], e.mul(-0.5, d[1]))),
		e.fma(-0.5, d[1], e.fma(-1./6, d[2], e.fma(2./3, d[3], d[4]))),
	}
}

func gather4(e *emitter, d vecs) vecs {
	s, t := e.add(d[1], d[2]), e.add(d[3], d[4])
	return vecs{
		e.fma(-1./6, s, e.fma(1./24, t, e.mul(0.25, d[0]))),
		e.fma(1./6, e.sub(d[2], d[1]), e.mul(1./12, e.sub(d[3], d[4]))),
		e.fma(1./6, e.sub(t, s), d[5]),
	}
}

// emitter writes vector instructions of one width, each to a new register.
type emitter struct {
	f         *file
	zmm       bool
	constants map[float64]Mem
}

func (e *emitter) vec() reg.VecVirtual {
	if e.zmm {
		return e.f.ZMM()
	}
	return e.f.YMM()
}

func (e *emitter) bytes() int {
	if e.zmm {
		return 64
	}
	return 32
}

func (e *emitter) copy(a reg.VecVirtual) reg.VecVirtual {
	r := e.vec()
	e.f.VMOVAPS(a, r)
	return r
}

func (e *emitter) add(a, b reg.VecVirtual) reg.VecVirtual {
	r := e.vec()
	e.f.VADDPS(b, a, r)
	return r
}

func (e *emitter) sub(a, b reg.VecVirtual) reg.VecVirtual {
	r := e.vec()
	e.f.VSUBPS(b, a, r)
	return r
}

func (e *emitter) mul(c float64, a reg.VecVirtual) reg.VecVirtual {
	r := e.constant(c)
	e.f.VMULPS(a, r, r)
	return r
}

// fma is c·a + b.
func (e *emitter) fma(c float64, a, b reg.VecVirtual) reg.VecVirtual {
	r := e.constant(c)
	e.f.VFMADD213PS(b, a, r)
	return r
}

// constant loads a constant into a new register: the load is free beside the
// arithmetic, and no register is held between uses.
func (e *emitter) constant(c float64) reg.VecVirtual {
	at, ok := e.constants[c]
	if !ok {
		panic(fmt.Sprintf("constant %v is not in the table", c))
	}
	r := e.vec()
	e.f.VBROADCASTSS(at, r)
	return r
}

// mapConstants are the constants of the maps.
var mapConstants = []float64{2, -2, 4, -4, -5, 8, 0.5, -0.5, 0.25, 1. / 3, 2. / 3, 1. / 6, -1. / 6, 1. / 12, -1. / 12, 1. / 24}

// constantTable writes constants as data. They are written as bits: a float
// operand of whole value would be taken for an integer.
func constantTable(f *file, name string, constants []float64) map[float64]Mem {
	table := f.StaticGlobal(name)
	f.DataAttributes(readOnly)
	where := map[float64]Mem{}
	for i, c := range constants {
		f.AppendDatum(U32(math.Float32bits(float32(c))))
		where[c] = table.Offset(4 * i)
	}
	return where
}

func transforms512(f *file) { transforms(f, "512", true) }

func transforms2(f *file) { transforms(f, "2", false) }

func transforms(f *file, isa string, zmm bool) {
	e := &emitter{f: f, zmm: zmm, constants: constantTable(f, "transformConstants"+isa, mapConstants)}
	for _, l := range linears() {
		f.function(l.name(isa), "func(t *transform)", fmt.Sprintf("maps %dx%d to %dx%d blocks.", l.in, l.in, l.out, l.out))
		(&transformBody{f: f, e: e, linear: l, arg: f.argument()}).write()
	}
}

type transformBody struct {
	f *file
	e *emitter
	linear
	arg             reg.GPVirtual
	src, dst, count reg.GPVirtual
	bias, residual  reg.GPVirtual
	tmp             reg.GPVirtual
	block           [][]reg.VecVirtual // the block between the passes, if registers suffice
}

func (t *transformBody) load(name string) reg.GPVirtual {
	r := t.f.GP64()
	t.f.MOVQ(t.f.field("transform", t.arg, name), r)
	return r
}

func (t *transformBody) write() {
	f := t.f
	t.src, t.dst = t.load("src"), t.load("dst")
	t.tmp, t.count = t.load("tmp"), t.load("channels")
	if t.finish {
		t.bias, t.residual = t.load("bias"), t.load("residual")
	}
	f.Label("channels")
	t.columns()
	t.rows()
	step := Imm(uint64(t.e.bytes()))
	f.ADDQ(step, t.src)
	f.ADDQ(step, t.dst)
	f.SUBQ(Imm(uint64(t.e.bytes()/4)), t.count)
	f.JG(LabelRef("channels"))
	f.VZEROUPPER()
	f.RET()
}

// between is where element (i, l) waits between the passes.
func (t *transformBody) between(i, l int) Mem {
	return Mem{Base: t.tmp, Disp: (i*t.in + l) * t.e.bytes()}
}

// inRegisters reports whether the block between the passes needs no memory.
func (t *transformBody) inRegisters() bool {
	free := 16
	if t.e.zmm {
		free = 32
	}
	return t.out*t.in+7 <= free
}

// columns applies the map to each column of the block.
func (t *transformBody) columns() {
	f := t.f
	p, step := f.GP64(), t.load("srcStep")
	at := t.multiples(t.load("srcRow"), t.in)
	f.MOVQ(t.src, p)
	next := t.ahead(t.kind == "Input" || t.kind == "Spread", p, step)
	t.block = make([][]reg.VecVirtual, t.in)
	for l := range t.in {
		var d []reg.VecVirtual
		for k := range t.in {
			r := t.e.vec()
			f.VMOVUPS(at(p, k), r)
			d = append(d, r)
			if next != nil && l >= t.in-t.m {
				f.PREFETCHT0(at(next, k))
			}
		}
		if l+1 < t.in {
			f.ADDQ(step, p)
			if next != nil {
				f.ADDQ(step, next)
			}
		}
		t.block[l] = t.apply(t.e, d)
		if !t.inRegisters() {
			for i, r := range t.block[l] {
				f.VMOVUPS(r, t.between(i, l))
			}
		}
	}
}

// ahead is the place m pixels to the right of p, where the next tile has what
// this one has at p: it is brought to the cache in the meantime. At the end of
// a row of tiles it is something else, which does no harm. It is nil where the
// blocks are not tiles of a board or a vector is less than a line of the
// cache.
func (t *transformBody) ahead(tiles bool, p, step reg.GPVirtual) reg.Register {
	if !tiles || !t.e.zmm {
		return nil
	}
	next := t.f.GP64()
	t.f.IMUL3Q(Imm(uint64(t.m)), step, next)
	t.f.ADDQ(p, next)
	return next
}

// rows applies the map to each row of what the first pass left.
func (t *transformBody) rows() {
	f := t.f
	q, row, step := f.GP64(), t.load("dstRow"), t.load("dstStep")
	at := t.multiples(step, t.out)
	f.MOVQ(t.dst, q)
	next := t.ahead(t.finish, q, step)
	for i := range t.out {
		var d []reg.VecVirtual
		for l := range t.in {
			if t.inRegisters() {
				d = append(d, t.block[l][i])
				continue
			}
			r := t.e.vec()
			f.VMOVUPS(t.between(i, l), r)
			d = append(d, r)
		}
		out := t.apply(t.e, d)
		if t.finish {
			t.epilogue(i, out, at)
		}
		for j, r := range out {
			f.VMOVUPS(r, at(q, j))
			if next != nil {
				f.PREFETCHT0(at(next, j))
			}
		}
		if i+1 < t.out {
			f.ADDQ(row, q)
			if next != nil {
				f.ADDQ(row, next)
			}
			if t.finish {
				f.ADDQ(row, t.residual)
			}
		}
	}
	if t.finish {
		t.nextEpilogue()
	}
}

// epilogue adds bias and residual to a row of outputs and clips it. Absent
// ones are skipped by branches that always go the same way.
func (t *transformBody) epilogue(i int, out []reg.VecVirtual, at func(reg.Register, int) Mem) {
	f := t.f
	label := func(name string) string { return fmt.Sprintf("%s%d", name, i) }
	f.TESTQ(t.bias, t.bias)
	f.JE(LabelRef(label("biased")))
	for _, r := range out {
		f.VADDPS(Mem{Base: t.bias}, r, r)
	}
	f.Label(label("biased"))
	f.CMPQ(f.field("transform", t.arg, "residual"), Imm(0))
	f.JE(LabelRef(label("added")))
	for j, r := range out {
		f.VADDPS(at(t.residual, j), r, r)
	}
	f.Label(label("added"))
	f.CMPB(f.field("transform", t.arg, "relu"), Imm(0))
	f.JE(LabelRef(label("clipped")))
	nought := t.e.vec()
	f.VXORPS(nought.AsX(), nought.AsX(), nought.AsX())
	for _, r := range out {
		f.VMAXPS(r, nought, r)
	}
	f.Label(label("clipped"))
}

// nextEpilogue moves bias and residual to the next channels.
func (t *transformBody) nextEpilogue() {
	f := t.f
	f.MOVQ(f.field("transform", t.arg, "residual"), t.residual)
	f.ADDQ(t.dst, t.residual)
	f.SUBQ(f.field("transform", t.arg, "dst"), t.residual)
	f.ADDQ(Imm(uint64(t.e.bytes())), t.residual)
	f.TESTQ(t.bias, t.bias)
	f.JE(LabelRef("unbiased"))
	f.ADDQ(Imm(uint64(t.e.bytes())), t.bias)
	f.Label("unbiased")
}

// multiples returns the address of element i at distance s, for i < n ≤ 6.
func (t *transformBody) multiples(s reg.GPVirtual, n int) func(base reg.Register, i int) Mem {
	s3, s5 := s, s
	if n > 3 {
		s3 = t.f.GP64()
		t.f.LEAQ(Mem{Base: s, Index: s, Scale: 2}, s3)
	}
	if n > 5 {
		s5 = t.f.GP64()
		t.f.LEAQ(Mem{Base: s, Index: s, Scale: 4}, s5)
	}
	return func(base reg.Register, i int) Mem {
		return [...]Mem{
			{Base: base},
			{Base: base, Index: s, Scale: 1},
			{Base: base, Index: s, Scale: 2},
			{Base: base, Index: s3, Scale: 1},
			{Base: base, Index: s, Scale: 4},
			{Base: base, Index: s5, Scale: 1},
		}[i]
	}
}
