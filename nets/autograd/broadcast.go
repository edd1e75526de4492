package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// walk visits the rows (runs along the last axis) of two operands that are
// broadcast against each other. Shapes are aligned at their last axes; an axis
// of length one, or absent, is repeated as the other operand needs.
//
//	for w := newWalk(a, b); w.more(); w.next() {
//		for j := range w.n { … out[w.out+j], a[w.a+j*w.stepA], b[w.b+j*w.stepB] … }
//	}
type walk struct {
	out, a, b       int // offsets of the current row
	n, stepA, stepB int // length of a row; steps are 0 where an operand is repeated

	outer            int // axes before the last
	dims, index      [tensor.MaxRank]int
	strideA, strideB [tensor.MaxRank]int
	rows             int // still to visit
}

func newWalk(a, b *Var) walk {
	if slices.Equal(a.value.Shape, b.value.Shape) {
		return walk{n: a.Len(), stepA: 1, stepB: 1, rows: 1}
	}
	return walkShapes(a.value.Shape, b.value.Shape)
}

// walkShapes is newWalk for shapes of which one at least has an axis.
func walkShapes(a, b []int) walk {
	var dims, strideA, strideB [tensor.MaxRank]int
	rank := broadcastShape(&dims, a, b)
	setStrides(&strideA, a, rank)
	setStrides(&strideB, b, rank)
	w := walk{outer: rank - 1, dims: dims, strideA: strideA, strideB: strideB, rows: 1}
	for _, d := range dims[:rank-1] {
		w.rows *= d
	}
	w.n, w.stepA, w.stepB = dims[rank-1], strideA[rank-1], strideB[rank-1]
	return w
}

func (w *walk) more() bool { return w.rows > 0 }

func (w *walk) next() {
	w.rows--
	w.out += w.n
	for axis := w.outer - 1; axis >= 0; axis-- {
		w.index[axis]++
		w.a += w.strideA[axis]
		w.b += w.strideB[axis]
		if w.index[axis] < w.dims[axis] {
			return
		}
		w.index[axis] = 0
		w.a -= w.dims[axis] * w.strideA[axis]
		w.b -= w.dims[axis] * w.strideB[axis]
	}
}

// newBroadcast returns a Var of the shape that a and b are broadcast to.
func (t *Tape) newBroadcast(a, b *Var) *Var {
	var dims [tensor.MaxRank]int
	rank := broadcastShape(&dims, a.value.Shape, b.value.Shape)
	return t.newOut(dims[:rank]...)
}

// broadcastShape fills dims with the common shape of a and b and returns its
// rank. It panics if they do not fit.
func broadcastShape(dims *[tensor.MaxRank]int, a, b []int) int {
	rank := max(len(a), len(b))
	for axis := range rank {
		da, db := axisOrOne(a, axis-rank+len(a)), axisOrOne(b, axis-rank+len(b))
		if da != db && da != 1 && db != 1 {
			panic(fmt.Sprintf("autograd: shapes %v and %v do not broadcast", slices.Clone(a), slices.Clone(b)))
		}
		dims[axis] = da
		if da == 1 {
			dims[axis] = db
		}
	}
	return rank
}

// setStrides fills strides with those of shape aligned to the end of rank
// axes, 0 where the axis is repeated.
func setStrides(strides *[tensor.MaxRank]int, shape []int, rank int) {
	stride := 1
	for axis := len(shape) - 1; axis >= 0; axis-- {
		if shape[axis] != 1 {
			strides[axis+rank-len(shape)] = stride
		}
		stride *= shape[axis]
	}
}

func axisOrOne(shape []int, axis int) int {
	if axis < 0 {
		return 1
	}
	return shape[axis]
}
