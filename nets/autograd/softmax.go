package autograd

import "math"

// Softmax returns eˣ/Σeˣ along the last axis.
func (t *Tape) Softmax(x *Var) *Var { return t.MaskedSoftmax(x, nil) }

// MaskedSoftmax returns the softmax along the last axis over the elements
// where mask, of the shape of x, is not 0; the others get 0, and so does a row
// without any. A nil mask bars nothing.
func (t *Tape) MaskedSoftmax(x, mask *Var) *Var {
	if mask != nil {
		sameShape("MaskedSoftmax", x, mask)
	}
	out := t.newOut(x.Shape()...)
	n := lastAxis(x)
	for at := 0; at < x.Len(); at += n {
		var legal []float32
		if mask != nil {
			legal = mask.Data()[at : at+n]
		}
		softmaxRow(out.Data()[at:at+n], x.Data()[at:at+n], legal)
	}
	if t.wants(x) {
		*push[softmaxOp](t, out) = softmaxOp{x, out}
	}
	return out
}

type softmaxOp struct{ x, out *Var }

// backward is dx = y∘(dy - Σ y∘dy).
func (op *softmaxOp) backward(t *Tape, dy []float32) {
	dx, y, n := t.soleGrad(op.x), op.out.Data(), lastAxis(op.x)
	for at := 0; at < len(y); at += n {
		dot := dotRow(y[at:at+n], dy[at:at+n])
		for i := at; i < at+n; i++ {
			dx[i] += float32(y[i] * (dy[i] - dot))
		}
	}
}

// LogSoftmax returns x - log Σeˣ along the last axis.
func (t *Tape) LogSoftmax(x *Var) *Var {
	out := t.newOut(x.Shape()...)
	n := lastAxis(x)
	for at := 0; at < x.Len(); at += n {
		logSum := logSumExp(x.Data()[at : at+n])
		for i := at; i < at+n; i++ {
			out.Data()[i] = float32(float64(x.Data()[i]) - logSum)
		}
	}
	if t.wants(x) {
		*push[logSoftmaxOp](t, out) = logSoftmaxOp{x, out}
	}
	return out
}

type logSoftmaxOp struct{ x, out *Var }

// backward is dx = dy - softmax(x)·Σdy.
func (op *logSoftmaxOp) backward(t *Tape, dy []float32) {
	dx, y, n := t.soleGrad(op.x), op.out.Data(), lastAxis(op.x)
	for at := 0; at < len(y); at += n {
		sum := float32(total(dy[at : at+n]))
		for i := at; i < at+n; i++ {
			dx[i] += dy[i] - float32(sum*float32(math.Exp(float64(y[i]))))
		}
	}
}

// MaskOut returns x where mask, of the same shape, is not 0 and -1e30
// elsewhere: LogSoftmax and LogSumExp then pass over what is barred, in value
// and gradient.
func (t *Tape) MaskOut(x, mask *Var) *Var {
	barred := t.newOut(x.Shape()...)
	for i := range barred.Data() {
		barred.Data()[i] = -1e30
	}
	return t.Where(mask, x, barred)
}

// LogSumExp returns log Σeˣ along the last axis, which the result lacks.
func (t *Tape) LogSumExp(x *Var) *Var {
	n := lastAxis(x)
	out := t.newOut(x.Shape()[:len(x.Shape())-1]...)
	for row := range out.Data() {
		out.Data()[row] = float32(logSumExp(x.Data()[row*n : (row+1)*n]))
	}
	if t.wants(x) {
		*push[logSumExpOp](t, out) = logSumExpOp{x, out}
	}
	return out
}

type logSumExpOp struct{ x, out *Var }

func (op *logSumExpOp) backward(t *Tape, dy []float32) {
	dx, x, y, n := t.soleGrad(op.x), op.x.Data(), op.out.Data(), lastAxis(op.x)
	for i := range dx {
		dx[i] += float32(dy[i/n] * float32(math.Exp(float64(x[i])-float64(y[i/n]))))
	}
}

// logSumExp takes the largest element out first, so that nothing overflows.
func logSumExp(x []float32) float64 {
	largest := math.Inf(-1)
	for _, v := range x {
		largest = max(largest, float64(v))
	}
	if math.IsInf(largest, 0) {
		return largest
	}
	var sum float64
	for _, v := range x {
		sum += math.Exp(float64(v) - largest)
	}
	return largest + math.Log(sum)
}

func dotRow(a, b []float32) float32 {
	var sum float64
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return float32(sum)
}

// lastAxis returns the length of the last axis, at least 1 so that loops over
// rows end. It panics for a scalar.
func lastAxis(x *Var) int {
	if len(x.Shape()) == 0 {
		panic("autograd: a scalar has no last axis")
	}
	return max(1, x.Dim(-1))
}
