package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Transpose reorders the axes of x: axis i of the result is axis perm[i] of x.
func (t *Tape) Transpose(x *Var, perm ...int) *Var {
	p := newPermutation(x.Shape(), perm)
	out := t.newOut(p.dims[:p.rank]...)
	y, src := out.Data(), x.Data()
	for w := p.rows(); w.more(); w.next() {
		row := y[w.out : w.out+w.n]
		for j := range row {
			row[j] = src[w.a+j*w.stepA]
		}
	}
	if t.wants(x) {
		*push[transposeOp](t, out) = transposeOp{x, p}
	}
	return out
}

// ChannelsLast turns images [N,C,H,W] to [N,H,W,C].
func (t *Tape) ChannelsLast(x *Var) *Var { return t.Transpose(x, 0, 2, 3, 1) }

// ChannelsFirst turns images [N,H,W,C] to [N,C,H,W].
func (t *Tape) ChannelsFirst(x *Var) *Var { return t.Transpose(x, 0, 3, 1, 2) }

type transposeOp struct {
	x    *Var
	perm permutation
}

func (op *transposeOp) backward(t *Tape, dy []float32) {
	dx := t.gradOf(op.x)
	for w := op.perm.rows(); w.more(); w.next() {
		for j, g := range dy[w.out : w.out+w.n] {
			dx[w.a+j*w.stepA] += g
		}
	}
}

// permutation is the shape of a transposed tensor and, for each of its axes,
// the stride in the original.
type permutation struct {
	rank          int
	dims, strides [tensor.MaxRank]int
}

func newPermutation(shape, perm []int) permutation {
	p := permutation{rank: len(shape)}
	var strides [tensor.MaxRank]int
	stride := 1
	for axis := len(shape) - 1; axis >= 0; axis-- {
		strides[axis] = stride
		stride *= shape[axis]
	}
	seen := 0
	for i, axis := range perm {
		if axis < 0 || axis >= len(shape) || seen>>axis&1 == 1 || len(perm) != len(shape) {
			panic(fmt.Sprintf("autograd: Transpose of shape %v by %v", slices.Clone(shape), slices.Clone(perm)))
		}
		seen |= 1 << axis
		p.dims[i], p.strides[i] = shape[axis], strides[axis]
	}
	if len(perm) != len(shape) {
		panic(fmt.Sprintf("autograd: Transpose of shape %v by no axes", slices.Clone(shape)))
	}
	return p
}

// rows walks the transposed tensor; the walk's a is the original.
func (p *permutation) rows() walk {
	if p.rank == 0 {
		return walk{n: 1, rows: 1}
	}
	last := p.rank - 1
	w := walk{n: p.dims[last], stepA: p.strides[last], outer: last, dims: p.dims, strideA: p.strides, rows: 1}
	for _, d := range p.dims[:last] {
		w.rows *= d
	}
	return w
}
