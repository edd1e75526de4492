package autograd

import "math"

// MSE returns the squared error (pred - target)², for equal shapes.
func (t *Tape) MSE(pred, target *Var, cfg LossConfig) *Var {
	return t.elementLoss("MSE", pred, target, elementLoss{kind: squaredError}, cfg)
}

// MAE returns the absolute error |pred - target|, for equal shapes; its
// derivative at 0 is 0.
func (t *Tape) MAE(pred, target *Var, cfg LossConfig) *Var {
	return t.elementLoss("MAE", pred, target, elementLoss{kind: absoluteError}, cfg)
}

// Huber returns d²/2 where |d| ≤ delta and delta·(|d| - delta/2) beyond, for
// d = pred - target (Huber 1964).
func (t *Tape) Huber(pred, target *Var, delta float32, cfg LossConfig) *Var {
	return t.elementLoss("Huber", pred, target, elementLoss{kind: huberError, param: delta}, cfg)
}

// SmoothL1 returns d²/(2·beta) where |d| < beta and |d| - beta/2 beyond, for
// d = pred - target (Girshick, "Fast R-CNN", 2015).
func (t *Tape) SmoothL1(pred, target *Var, beta float32, cfg LossConfig) *Var {
	return t.elementLoss("SmoothL1", pred, target, elementLoss{kind: smoothError, param: beta}, cfg)
}

// BCE returns the binary cross-entropy of probabilities pred, for targets in
// [0,1]. Its logarithms are held at -100, so that a wrong certainty stays
// finite; prefer BCEWithLogits.
func (t *Tape) BCE(pred, target *Var, cfg LossConfig) *Var {
	return t.elementLoss("BCE", pred, target, elementLoss{kind: binaryEntropy}, cfg)
}

// BCEWithLogits returns the binary cross-entropy of sigmoid(pred), for targets
// in [0,1], computed so that nothing overflows.
func (t *Tape) BCEWithLogits(pred, target *Var, cfg LossConfig) *Var {
	return t.elementLoss("BCEWithLogits", pred, target, elementLoss{kind: logitEntropy}, cfg)
}

// elementLoss is a loss that compares two numbers.
type elementLoss struct {
	kind  lossKind
	param float32 // Huber, smooth L1: where the parabola ends
}

type lossKind int8

const (
	squaredError lossKind = iota
	absoluteError
	huberError
	smoothError
	binaryEntropy
	logitEntropy
)

// at returns the loss of prediction p for target y, and its derivative by p.
func (l elementLoss) at(p, y float32) (value, slope float32) {
	d := p - y
	size, sign := abs(d)
	switch l.kind {
	case squaredError:
		return d * d, 2 * d
	case absoluteError:
		return size, sign
	case huberError:
		if size <= l.param {
			return d * d / 2, d
		}
		return l.param * (size - l.param/2), l.param * sign
	case smoothError:
		if size < l.param {
			return d * d / (2 * l.param), d / l.param
		}
		return size - l.param/2, sign
	case binaryEntropy:
		return binaryCrossEntropy(float64(p), float64(y))
	case logitEntropy:
		return logitCrossEntropy(float64(p), float64(y), 1)
	}
	panic("autograd: unknown element loss")
}

func abs(d float32) (size, sign float32) {
	switch {
	case d > 0:
		return d, 1
	case d < 0:
		return -d, -1
	}
	return d, 0 // a NaN stays one
}

func binaryCrossEntropy(p, y float64) (value, slope float32) {
	const least = -100
	value64 := -y*max(math.Log(p), least) - (1-y)*max(math.Log1p(-p), least)
	return float32(value64), float32((p - y) / max(p*(1-p), 1e-12))
}

// logitCrossEntropy is -(positive·y·log s + (1-y)·log(1-s)), s = sigmoid(x).
func logitCrossEntropy(x, y, positive float64) (value, slope float32) {
	value64 := positive*y*softplus(-x) + (1-y)*softplus(x)
	return float32(value64), float32((1-y)*sigmoid(x) - positive*y*sigmoid(-x))
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
	dx := t.soleGrad(op.pred)
	x, y := op.pred.Data(), op.target.Data()
	for i, g := range dy {
		_, slope := op.loss.at(x[i], y[i])
		dx[i] += float32(g * slope * rowWeight(op.weights, i, len(dy)))
	}
}
