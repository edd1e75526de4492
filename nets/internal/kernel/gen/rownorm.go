package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// rowNorms are the loops of layer normalisation, each row of which is
// normalised by itself.
func rowNorms() []rowLoop {
	return []rowLoop{
		{rowOp{"RowSums", "m", "", "", func(l *lane) { l.accumulate("sums", l.load("m")) }}, "", "sums"},
		{rowOp{"RowSquares", "m", "", "", func(l *lane) {
			d := l.sub(l.load("m"), l.scalar("mean"))
			l.accumulate("sums", l.times(d, d))
		}}, "mean", "sums"},
		{rowOp{"RowProducts", "a b", "scale", "", func(l *lane) {
			g := l.times(l.load("a"), l.load("scale"))
			l.accumulate("sums", g)
			l.accumulate("products", l.times(g, l.load("b")))
		}}, "", "sums products"},
		{rowOp{"RowNormalize", "y hat x", "scale shift", "", func(l *lane) {
			hat := l.times(l.sub(l.load("x"), l.scalar("mean")), l.scalar("inverse"))
			l.store("hat", hat)
			l.store("y", l.add(l.times(hat, l.load("scale")), l.load("shift")))
		}}, "mean inverse", ""},
		{rowOp{"AddRowNormalizeGrad", "dx dy hat", "scale", "", func(l *lane) {
			centred := l.sub(l.times(l.load("dy"), l.load("scale")), l.scalar("part"))
			centred = l.sub(centred, l.times(l.load("hat"), l.scalar("partHat")))
			l.store("dx", l.add(l.load("dx"), l.times(l.scalar("inverse"), centred)))
		}}, "inverse part partHat", ""},
	}
}

// accumulate adds v to what the row has come to: eight sums, of the elements
// whose columns are equal modulo 8.
func (l *lane) accumulate(name string, v reg.VecVirtual) {
	l.f.VADDPS(v, l.scalars[name], l.scalars[name])
}

// beginRow loads the element of each vector that goes with the row, and clears
// the sums.
func (op rowLoop) beginRow(l *lane) {
	for _, name := range strings.Fields(op.each) {
		l.f.VBROADCASTSS(Mem{Base: l.at[name]}, l.scalars[name])
	}
	for _, name := range strings.Fields(op.sums) {
		l.f.VXORPS(l.scalars[name], l.scalars[name], l.scalars[name])
	}
}

// endRow stores the sums s₀ … s₇, added up as
// ((s₀+s₄)+(s₁+s₅)) + ((s₂+s₆)+(s₃+s₇)), and goes on to the next elements.
func (op rowLoop) endRow(l *lane) {
	for _, name := range strings.Fields(op.sums) {
		s, high := l.scalars[name], l.vec()
		l.f.VEXTRACTF128(Imm(1), s, high.AsX())
		l.f.VADDPS(high.AsX(), s.AsX(), s.AsX())
		l.f.VHADDPS(s.AsX(), s.AsX(), s.AsX())
		l.f.VHADDPS(s.AsX(), s.AsX(), s.AsX())
		l.f.VMOVSS(s.AsX(), Mem{Base: l.at[name]})
	}
	for _, name := range strings.Fields(op.each + " " + op.sums) {
		l.f.ADDQ(Imm(4), l.at[name])
	}
}
