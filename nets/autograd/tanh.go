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
	kernel.AddTanhGrad(t.soleGrad(op.x), dy, op.out.Data())
}
