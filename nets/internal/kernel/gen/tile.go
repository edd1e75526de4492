package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	noSplit  = attr.NOSPLIT
	readOnly = attr.RODATA | attr.NOPTR
)

// shape is one micro-kernel: rows x (panels·width) elements of C, or half a
// panel where panels is 0. With
// columns set, A is stored with k as its slow dimension (a transposed matrix),
// else with k contiguous.
type shape struct {
	rows, panels int
	columns      bool
}

// vectors is the number of vectors in a row of the block.
func (s shape) vectors() int { return max(1, 2*s.panels) }

// shapes lists the kernels of a family whose blocks of one, two and four
// panels have at most these numbers of rows; half panels have as many as one.
func shapes(one, two, four int) []shape {
	var all []shape
	for _, columns := range []bool{false, true} {
		for _, block := range []struct{ panels, rows int }{{0, one}, {1, one}, {2, two}, {4, four}} {
			for rows := 1; rows <= block.rows; rows++ {
				all = append(all, shape{rows, block.panels, columns})
			}
		}
	}
	return all
}

func (s shape) name(isa string) string {
	kind := "Rows"
	if s.columns {
		kind = "Columns"
	}
	return fmt.Sprintf("tile%s%s%dx%d", isa, kind, s.rows, s.panels)
}

// vectors is what a micro-kernel needs of an instruction set. A panel is two
// vectors wide; vector v of a block lies in panel v/2.
type vectors interface {
	zero(row, v int)
	loadC(row, v int, at Mem)
	storeC(row, v int, at Mem)
	loadB(v int, at Mem, masked bool)
	broadcast(row int, at Mem) // an element of A, for the fmas of this row
	fma(row, v int)
	loadBias(v int, at Mem)
	addBias(row, v int)
	addC(row, v int, at Mem)
	beginRelu()
	relu(row, v int)
	bytes() int // of a vector
}

// tileBody writes the micro-kernel that tile documents.
type tileBody struct {
	f *file
	shape
	v                   vectors
	lists               bool // has a loop of its own for segments of length 1
	arg                 reg.GPVirtual
	a0, a7, s, s3, s5   reg.GPVirtual // rows 0-6 and 7-13 of A, 1, 3 and 5 times the distance of rows
	step                reg.GPVirtual // of A in a columns kernel
	b, bStep, panel, b3 reg.GPVirtual // b3 is 3 times the distance of panels or, with one panel, of steps
	ahead               reg.GPVirtual // b, fetchSteps steps later
	seg, count          reg.GPVirtual
}

const unroll = 4

func (t *tileBody) field(name string) Mem { return t.f.field("tile", t.arg, name) }

func (t *tileBody) load(name string) reg.GPVirtual {
	r := t.f.GP64()
	t.f.MOVQ(t.field(name), r)
	return r
}

func (t *tileBody) write() {
	f := t.f
	f.Label("block")
	t.start()
	t.segments()
	t.finish()
	f.DECQ(t.field("repeat"))
	f.JE(LabelRef("done"))
	t.next()
	f.JMP(LabelRef("block"))
	f.Label("done")
	f.VZEROUPPER()
	f.RET()
}

// next moves the pointers to the next block. They live in the argument: all
// registers are for the block.
func (t *tileBody) next() {
	f := t.f
	for _, name := range []string{"a", "b", "c", "bias", "residual"} {
		absent := "no" + name
		optional := name == "bias" || name == "residual"
		if optional {
			f.CMPQ(t.field(name), Imm(0))
			f.JE(LabelRef(absent))
		}
		f.ADDQ(t.load(name+"Next"), t.field(name))
		if optional {
			f.Label(absent)
		}
	}
}

// start clears the block or loads C into it.
func (t *tileBody) start() {
	f := t.f
	f.CMPB(t.field("accumulate"), Imm(0))
	f.JNE(LabelRef("load"))
	t.each(t.v.zero)
	f.JMP(LabelRef("begin"))
	f.Label("load")
	t.rowsOf("c", "cRow", t.v.loadC)
	f.Label("begin")
}

func (t *tileBody) each(do func(row, v int)) {
	for r := range t.rows {
		for v := range t.vectors() {
			do(r, v)
		}
	}
}

