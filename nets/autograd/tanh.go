package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// Tanh returns the hyperbolic tangent of x.
func (t *Tape) Tanh(x *Var) *Var {
	out := t.newOut(x.Shape()...)
	kernel.Tanh(out.Data(), x.Data())
	if t.wants(x) {
		*push[tanhOp](t, out) = tanhOp{x, out}
	}
	return out
}

type tanhOp struct{ x, out *Var }

func (op *tanhOp) backward(t *Tape, dy []float32) {
	dx, y := t.gradOf(op.x), op.out.Data()
	for i, g := range dy {
		dx[i] += float32(g * (1 - float32(y[i]*y[i])))
	}
}
