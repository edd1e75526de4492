package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// Add returns a + b, broadcast against each other.
func (t *Tape) Add(a, b *Var) *Var {
	out := t.newBroadcast(a, b)
	y, x1, x2 := out.Data(), a.Data(), b.Data()
	if len(x1) == len(y) && len(x2) == len(y) {
		copy(y, x1)
		kernel.Add(y, x2)
	} else {
		for w := newWalk(a, b); w.more(); w.next() {
			for j := range w.n {
				y[w.out+j] = x1[w.a+j*w.stepA] + x2[w.b+j*w.stepB]
			}
		}
	}
	if t.wants(a, b) {
		*push[addOp](t, out) = addOp{a, b, 1}
	}
	return out
}

// Sub returns a - b, broadcast against each other.
func (t *Tape) Sub(a, b *Var) *Var {
	out := t.newBroadcast(a, b)
	y, x1, x2 := out.Data(), a.Data(), b.Data()
	for w := newWalk(a, b); w.more(); w.next() {
		for j := range w.n {
			y[w.out+j] = x1[w.a+j*w.stepA] - x2[w.b+j*w.stepB]
		}
	}
	if t.wants(a, b) {
		*push[addOp](t, out) = addOp{a, b, -1}
	}
	return out
}

// addOp is y = a + sign*b.
type addOp struct {
	a, b *Var
	sign float32
}

func (op *addOp) backward(t *Tape, dy []float32) {
	if op.sign == 1 && op.a.Len() == len(dy) && op.b.Len() == len(dy) {
		t.addGrad(op.a, dy)
		t.addGrad(op.b, dy)
		return
	}
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	for w := newWalk(op.a, op.b); w.more(); w.next() {
		if da != nil {
			for j := range w.n {
				da[w.a+j*w.stepA] += dy[w.out+j]
			}
		}
		if db != nil {
			for j := range w.n {
				db[w.b+j*w.stepB] += float32(op.sign * dy[w.out+j])
			}
		}
	}
}
