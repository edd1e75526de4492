package autograd

import "fmt"

// BCEWithLogitsWeighted is BCEWithLogits with the loss of positive targets
// multiplied by positive, [K] for pred [...,K]: a way to balance rare classes.
func (t *Tape) BCEWithLogitsWeighted(pred, target, positive *Var, cfg LossConfig) *Var {
	weights := cfg.check("BCEWithLogitsWeighted", pred, target)
	k := positive.Len()
	if len(positive.Shape()) != 1 || len(pred.Shape()) == 0 || pred.Dim(-1) != k {
		panic(fmt.Sprintf("autograd: BCEWithLogitsWeighted of shape %v with weights %v", pred.value.Shape, positive.value.Shape))
	}
	parts := t.newOut(pred.Shape()...)
	for i, x := range pred.Data() {
		value, _ := logitCrossEntropy(float64(x), float64(target.Data()[i]), float64(positive.Data()[i%k]))
		parts.Data()[i] = value * rowWeight(weights, i, pred.Len())
	}
	if t.wants(pred) {
		*push[bceWeightedOp](t, parts) = bceWeightedOp{pred, target, positive, weights}
	}
	return t.reduce(parts, cfg.Reduction)
}

type bceWeightedOp struct {
	pred, target, positive *Var
	weights                []float32
}

func (op *bceWeightedOp) backward(t *Tape, dy []float32) {
	dx, k := t.soleGrad(op.pred), op.positive.Len()
	for i, x := range op.pred.Data() {
		_, slope := logitCrossEntropy(float64(x), float64(op.target.Data()[i]), float64(op.positive.Data()[i%k]))
		dx[i] += float32(dy[i] * slope * rowWeight(op.weights, i, len(dy)))
	}
}
