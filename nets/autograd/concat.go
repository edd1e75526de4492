package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Concat joins tensors along an axis; all other axes must agree.
func (t *Tape) Concat(axis int, xs ...*Var) *Var {
	if len(xs) == 0 {
		panic("autograd: Concat of nothing")
	}
	a := splitAxis("Concat", xs[0], axis)
	rank := len(xs[0].Shape())
	length := 0
	for _, x := range xs {
		own := a.withLength(xs[0], 0)
		if len(x.Shape()) == rank {
			own[a.axis] = x.Dim(a.axis)
		}
		if !slices.Equal(own[:rank], x.value.Shape) {
			panic(fmt.Sprintf("autograd: Concat along axis %d of shapes %v and %v", axis, xs[0].value.Shape, x.value.Shape))
		}
		length += x.Dim(a.axis)
	}
	dims := a.withLength(xs[0], length)
	out := t.newOut(dims[:rank]...)
	at := 0
	for _, x := range xs {
		width := x.Dim(a.axis) * a.inner
		for o := range a.outer {
			copy(out.Data()[o*length*a.inner+at:], x.Data()[o*width:(o+1)*width])
		}
		at += width
	}
	if t.wants(xs...) {
		op := push[concatOp](t, out)
		op.xs, op.axisSplit, op.length = append(op.xs[:0], xs...), a, length
	}
	return out
}

type concatOp struct {
	xs []*Var // the slice is reused
	axisSplit
	length int
}

func (op *concatOp) backward(t *Tape, dy []float32) {
	at := 0
	for _, x := range op.xs {
		width := x.Len() / max(1, op.outer)
		if op.outer == 1 {
			t.addGrad(x, dy[at:at+width])
		} else if dx := t.gradOf(x); dx != nil {
			for o := range op.outer {
				from := o*op.length*op.inner + at
				addTo(dx[o*width:(o+1)*width], dy[from:from+width])
			}
		}
		at += width
	}
}

// Stack joins tensors of one shape along a new first axis.
func (t *Tape) Stack(xs ...*Var) *Var {
	if len(xs) == 0 {
		panic("autograd: Stack of nothing")
	}
	var dims [tensor.MaxRank]int
	rank := 1 + copy(dims[1:], xs[0].value.Shape)
	for _, x := range xs {
		sameShape("Stack", xs[0], x)
	}
	dims[0] = len(xs)
	if len(xs[0].Shape()) == 0 {
		joined := t.newOut(len(xs))
		for i, x := range xs {
			joined.Data()[i] = x.Data()[0]
		}
		if t.wants(xs...) {
			op := push[concatOp](t, joined)
			op.xs, op.axisSplit, op.length = append(op.xs[:0], xs...), axisSplit{outer: 1, n: 1, inner: 1}, len(xs)
		}
		return joined
	}
	return t.Reshape(t.Concat(0, xs...), dims[:rank]...)
}

// Rows returns x[from:to] along the first axis, without copying.
func (t *Tape) Rows(x *Var, from, to int) *Var {
	if len(x.Shape()) == 0 || from < 0 || to < from || to > x.Dim(0) {
		panic(fmt.Sprintf("autograd: Rows %d:%d of shape %v", from, to, x.value.Shape))
	}
	var dims [tensor.MaxRank]int
	rank := copy(dims[:], x.value.Shape)
	dims[0] = to - from
	return t.view(x, from*x.Len()/max(1, x.Dim(0)), dims[:rank])
}

// Row returns x[i] along the first axis, which the result lacks, without
// copying.
func (t *Tape) Row(x *Var, i int) *Var {
	if len(x.Shape()) == 0 || i < 0 || i >= x.Dim(0) {
		panic(fmt.Sprintf("autograd: Row %d of shape %v", i, x.value.Shape))
	}
	return t.view(x, i*x.Len()/x.Dim(0), x.Shape()[1:])
}

// Pad returns x with before[i] zeros before and after[i] zeros after axis i.
func (t *Tape) Pad(x *Var, before, after []int) *Var {
	rank := len(x.Shape())
	var dims [tensor.MaxRank]int
	if len(before) != rank || len(after) != rank {
		panic(fmt.Sprintf("autograd: Pad of shape %v by %v and %v", x.value.Shape, slices.Clone(before), slices.Clone(after)))
	}
	for axis, d := range x.Shape() {
		if before[axis] < 0 || after[axis] < 0 {
			panic(fmt.Sprintf("autograd: Pad of shape %v by %v and %v", x.value.Shape, slices.Clone(before), slices.Clone(after)))
		}
		dims[axis] = before[axis] + d + after[axis]
	}
	out := t.newOut(dims[:rank]...)
	clear(out.Data())
	to := t.ints.take(x.Len())
	for i := range to {
		at, rest, stride := 0, i, 1
		for axis := rank - 1; axis >= 0; axis-- {
			d := x.Dim(axis)
			at += (rest%d + before[axis]) * stride
			rest /= d
			stride *= dims[axis]
		}
		to[i] = at
		out.Data()[at] = x.Data()[i]
	}
	if t.wants(x) {
		*push[padOp](t, out) = padOp{x, to}
	}
	return out
}

// padOp has copied element i of x to element to[i].
type padOp struct {
	x  *Var
	to []int
}

func (op *padOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	for i, at := range op.to {
		dx[i] += dy[at]
	}
}
