package autograd

// ReLU returns max(x, 0). Its derivative at 0 is 0.
func (t *Tape) ReLU(x *Var) *Var {
	out := t.newOut(x.Shape()...)
	y := out.Data()
	for i, v := range x.Data() {
		y[i] = max(v, 0)
	}
	if t.wants(x) {
		*push[reluOp](t, out) = reluOp{x, out}
	}
	return out
}

type reluOp struct{ x, out *Var }

func (op *reluOp) backward(t *Tape, dy []float32) {
	y := op.out.Data()
	dx, fresh := t.gradToFill(op.x)
	if fresh {
		for i, g := range dy {
			if y[i] <= 0 {
				g = 0
			}
			dx[i] = g
		}
		return
	}
	for i, g := range dy {
		if y[i] > 0 {
			dx[i] += g
		}
	}
}
