package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Transpose reorders the axes of x: axis i of the result is axis perm[i] of x.
func (t *Tape) Transpose(x *Var, perm ...int) *Var {
	p := newPermutation(x.Shape(), perm)
	out := t.newOut(p.dims[:p.rank]...)
	turn, isTurn := newRotation(x.Shape(), perm)
	if isTurn {
		turn.apply(out.Data(), x.Data())
	} else {
		p.apply(out.Data(), x.Data())
	}
	if t.wants(x) {
		*push[transposeOp](t, out) = transposeOp{x, p, turn, isTurn}
	}
	return out
}

// ChannelsLast turns images [N,C,H,W] to [N,H,W,C].
func (t *Tape) ChannelsLast(x *Var) *Var { return t.Transpose(x, 0, 2, 3, 1) }

// ChannelsFirst turns images [N,H,W,C] to [N,C,H,W].
func (t *Tape) ChannelsFirst(x *Var) *Var { return t.Transpose(x, 0, 3, 1, 2) }

type transposeOp struct {
	x      *Var
	perm   permutation
	turn   rotation // if isTurn
	isTurn bool
}

func (op *transposeOp) backward(t *Tape, dy []float32) {
	dx, fresh := t.gradToFill(op.x)
	if dx == nil {
		return
	}
	switch {
	case op.isTurn && fresh:
		op.turn.back().apply(dx, dy)
		return
	case op.isTurn:
		turned := t.buffer(scratchA, len(dy))
		op.turn.back().apply(turned, dy)
		addTo(dx, turned)
		return
	case fresh:
		clear(dx)
	}
	for w := op.perm.rows(); w.more(); w.next() {
		for j, g := range dy[w.out : w.out+w.n] {
			dx[w.a+j*w.stepA] += g
		}
	}
}

// rotation is a transposition that leaves the first axes where they are and
// exchanges two groups of neighbours behind them: that of a batch of matrices
// [rows,cols].
type rotation struct{ batch, rows, cols int }

// newRotation reports whether a permutation is a rotation.
func newRotation(shape, perm []int) (rotation, bool) {
	fixed := 0
	for fixed < len(perm) && perm[fixed] == fixed {
		fixed++
	}
	if fixed == len(perm) {
		return rotation{}, false
	}
	first := perm[fixed] // of the second group
	for i := fixed; i < len(perm); i++ {
		if want := fixed + (i-fixed+first-fixed)%(len(perm)-fixed); perm[i] != want {
			return rotation{}, false
		}
	}
	return rotation{tensor.Size(shape[:fixed]), tensor.Size(shape[fixed:first]), tensor.Size(shape[first:])}, true
}

func (r rotation) back() rotation { return rotation{r.batch, r.cols, r.rows} }

func (r rotation) apply(dst, src []float32) {
	size := r.rows * r.cols
	for i := range r.batch {
		kernel.Transpose(mat(dst[i*size:], r.cols, r.rows), mat(src[i*size:], r.rows, r.cols))
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

// apply writes the transpose of src to dst.
func (p *permutation) apply(dst, src []float32) {
	for w := p.rows(); w.more(); w.next() {
		row := dst[w.out : w.out+w.n]
		for j := range row {
			row[j] = src[w.a+j*w.stepA]
		}
	}
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
