package main

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowOp is a loop over the elements of matrices of equal shape. It rounds
// after each operation as the Go loop of the same name does, so that all
// paths, and the tails that the Go loop does, agree bit for bit. Eight lanes
// are enough: these loops wait for memory, not for arithmetic.
type rowOp struct {
	name     string
	matrices string // names of matrices: element (i, j) is at i·stride + j
	columns  string // names of vectors: element j, for all rows
	scalars  string
	body     func(l *lane)
}

// rowLoop is a rowOp with vectors that have an element for each row.
type rowLoop struct {
	rowOp
	each string // names of vectors whose element i goes with all of row i
	sums string // names of vectors that take what row i was accumulated to
}

// rowLoops are all loops.
func rowLoops() []rowLoop {
	var all []rowLoop
	for _, op := range rowOps() {
		all = append(all, rowLoop{rowOp: op})
	}
	return append(all, rowNorms()...)
}

func rowOps() []rowOp {
	return []rowOp{
		{"Add", "dst src", "", "", func(l *lane) { l.store("dst", l.add(l.load("dst"), l.load("src"))) }},
		{"AddScaled", "dst src", "", "s", func(l *lane) {
			l.store("dst", l.add(l.load("dst"), l.times(l.load("src"), l.scalar("s"))))
		}},
		{"Scale", "dst", "", "s", func(l *lane) { l.store("dst", l.times(l.load("dst"), l.scalar("s"))) }},
		{"Mul", "dst a b", "", "", func(l *lane) { l.store("dst", l.times(l.load("a"), l.load("b"))) }},
		{"AddMul", "dst a b", "", "", func(l *lane) {
			l.store("dst", l.add(l.load("dst"), l.times(l.load("a"), l.load("b"))))
		}},
		{"Relu", "dst src", "", "", func(l *lane) { l.store("dst", l.clip(l.load("src"))) }},
		{"AddReluGrad", "dx dy y", "", "", reluGrad},
		{"ReluGrad", "dx dy y", "", "", func(l *lane) {
			nought, positive, r := l.vec(), l.vec(), l.vec()
			l.f.VXORPS(nought, nought, nought)
			l.f.VCMPPS(Imm(1), l.load("y"), nought, positive) // 0 < y
			l.f.VANDPS(l.load("dy"), positive, r)
			l.store("dx", r)
		}},
		{"AddSigmoidGrad", "dx dy y", "", "", func(l *lane) {
			y := l.load("y")
			l.store("dx", l.add(l.load("dx"), l.times(l.times(l.load("dy"), y), l.sub(l.constant(1), y))))
		}},
		{"AddTanhGrad", "dx dy y", "", "", func(l *lane) {
			y := l.load("y")
			l.store("dx", l.add(l.load("dx"), l.times(l.load("dy"), l.sub(l.constant(1), l.times(y, y)))))
		}},
		{"AddRow", "dst", "row", "", func(l *lane) { l.store("dst", l.add(l.load("dst"), l.load("row"))) }},
		{"OrColumns", "m", "sums", "", func(l *lane) {
			either := l.vec()
			l.f.VORPS(l.load("m"), l.load("sums"), either)
			l.store("sums", either)
		}},
		{"AddColumnProducts", "a b", "sums", "", func(l *lane) {
			l.store("sums", l.add(l.load("sums"), l.times(l.load("a"), l.load("b"))))
		}},
		{"AddColumnSquares", "m", "sums mean", "", func(l *lane) {
			d := l.sub(l.load("m"), l.load("mean"))
			l.store("sums", l.add(l.load("sums"), l.times(d, d)))
		}},
		{"Normalize", "y hat x", "mean inverse scale shift", "", func(l *lane) {
			hat := l.times(l.sub(l.load("x"), l.load("mean")), l.load("inverse"))
			l.store("hat", hat)
			l.store("y", l.add(l.times(hat, l.load("scale")), l.load("shift")))
		}},
		{"AddNormalizeGrad", "dx dy hat", "scale inverse part partHat", "", normalizeGrad},
		{"Exp", "dst src", "", "", expBody},
		{"Sigmoid", "dst src", "", "", sigmoidBody},
		{"Tanh", "dst src", "", "", tanhBody},
		{"Adam", "w grad mean square", "", "b1 r1 b2 r2 epsilon size root coupled shrink", adam},
		{"RMSProp", "w grad square mean", "", "alpha rest centre inside outside rate decay", rmsprop},
	}
}

