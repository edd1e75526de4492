package autograd

// MSE returns the squared error (pred - target)², for equal shapes.
func (t *Tape) MSE(pred, target *Var, cfg LossConfig) *Var {
	return t.elementLoss("MSE", pred, target, elementLoss{kind: squaredError}, cfg)
}

// elementLoss is a loss that compares two numbers.
type elementLoss struct {
	kind  lossKind
	param float32 // of Huber and smooth L1: where the parabola ends
}

type lossKind int8

const (
	squaredError lossKind = iota
)

// at returns the loss of prediction p for target y, and its derivative by p.
func (l elementLoss) at(p, y float32) (value, slope float32) {
	d := p - y
	switch l.kind {
	case squaredError:
		return d * d, 2 * d
	}
	panic("autograd: unknown element loss")
}

func (t *Tape) elementLoss(name string, pred, target *Var, l elementLoss, cfg LossConfig) *Var {
	weights := cfg.check(name, pred, target)
	parts := t.newOut(pred.Shape()...)
	x, y, out := pred.Data(), target.Data(), parts.Data()
	for i := range out {
		value, _ := l.at(x[i], y[i])
		out[i] = value * rowWeight(weights, i, len(out))
	}
	if t.wants(pred) {
		*push[elementLossOp](t, parts) = elementLossOp{pred, target, l, weights}
	}
	return t.reduce(parts, cfg.Reduction)
}

type elementLossOp struct {
	pred, target *Var
	loss         elementLoss
	weights      []float32
}

func (op *elementLossOp) backward(t *Tape, dy []float32) {
	dx := t.gradOf(op.pred)
	x, y := op.pred.Data(), op.target.Data()
	for i, g := range dy {
		_, slope := op.loss.at(x[i], y[i])
		dx[i] += float32(g * slope * rowWeight(op.weights, i, len(dy)))
	}
}
