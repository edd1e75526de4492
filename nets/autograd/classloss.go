package autograd

import (
	"fmt"
	"math"
)

// LabelConfig adjusts CrossEntropyLabels.
type LabelConfig struct {
	LossConfig
	Smoothing   float32 // share of the target spread evenly over all classes (Szegedy et al. 2016, section 7)
	ClassWeight *Var    // [A], or nil: factor of each row by its label; the mean then divides by their sum
}

// CrossEntropyLabels returns -log softmax(logits)[label] for logits [N,A] and a
// label in [0,A) for each row; labels are copied.
func (t *Tape) CrossEntropyLabels(logits *Var, labels []int, cfg LabelConfig) *Var {
	wantRank("CrossEntropyLabels", logits, 2)
	rows, classes := logits.Dim(0), logits.Dim(1)
	if len(labels) != rows {
		panic(fmt.Sprintf("autograd: CrossEntropyLabels of logits %v with %d labels", logits.value.Shape, len(labels)))
	}
	if cfg.ClassWeight != nil && (len(cfg.ClassWeight.Shape()) != 1 || cfg.ClassWeight.Len() != classes) {
		panic(fmt.Sprintf("autograd: CrossEntropyLabels of logits %v with class weights %v", logits.value.Shape, cfg.ClassWeight.value.Shape))
	}
	target := t.newOut(rows, classes)
	weight := t.newOut(rows)
	var mass float32
	for n, label := range labels {
		if uint(label) >= uint(classes) {
			panic(fmt.Sprintf("autograd: label %d of row %d for %d classes", label, n, classes))
		}
		row := target.Data()[n*classes : (n+1)*classes]
		for a := range row {
			row[a] = cfg.Smoothing / float32(classes)
		}
		row[label] += 1 - cfg.Smoothing
		weight.Data()[n] = 1
		if cfg.ClassWeight != nil {
			weight.Data()[n] = cfg.ClassWeight.Data()[label]
		}
		mass += weight.Data()[n]
		if cfg.Weight != nil {
			weight.Data()[n] *= cfg.Weight.Data()[n]
		}
	}
	soft := CrossEntropyConfig{LossConfig: LossConfig{Reduction: cfg.Reduction, Weight: weight}}
	if cfg.ClassWeight == nil || cfg.Reduction != ReduceMean {
		return t.SoftmaxCrossEntropy(logits, target, soft)
	}
	soft.Reduction = ReduceSum
	return t.Scale(t.SoftmaxCrossEntropy(logits, target, soft), 1/mass)
}

// KLDiv returns Σ target·(log target - logPred) for log-probabilities and
// probabilities [N,A], one for each row; 0·log 0 counts as 0.
func (t *Tape) KLDiv(logPred, target *Var, cfg LossConfig) *Var {
	wantRank("KLDiv", logPred, 2)
	weights := cfg.check("KLDiv", logPred, target)
	rows, n := logPred.Dim(0), logPred.Dim(1)
	parts := t.newOut(rows)
	for row := range rows {
		parts.Data()[row] = klRow(logPred.Data()[row*n:(row+1)*n], target.Data()[row*n:(row+1)*n]) * rowWeight(weights, row, rows)
	}
	if t.wants(logPred) {
		*push[klOp](t, parts) = klOp{logPred, target, weights}
	}
	return t.reduce(parts, cfg.Reduction)
}

type klOp struct {
	logPred, target *Var
	weights         []float32
}

func (op *klOp) backward(t *Tape, dy []float32) {
	dx, n := t.gradOf(op.logPred), op.logPred.Dim(1)
	for i, q := range op.target.Data() {
		dx[i] -= float32(dy[i/n] * q * rowWeight(op.weights, i/n, len(dy)))
	}
}

// Entropy returns -Σ p·log p of p = softmax(logits) along the last axis, which
// the result lacks.
func (t *Tape) Entropy(logits *Var) *Var {
	logP := t.LogSoftmax(logits)
	return t.Scale(t.SumAxes(t.Mul(t.Exp(logP), logP), false, -1), -1)
}

func klRow(logPred, target []float32) float32 {
	var sum float64
	for a, q := range target {
		if q > 0 {
			sum += float64(q) * (math.Log(float64(q)) - float64(logPred[a]))
		}
	}
	return float32(sum)
}