// rowsOf walks a pointer over the rows of C or of the residual.
func (t *tileBody) rowsOf(base, distance string, do func(row, v int, at Mem)) {
	p, d := t.load(base), t.load(distance)
	for r := range t.rows {
		if r > 0 {
			t.f.ADDQ(d, p)
		}
		for v := range t.vectors() {
			do(r, v, Mem{Base: p, Disp: v * t.v.bytes()})
		}
	}
}

func (t *tileBody) segments() {
	f := t.f
	if t.columns {
		t.step = t.load("aStep")
	} else if t.rows > 1 {
		t.s = t.load("aRow")
		if t.rows > 3 {
			t.s3 = f.GP64()
			f.LEAQ(Mem{Base: t.s, Index: t.s, Scale: 2}, t.s3)
		}
		if t.rows > 5 {
			t.s5 = f.GP64()
			f.LEAQ(Mem{Base: t.s, Index: t.s, Scale: 4}, t.s5)
		}
	}
	t.bStep = t.load("bStep")
	if t.panels > 1 {
		t.panel = t.load("bPanel")
	}
	if across := t.panel; t.panels != 2 {
		if t.panels < 2 {
			across = t.bStep
		}
		t.b3 = f.GP64()
		f.LEAQ(Mem{Base: across, Index: across, Scale: 2}, t.b3)
	}
	t.seg, t.count = t.load("segments"), t.load("count")
	f.TESTQ(t.count, t.count)
	f.JE(LabelRef("sum"))
	if t.lists {
		t.listed()
	}
	f.Label("segment")
	t.segment()
	f.ADDQ(Imm(24), t.seg)
	f.DECQ(t.count)
	f.JNE(LabelRef("segment"))
	f.Label("sum")
}

// listed is the loop over segments that are all of length 1.
func (t *tileBody) listed() {
	f := t.f
	f.CMPB(t.field("steps"), Imm(0))
	f.JE(LabelRef("segment"))
	f.Label("listed")
	t.begin()
	if t.panels < 2 {
		ahead := f.GP64()
		f.MOVQ(Mem{Base: t.seg, Disp: 24*fetchSteps + 8}, ahead)
		f.ADDQ(t.field("b"), ahead)
		for at := 0; at < t.vectors()*t.v.bytes(); at += 64 {
			f.PREFETCHT0(Mem{Base: ahead, Disp: at})
		}
	}
	t.multiply(0, t.panels < 2)
	f.ADDQ(Imm(24), t.seg)
	f.DECQ(t.count)
	f.JNE(LabelRef("listed"))
	f.JMP(LabelRef("sum"))
}

// begin sets the pointers to where a segment begins.
func (t *tileBody) begin() {
	f := t.f
	t.a0 = t.load("a")
	f.ADDQ(Mem{Base: t.seg}, t.a0)
	if !t.columns && t.rows > 7 {
		t.a7 = f.GP64()
		f.LEAQ(Mem{Base: t.s3, Index: t.s, Scale: 4}, t.a7)
		f.ADDQ(t.a0, t.a7)
	}
	t.b = t.load("b")
	f.ADDQ(Mem{Base: t.seg, Disp: 8}, t.b)
}

func (t *tileBody) segment() {
	f := t.f
	t.begin()
	if t.panels < 2 {
		t.ahead = f.GP64()
		f.LEAQ(Mem{Base: t.b, Index: t.bStep, Scale: fetchSteps}, t.ahead)
	}
	k := f.GP64()
	f.MOVQ(Mem{Base: t.seg, Disp: 16}, k)
	if t.panels < 2 {
		f.CMPL(t.field("bMask"), I32(-1))
		f.JNE(LabelRef("single"))
	}
	f.SUBQ(Imm(unroll), k)
	f.JLT(LabelRef("rest"))
	f.Label("fours")
	for u := range unroll {
		t.multiply(u, false)
	}
	t.advance(unroll)
	f.SUBQ(Imm(unroll), k)
	f.JGE(LabelRef("fours"))
	f.Label("rest")
	f.ADDQ(Imm(unroll), k)
	f.Label("single")
	f.TESTQ(k, k)
	f.JE(LabelRef("next"))
	f.Label("ones")
	t.multiply(0, t.panels < 2)
	t.advance(1)
	f.DECQ(k)
	f.JNE(LabelRef("ones"))
	f.Label("next")
}

