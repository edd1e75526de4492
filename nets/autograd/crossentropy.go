package autograd

import (
	"fmt"
	"math"
)

// CrossEntropyConfig adjusts SoftmaxCrossEntropy.
type CrossEntropyConfig struct {
	LossConfig
	Mask *Var // [N,A]: 0 bars a class, of probability 0 then; nil bars none
}

// SoftmaxCrossEntropy returns -Σₐ target·log softmax(logits) for logits and
// targets [N,A], one loss for each row. Targets are probabilities, or any
// non-negative weights. A row without a class left by the mask has loss 0. It
// panics if a target gives weight to a barred class.
func (t *Tape) SoftmaxCrossEntropy(logits, target *Var, cfg CrossEntropyConfig) *Var {
	wantRank("SoftmaxCrossEntropy", logits, 2)
	weights := cfg.check("SoftmaxCrossEntropy", logits, target)
	var mask []float32
	if cfg.Mask != nil {
		sameShape("SoftmaxCrossEntropy mask", logits, cfg.Mask)
		mask = cfg.Mask.Data()
	}
	rows, classes := logits.Dim(0), logits.Dim(1)
	parts := t.newOut(rows)
	probs := t.floats.take(rows * classes)
	for n := range rows {
		row := probs[n*classes : (n+1)*classes]
		x, y := logits.Data()[n*classes:(n+1)*classes], target.Data()[n*classes:(n+1)*classes]
		var legal []float32
		if mask != nil {
			legal = mask[n*classes : (n+1)*classes]
			checkLegal(n, y, legal)
		}
		logSum := softmaxRow(row, x, legal)
		parts.Data()[n] = crossEntropyRow(x, y, logSum) * rowWeight(weights, n, rows)
	}
	if t.wants(logits) {
		*push[crossEntropyOp](t, parts) = crossEntropyOp{logits, target, probs, weights}
	}
	return t.reduce(parts, cfg.Reduction)
}

type crossEntropyOp struct {
	logits, target *Var
	probs, weights []float32
}

func (op *crossEntropyOp) backward(t *Tape, dy []float32) {
	dx, classes := t.soleGrad(op.logits), op.logits.Dim(1)
	for n, g := range dy {
		g *= rowWeight(op.weights, n, len(dy))
		row := op.target.Data()[n*classes : (n+1)*classes]
		mass := float32(total(row))
		for a, y := range row {
			i := n*classes + a
			dx[i] += float32(g * (float32(op.probs[i]*mass) - y))
		}
	}
}

// softmaxRow writes the softmax of x to p, 0 where legal is 0 (nil: nowhere),
// and returns the logarithm of the sum of exponentials. The largest logit is
// taken out first, so that no exponential overflows. If nothing is legal, p is
// zero and the result 0.
func softmaxRow(p, x, legal []float32) (logSum float64) {
	largest := math.Inf(-1)
	for i, v := range x {
		if legal == nil || legal[i] != 0 {
			largest = max(largest, float64(v))
		}
	}
	if math.IsInf(largest, -1) {
		clear(p)
		return 0
	}
	var sum float64
	for i, v := range x {
		p[i] = 0
		if legal == nil || legal[i] != 0 {
			e := math.Exp(float64(v) - largest)
			p[i] = float32(e)
			sum += e
		}
	}
	inverse := float32(1 / sum)
	for i := range p {
		p[i] *= inverse
	}
	return largest + math.Log(sum)
}

func crossEntropyRow(x, y []float32, logSum float64) float32 {
	var loss float64
	for a, weight := range y {
		if weight != 0 {
			loss += float64(weight) * (logSum - float64(x[a]))
		}
	}
	return float32(loss)
}

func checkLegal(row int, target, legal []float32) {
	for a, weight := range target {
		if weight != 0 && legal[a] == 0 {
			panic(fmt.Sprintf("autograd: SoftmaxCrossEntropy target of row %d gives %g to class %d, which the mask bars", row, weight, a))
		}
	}
}
