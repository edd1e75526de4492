package autograd

// Sum returns the sum of all elements of x as a scalar, of shape [].
func (t *Tape) Sum(x *Var) *Var { return t.sumScaled(x, 1) }

// Mean returns the mean of all elements of x as a scalar, of shape [].
func (t *Tape) Mean(x *Var) *Var { return t.sumScaled(x, 1/float32(max(1, x.Len()))) }

func (t *Tape) sumScaled(x *Var, factor float32) *Var {
	out := t.newOut()
	out.Data()[0] = float32(total(x.Data()) * float64(factor))
	if t.wants(x) {
		*push[sumOp](t, out) = sumOp{x, factor}
	}
	return out
}

type sumOp struct {
	x      *Var
	factor float32
}

func (op *sumOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	g := op.factor * dy[0]
	for i := range dx {
		dx[i] += g
	}
}

// total sums in float64, so that long sums lose nothing.
func total(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v)
	}
	return sum
}