// multiply is one step of k: two vectors of B for each panel, one element of
// A for each row.
func (t *tileBody) multiply(u int, masked bool) {
	if t.rows == 1 { // broadcast first, then each vector of B is needed once
		t.v.broadcast(0, t.element(0, u))
	}
	for v := range t.vectors() {
		t.v.loadB(v, t.columnsOf(v, u), masked)
		if t.rows == 1 {
			t.v.fma(0, v)
		}
	}
	if t.panels > 1 {
		t.f.ADDQ(t.bStep, t.b)
	} else if !masked {
		t.fetch(u)
	}
	for r := 0; r < t.rows && t.rows > 1; r++ {
		t.v.broadcast(r, t.element(r, u))
		for v := range t.vectors() {
			t.v.fma(r, v)
		}
	}
	if t.columns {
		t.f.ADDQ(t.step, t.a0)
	}
}

// fetch brings what is needed fetchSteps steps later to the first-level cache:
// a row of a panel of B and, in a columns kernel, of A.
func (t *tileBody) fetch(u int) {
	const line = 64
	row := t.vectors() * t.v.bytes()
	for at := 0; at < row; at += line {
		m := t.steps(t.ahead, u)
		m.Disp += at
		t.f.PREFETCHT0(m)
	}
	if t.columns {
		t.f.PREFETCHT0(Mem{Base: t.a0, Index: t.step, Scale: fetchSteps})
	}
}

const fetchSteps = 8

// columnsOf is where vector v of a row of B lies, u steps after the current
// one. With several panels b moves on at each step.
func (t *tileBody) columnsOf(v, u int) Mem {
	if t.panels > 1 {
		u = v / 2
	}
	at := t.steps(t.b, u)
	at.Disp = v % 2 * t.v.bytes()
	return at
}

// steps is u steps or, with several panels, u panels after the base.
func (t *tileBody) steps(base reg.Register, u int) Mem {
	one := t.bStep
	if t.panels > 1 {
		one = t.panel
	}
	return [unroll]Mem{
		{Base: base},
		{Base: base, Index: one, Scale: 1},
		{Base: base, Index: one, Scale: 2},
		{Base: base, Index: t.b3, Scale: 1},
	}[u]
}

// element is where row r of A lies, u steps after the current one.
func (t *tileBody) element(r, u int) Mem {
	if t.columns {
		return Mem{Base: t.a0, Disp: 4 * r}
	}
	m := Mem{Base: t.a0, Disp: 4 * u}
	if r >= 7 {
		m.Base, r = t.a7, r-7
	}
	switch r {
	case 1, 2, 4:
		m.Index, m.Scale = t.s, uint8(r)
	case 3:
		m.Index, m.Scale = t.s3, 1
	case 5:
		m.Index, m.Scale = t.s5, 1
	case 6:
		m.Index, m.Scale = t.s3, 2
	}
	return m
}

func (t *tileBody) advance(steps int) {
	switch {
	case t.panels > 1: // b has moved on already
	case steps == 1:
		t.f.ADDQ(t.bStep, t.b)
	default:
		for _, p := range []reg.GPVirtual{t.b, t.ahead} {
			t.f.LEAQ(Mem{Base: p, Index: t.bStep, Scale: unroll}, p)
		}
	}
	if t.columns {
		return
	}
	t.f.ADDQ(Imm(uint64(4*steps)), t.a0)
	if t.rows > 7 {
		t.f.ADDQ(Imm(uint64(4*steps)), t.a7)
	}
}

// finish adds bias and residual, clips, and writes the block.
func (t *tileBody) finish() {
	f := t.f
	bias := t.load("bias")
	f.TESTQ(bias, bias)
	f.JE(LabelRef("biased"))
	for v := range t.vectors() {
		t.v.loadBias(v, Mem{Base: bias, Disp: v * t.v.bytes()})
		for r := range t.rows {
			t.v.addBias(r, v)
		}
	}
	f.Label("biased")
	f.CMPQ(t.field("residual"), Imm(0))
	f.JE(LabelRef("added"))
	t.rowsOf("residual", "rRow", t.v.addC)
	f.Label("added")
	f.CMPB(t.field("relu"), Imm(0))
	f.JE(LabelRef("clipped"))
	t.v.beginRelu()
	t.each(t.v.relu)
	f.Label("clipped")
	t.rowsOf("c", "cRow", t.v.storeC)
}
