package autograd

// Mul returns the elementwise product of a and b, broadcast against each
// other.
func (t *Tape) Mul(a, b *Var) *Var {
	out := t.newBroadcast(a, b)
	y, x1, x2 := out.Data(), a.Data(), b.Data()
	for w := newWalk(a, b); w.more(); w.next() {
		for j := range w.n {
			y[w.out+j] = x1[w.a+j*w.stepA] * x2[w.b+j*w.stepB]
		}
	}
	if t.wants(a, b) {
		*push[mulOp](t, out) = mulOp{a, b}
	}
	return out
}

type mulOp struct{ a, b *Var }

func (op *mulOp) backward(t *Tape, dy []float32) {
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	x1, x2 := op.a.Data(), op.b.Data()
	for w := newWalk(op.a, op.b); w.more(); w.next() {
		if da != nil {
			for j := range w.n {
				da[w.a+j*w.stepA] += float32(dy[w.out+j] * x2[w.b+j*w.stepB])
			}
		}
		if db != nil {
			for j := range w.n {
				db[w.b+j*w.stepB] += float32(dy[w.out+j] * x1[w.a+j*w.stepA])
			}
		}
	}
}

// Div returns a / b, broadcast against each other.
func (t *Tape) Div(a, b *Var) *Var {
	out := t.newBroadcast(a, b)
	y, x1, x2 := out.Data(), a.Data(), b.Data()
	for w := newWalk(a, b); w.more(); w.next() {
		for j := range w.n {
			y[w.out+j] = x1[w.a+j*w.stepA] / x2[w.b+j*w.stepB]
		}
	}
	if t.wants(a, b) {
		*push[divOp](t, out) = divOp{a, b, out}
	}
	return out
}

type divOp struct{ a, b, out *Var }

func (op *divOp) backward(t *Tape, dy []float32) {
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	x2, y := op.b.Data(), op.out.Data()
	for w := newWalk(op.a, op.b); w.more(); w.next() {
		for j := range w.n {
			g := dy[w.out+j] / x2[w.b+j*w.stepB]
			if da != nil {
				da[w.a+j*w.stepA] += g
			}
			if db != nil {
				db[w.b+j*w.stepB] -= float32(g * y[w.out+j])
			}
		}
	}
}
