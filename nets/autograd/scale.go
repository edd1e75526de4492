package autograd

// Scale returns factor * x.
func (t *Tape) Scale(x *Var, factor float32) *Var { return t.Affine(x, factor, 0) }

// Affine returns factor * x + offset.
func (t *Tape) Affine(x *Var, factor, offset float32) *Var {
	out := t.newOut(x.Shape()...)
	y := out.Data()
	for i, v := range x.Data() {
		y[i] = float32(factor*v) + offset
	}
	if t.wants(x) {
		*push[affineOp](t, out) = affineOp{x, factor}
	}
	return out
}

type affineOp struct {
	x      *Var
	factor float32
}

func (op *affineOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	for i, g := range dy {
		dx[i] += float32(op.factor * g)
	}
}