func reluGrad(l *lane) {
	dx := l.load("dx")
	nought, positive, r := l.vec(), l.vec(), l.vec()
	l.f.VXORPS(nought, nought, nought)
	l.f.VCMPPS(Imm(1), l.load("y"), nought, positive) // 0 < y
	l.f.VBLENDVPS(positive, l.add(dx, l.load("dy")), dx, r)
	l.store("dx", r)
}

func normalizeGrad(l *lane) {
	centred := l.sub(l.times(l.load("dy"), l.load("scale")), l.load("part"))
	centred = l.sub(centred, l.times(l.load("hat"), l.load("partHat")))
	l.store("dx", l.add(l.load("dx"), l.times(l.load("inverse"), centred)))
}

func adam(l *lane) {
	w := l.load("w")
	d := l.add(l.load("grad"), l.times(l.scalar("coupled"), w))
	m := l.forget(l.add(l.times(l.scalar("b1"), l.load("mean")), l.times(l.scalar("r1"), d)), meanFloor)
	l.store("mean", m)
	v := l.forget(l.add(l.times(l.scalar("b2"), l.load("square")), l.times(l.scalar("r2"), l.times(d, d))), squareFloor)
	l.store("square", v)
	root := l.vec()
	l.f.VSQRTPS(v, root)
	below := l.add(l.times(root, l.scalar("root")), l.scalar("epsilon"))
	step := l.times(l.scalar("size"), m)
	l.f.VDIVPS(below, step, step)
	l.store("w", l.sub(l.times(w, l.scalar("shrink")), step))
}

func rmsprop(l *lane) {
	w := l.load("w")
	d := l.add(l.load("grad"), l.times(l.scalar("decay"), w))
	v := l.forget(l.add(l.times(l.scalar("alpha"), l.load("square")), l.times(l.scalar("rest"), l.times(d, d))), squareFloor)
	l.store("square", v)
	m := l.forget(l.add(l.times(l.scalar("alpha"), l.load("mean")), l.times(l.scalar("centre"), d)), meanFloor)
	l.store("mean", m)
	root := l.vec()
	l.f.VSQRTPS(l.add(l.clip(l.sub(v, l.times(m, m))), l.scalar("inside")), root)
	step := l.vec()
	l.f.VDIVPS(l.add(root, l.scalar("outside")), d, step)
	l.store("w", l.sub(w, l.times(l.scalar("rate"), step)))
}

// meanFloor and squareFloor are the constants of these names in the package.
const (
	meanFloor   = 0x1p-63
	squareFloor = 0x1p-126
)

// forget makes zeros of numbers nearer to zero than the floor; NaN is kept.
func (l *lane) forget(v reg.VecVirtual, floor float64) reg.VecVirtual {
	const notLess = 5
	size := l.vec()
	l.f.VPSLLD(Imm(1), v, size)
	l.f.VPSRLD(Imm(1), size, size)
	l.f.VCMPPS(Imm(notLess), l.constant(floor), size, size)
	l.f.VANDPS(v, size, size)
	return size
}

// lane is eight elements on their way through a rowOp.
type lane struct {
	*emitter
	at      map[string]reg.Register // the row of a matrix, or a vector
	scalars map[string]reg.VecVirtual
	index   reg.Register // bytes from the begin of the row
	shift   int          // bytes from there, of an unrolled step
}

func (l *lane) mem(name string) Mem {
	base, ok := l.at[name]
	if !ok {
		panic("no operand " + name)
	}
	return Mem{Base: base, Index: l.index, Scale: 1, Disp: l.shift}
}

func (l *lane) load(name string) reg.VecVirtual {
	r := l.vec()
	l.f.VMOVUPS(l.mem(name), r)
	return r
}

func (l *lane) store(name string, v reg.VecVirtual) { l.f.VMOVUPS(v, l.mem(name)) }

func (l *lane) scalar(name string) reg.VecVirtual { return l.scalars[name] }

func (l *lane) times(a, b reg.VecVirtual) reg.VecVirtual {
	r := l.vec()
	l.f.VMULPS(b, a, r)
	return r
}

