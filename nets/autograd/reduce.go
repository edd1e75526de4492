package autograd

import (
	"fmt"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// SumAxes returns the sum over the given axes (negative ones count from the
// end). With keep they stay with length 1, else they go.
func (t *Tape) SumAxes(x *Var, keep bool, axes ...int) *Var {
	r := newReduction(x, axes)
	out := t.newReduced(&r, keep)
	clear(out.Data())
	for w := r.rows(); w.more(); w.next() {
		for j := range w.n {
			out.Data()[w.b+j*w.stepB] += x.Data()[w.a+j]
		}
	}
	if t.wants(x) {
		*push[sumAxesOp](t, out) = sumAxesOp{x, r}
	}
	return out
}

type sumAxesOp struct {
	x *Var
	reduction
}

func (op *sumAxesOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	for w := op.rows(); w.more(); w.next() {
		for j := range w.n {
			dx[w.a+j] += dy[w.b+j*w.stepB]
		}
	}
}

// MeanAxes returns the mean over axes, as SumAxes does the sum.
func (t *Tape) MeanAxes(x *Var, keep bool, axes ...int) *Var {
	r := newReduction(x, axes)
	return t.Scale(t.SumAxes(x, keep, axes...), 1/float32(max(1, r.count)))
}

// VarAxes returns the variance over axes, divided by their size less
// correction: 0 for the variance itself, 1 for the unbiased estimate.
func (t *Tape) VarAxes(x *Var, correction int, keep bool, axes ...int) *Var {
	r := newReduction(x, axes)
	d := t.Sub(x, t.MeanAxes(x, true, axes...))
	return t.Scale(t.SumAxes(t.Mul(d, d), keep, axes...), 1/float32(r.count-correction))
}

// MaxAxes returns the largest element over axes, as SumAxes does the sum. The
// gradient goes to the first of equal ones.
func (t *Tape) MaxAxes(x *Var, keep bool, axes ...int) *Var { return t.pick(x, 1, keep, axes) }

// MinAxes returns the smallest element over axes, as MaxAxes does the largest.
func (t *Tape) MinAxes(x *Var, keep bool, axes ...int) *Var { return t.pick(x, -1, keep, axes) }

func (t *Tape) pick(x *Var, sign float32, keep bool, axes []int) *Var {
	r := newReduction(x, axes)
	if r.count == 0 {
		panic(fmt.Sprintf("autograd: extremum over no elements of shape %v", x.value.Shape))
	}
	out := t.newReduced(&r, keep)
	from := t.ints.take(out.Len())
	for i := range from {
		from[i] = -1
	}
	src, y := x.Data(), out.Data()
	for w := r.rows(); w.more(); w.next() {
		for j := range w.n {
			o, v := w.b+j*w.stepB, src[w.a+j]
			if from[o] < 0 || sign*v > sign*y[o] || v != v && y[o] == y[o] { // a NaN wins
				from[o], y[o] = w.a+j, v
			}
		}
	}
	if t.wants(x) {
		*push[pickOp](t, out) = pickOp{x, from}
	}
	return out
}

// ProdAxis returns the product along an axis, which the result lacks.
func (t *Tape) ProdAxis(x *Var, axis int) *Var {
	r := newReduction(x, []int{axis})
	out := t.newReduced(&r, false)
	for i := range out.Data() {
		out.Data()[i] = 1
	}
	for w := r.rows(); w.more(); w.next() {
		for j := range w.n {
			out.Data()[w.b+j*w.stepB] *= x.Data()[w.a+j]
		}
	}
	if t.wants(x) {
		*push[prodOp](t, out) = prodOp{x, r}
	}
	return out
}

type prodOp struct {
	x *Var
	reduction
}

// backward multiplies all other elements afresh, so that a zero among them is
// no division by zero.
func (op *prodOp) backward(t *Tape, dy []float32) {
	dx, x := t.soleGrad(op.x), op.x.Data()
	for w := op.rows(); w.more(); w.next() {
		for j := range w.n {
			i := w.a + j
			within := i / op.stride % op.count
			others := float32(1)
			for k := range op.count {
				if k != within {
					others *= x[i+(k-within)*op.stride]
				}
			}
			dx[i] += float32(dy[w.b+j*w.stepB] * others)
		}
	}
}

// CumSum returns the sums of x along an axis up to and with each element.
func (t *Tape) CumSum(x *Var, axis int) *Var {
	r := newReduction(x, []int{axis})
	out := t.newOut(x.Shape()...)
	copy(out.Data(), x.Data())
	for i := range out.Data() {
		if i/r.stride%r.count > 0 {
			out.Data()[i] += out.Data()[i-r.stride]
		}
	}
	if t.wants(x) {
		*push[cumSumOp](t, out) = cumSumOp{x, r}
	}
	return out
}

type cumSumOp struct {
	x *Var
	reduction
}

func (op *cumSumOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	sums := t.buffer(scratchA, len(dy))
	copy(sums, dy)
	for i := len(sums) - 1; i >= 0; i-- {
		if i/op.stride%op.count < op.count-1 {
			sums[i] += sums[i+op.stride]
		}
		dx[i] += sums[i]
	}
}

// Norm returns the Euclidean norm of all elements, a scalar. Its derivative at
// zero is taken as zero.
func (t *Tape) Norm(x *Var) *Var {
	out := t.newOut()
	var sum float64
	for _, v := range x.Data() {
		sum += float64(v) * float64(v)
	}
	out.Data()[0] = float32(math.Sqrt(sum))
	if t.wants(x) {
		*push[normOp](t, out) = normOp{x, out}
	}
	return out
}

type normOp struct{ x, out *Var }

func (op *normOp) backward(t *Tape, dy []float32) {
	dx, norm := t.soleGrad(op.x), op.out.Data()[0]
	if norm == 0 {
		return
	}
	for i, v := range op.x.Data() {
		dx[i] += float32(dy[0] * v / norm)
	}
}

// reduction is a choice of axes of a shape.
type reduction struct {
	rank    int
	dims    [tensor.MaxRank]int
	reduced [tensor.MaxRank]bool
	count   int // elements that become one
	stride  int // of the last reduced axis
}

func newReduction(x *Var, axes []int) reduction {
	shape := x.value.Shape
	r := reduction{rank: len(shape), count: 1}
	copy(r.dims[:], shape)
	for _, axis := range axes {
		at := axis
		if at < 0 {
			at += len(shape)
		}
		if at < 0 || at >= len(shape) || r.reduced[at] {
			panic(fmt.Sprintf("autograd: reduction of shape %v over axes %v", slices.Clone(shape), slices.Clone(axes)))
		}
		r.reduced[at] = true
		r.count *= shape[at]
	}
	r.stride = 1
	for axis := len(shape) - 1; axis >= 0 && !r.reduced[axis]; axis-- {
		r.stride *= shape[axis]
	}
	return r
}

// newReduced returns a Var of the shape of the result.
func (t *Tape) newReduced(r *reduction, keep bool) *Var {
	var dims [tensor.MaxRank]int
	rank := 0
	for axis := range r.rank {
		switch {
		case !r.reduced[axis]:
			dims[rank] = r.dims[axis]
			rank++
		case keep:
			dims[rank] = 1
			rank++
		}
	}
	return t.newOut(dims[:rank]...)
}

// rows walks the input (the walk's a) beside the result (its b), which is
// repeated along the reduced axes.
func (r *reduction) rows() walk {
	if r.rank == 0 {
		return walk{n: 1, stepA: 1, stepB: 1, rows: 1}
	}
	w := walk{outer: r.rank - 1, dims: r.dims, rows: 1}
	in, out := 1, 1
	for axis := r.rank - 1; axis >= 0; axis-- {
		w.strideA[axis] = in
		in *= r.dims[axis]
		if !r.reduced[axis] {
			w.strideB[axis] = out
			out *= r.dims[axis]
		}
	}
	for _, d := range r.dims[:r.rank-1] {
		w.rows *= d
	}
	last := r.rank - 1
	w.n, w.stepA, w.stepB = r.dims[last], 1, w.strideB[last]
	return w
}
