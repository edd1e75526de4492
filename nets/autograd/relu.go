package autograd

import "github.com/tengen-rl/tengen/nets/internal/kernel"

// ReLU returns max(x, 0). Its derivative at 0 is 0.
func (t *Tape) ReLU(x *Var) *Var {
	out := t.newOut(x.Shape()...)
	kernel.Relu(out.Data(), x.Data())
	if t.wants(x) {
		*push[reluOp](t, out) = reluOp{x, out}
	}
	return out
}

type reluOp struct{ x, out *Var }

func (op *reluOp) backward(t *Tape, dy []float32) {
	kernel.AddReluGrad(t.soleGrad(op.x), dy, op.out.Data())
}