// clip is max(v, 0) with NaN kept and -0 as +0, as max is in Go.
func (l *lane) clip(v reg.VecVirtual) reg.VecVirtual {
	nought, r := l.vec(), l.vec()
	l.f.VXORPS(nought, nought, nought)
	l.f.VMAXPS(v, nought, r) // NaN and -0 come through
	l.f.VADDPS(nought, r, r) // -0 becomes +0
	return r
}

func (op rowLoop) operands() (pointers, scalars []string) {
	return strings.Fields(op.matrices + " " + op.columns + " " + op.each + " " + op.sums), strings.Fields(op.scalars)
}

func (op rowLoop) signature() string {
	pointers, scalars := op.operands()
	s := "rows, cols, stride int, " + strings.Join(pointers, ", ") + " *float32"
	if len(scalars) > 0 {
		s += ", " + strings.Join(scalars, ", ") + " float32"
	}
	return "func(" + s + ")"
}

func rowOpsAssembly(f *file) {
	constants := constantTable(f, "rowConstants", append(curveConstants, meanFloor, squareFloor))
	for _, op := range rowLoops() {
		f.function("rows"+op.name, op.signature(),
			"is the SIMD form of the loop of the same name, for cols a positive multiple of 8 and rows at least 1; stride is in bytes.")
		op.write(f, constants)
	}
}

func (op rowLoop) write(f *file, constants map[float64]Mem) {
	l := &lane{emitter: &emitter{f: f, constants: constants}, at: map[string]reg.Register{}, scalars: map[string]reg.VecVirtual{}, index: f.GP64()}
	load := func(name string) reg.GPVirtual {
		r := f.GP64()
		f.Load(f.Param(name), r)
		return r
	}
	rows, cols := load("rows"), load("cols")
	f.SHLQ(Imm(2), cols)
	pointers, scalars := op.operands()
	for _, name := range pointers {
		l.at[name] = load(name)
	}
	for _, name := range scalars {
		at, err := f.Param(name).Resolve()
		if err != nil {
			panic(err)
		}
		l.scalars[name] = l.vec()
		f.VBROADCASTSS(at.Addr, l.scalars[name])
	}
	for _, name := range strings.Fields(op.each + " " + op.sums) {
		l.scalars[name] = l.vec()
	}
	const unrolled = 4
	f.Label("row")
	op.beginRow(l)
	f.XORQ(l.index, l.index)
	f.SUBQ(Imm(32*unrolled), cols)
	f.JLT(LabelRef("rest"))
	f.Label("wide")
	for l.shift = 0; l.shift < 32*unrolled; l.shift += 32 {
		op.body(l)
	}
	l.shift = 0
	f.ADDQ(Imm(32*unrolled), l.index)
	f.CMPQ(l.index, cols)
	f.JLE(LabelRef("wide"))
	f.Label("rest")
	f.ADDQ(Imm(32*unrolled), cols)
	f.CMPQ(l.index, cols)
	f.JGE(LabelRef("next"))
	f.Label("narrow")
	op.body(l)
	f.ADDQ(Imm(32), l.index)
	f.CMPQ(l.index, cols)
	f.JLT(LabelRef("narrow"))
	f.Label("next")
	op.endRow(l)
	stride := load("stride")
	for _, name := range strings.Fields(op.matrices) {
		f.ADDQ(stride, l.at[name])
	}
	f.DECQ(rows)
	f.JNE(LabelRef("row"))
	f.VZEROUPPER()
	f.RET()
}

// rowOpsElsewhere writes stand-ins for machines without the assembly, where
// no path asks for them.
func rowOpsElsewhere(dir string) error {
	var b strings.Builder
	fmt.Fprintln(&b, "// Code generated by command: go run -C nets/internal/kernel/gen .. DO NOT EDIT.\n\n//go:build !amd64 || purego\n\npackage kernel")
	for _, op := range rowLoops() {
		fmt.Fprintf(&b, "\nfunc rows%s%s { panic(noVectors) }\n", op.name, strings.TrimPrefix(op.signature(), "func"))
	}
	text, err := format.Source([]byte(b.String()))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "rows_other.go"), text, 0o644)
}
