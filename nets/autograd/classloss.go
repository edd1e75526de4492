package autograd

import (
	"fmt"
	"math"
)

// LabelConfig adjusts CrossEntropyLabels.
type LabelConfig struct {
	LossConfig
	Smoothing    float32 // share of the target spread evenly over all classes (Szegedy et al. 2016, section 7)
	ClassWeight  *Var    // [A], or nil: factor of the target of each class; the mean divides by the sum of those of the labels
	SkipNegative bool    // a row whose label is negative has loss 0, and the mean is over the others; 0 if there is none
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
	var mass float32
	for n, label := range labels {
		row := target.Data()[n*classes : (n+1)*classes]
		if label < 0 && cfg.SkipNegative {
			clear(row)
			continue
		}
		if uint(label) >= uint(classes) {
			panic(fmt.Sprintf("autograd: label %d of row %d for %d classes", label, n, classes))
		}
		mass += cfg.labelTarget(row, label)
	}
	soft := CrossEntropyConfig{LossConfig: cfg.LossConfig}
	if cfg.ClassWeight == nil && !cfg.SkipNegative || cfg.Reduction != ReduceMean {
		return t.SoftmaxCrossEntropy(logits, target, soft)
	}
	soft.Reduction = ReduceSum
	share := float32(0)
	if mass > 0 {
		share = 1 / mass
	}
	return t.Scale(t.SoftmaxCrossEntropy(logits, target, soft), share)
}

// labelTarget writes the target of a label to row and returns the weight of the
// label.
func (cfg *LabelConfig) labelTarget(row []float32, label int) float32 {
	for a := range row {
		row[a] = cfg.Smoothing / float32(len(row))
	}
	row[label] += 1 - cfg.Smoothing
	if cfg.ClassWeight == nil {
		return 1
	}
	for a, w := range cfg.ClassWeight.Data() {
		row[a] *= w
	}
	return cfg.ClassWeight.Data()[label]
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
	dx, n := t.soleGrad(op.logPred), op.logPred.Dim(1)
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
