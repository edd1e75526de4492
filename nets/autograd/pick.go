package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// IndexSelect returns the slices of x at the given indices of an axis, in
// their order; one may appear many times.
func (t *Tape) IndexSelect(x *Var, axis int, index []int) *Var {
	a := splitAxis("IndexSelect", x, axis)
	checkIndex("IndexSelect", x, index, a.n)
	dims := a.withLength(x, len(index))
	from := t.ints.take(a.outer * len(index) * a.inner)
	at := 0
	for o := range a.outer {
		for _, k := range index {
			for i := range a.inner {
				from[at] = (o*a.n+k)*a.inner + i
				at++
			}
		}
	}
	return t.pickFrom(x, from, dims[:len(x.Shape())])
}

// Gather returns, for each place of a tensor of the given shape, the element
// of x in the same place except along axis, where index has it. The shape may
// differ from that of x only along axis.
func (t *Tape) Gather(x *Var, axis int, index []int, shape ...int) *Var {
	a := splitAxis("Gather", x, axis)
	checkIndex("Gather", x, index, a.n)
	dims := a.withLength(x, 0)
	if len(shape) == len(x.Shape()) {
		dims[a.axis] = shape[a.axis]
	}
	if !slices.Equal(dims[:len(x.Shape())], shape) || tensor.Size(shape) != len(index) {
		panic(fmt.Sprintf("autograd: Gather along axis %d of shape %v by %d indices of shape %v", axis, x.value.Shape, len(index), slices.Clone(shape)))
	}
	from := t.ints.take(len(index))
	picked := dims[a.axis]
	for i, k := range index {
		from[i] = (i/(picked*a.inner)*a.n+k)*a.inner + i%a.inner
	}
	return t.pickFrom(x, from, dims[:len(x.Shape())])
}

// Slice returns the elements from, from+step, … below to along an axis.
func (t *Tape) Slice(x *Var, axis, from, to, step int) *Var {
	a := splitAxis("Slice", x, axis)
	if from < 0 || to > a.n || from > to || step < 1 {
		panic(fmt.Sprintf("autograd: Slice %d:%d:%d along axis %d of shape %v", from, to, step, axis, x.value.Shape))
	}
	index := t.ints.take((to - from + step - 1) / step)
	for i := range index {
		index[i] = from + i*step
	}
	return t.IndexSelect(x, axis, index)
}

// pickFrom returns a Var whose i-th element is element from[i] of x; from must
// come from the tape.
func (t *Tape) pickFrom(x *Var, from, shape []int) *Var {
	out := t.newOut(shape...)
	src, y := x.Data(), out.Data()
	for i, k := range from {
		y[i] = src[k]
	}
	if t.wants(x) {
		*push[pickOp](t, out) = pickOp{x, from}
	}
	return out
}

// pickOp has copied element from[i] of x to element i.
type pickOp struct {
	x    *Var
	from []int
}

func (op *pickOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	for i, g := range dy {
		dx[op.from[i]] += g
	}
}

// axisSplit views a shape as [outer, n, inner] around one axis.
type axisSplit struct{ axis, outer, n, inner int }

func splitAxis(op string, x *Var, axis int) axisSplit {
	shape := x.value.Shape
	at := axis
	if at < 0 {
		at += len(shape)
	}
	if at < 0 || at >= len(shape) {
		panic(fmt.Sprintf("autograd: %s along axis %d of shape %v", op, axis, slices.Clone(shape)))
	}
	a := axisSplit{axis: at, outer: 1, n: shape[at], inner: 1}
	for _, d := range shape[:at] {
		a.outer *= d
	}
	for _, d := range shape[at+1:] {
		a.inner *= d
	}
	return a
}

// withLength returns the shape of x with another length of the axis.
func (a axisSplit) withLength(x *Var, n int) (dims [tensor.MaxRank]int) {
	copy(dims[:], x.value.Shape)
	dims[a.axis] = n
	return dims
}

func checkIndex(op string, x *Var, index []int, n int) {
	for i, k := range index {
		if uint(k) >= uint(n) {
			panic(fmt.Sprintf("autograd: %s index %d at place %d, beyond the %d of shape %v", op, k, i, n, x.value.Shape))
		}
	}
}
