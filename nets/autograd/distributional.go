package autograd

import "fmt"

// QuantileHuber returns the quantile regression loss of Dabney et al.,
// "Distributional Reinforcement Learning with Quantile Regression" (2018, eq.
// 10), one for each row: pred [N,Q] holds the values at the midpoints
// (2i+1)/2Q of the quantiles, target [N,M] samples of the return. The loss of
// a pair is |τ - (u < 0)|·huber(u)/delta with u = target - pred; it is summed
// over the Q quantiles and averaged over the M samples.
func (t *Tape) QuantileHuber(pred, target *Var, delta float32, cfg LossConfig) *Var {
	wantRank("QuantileHuber", pred, 2)
	wantRank("QuantileHuber target", target, 2)
	rows := pred.Dim(0)
	if target.Dim(0) != rows || target.wantsGrad || delta <= 0 {
		panic(fmt.Sprintf("autograd: QuantileHuber of shape %v to constant targets %v with delta %g", pred.value.Shape, target.value.Shape, delta))
	}
	var weights []float32
	if cfg.Weight != nil {
		sameShape("QuantileHuber weights", t.Row(t.Transpose(pred, 1, 0), 0), cfg.Weight)
		weights = cfg.Weight.Data()
	}
	op := quantileOp{pred, target, delta, weights}
	parts := t.newOut(rows)
	for n := range rows {
		var sum float32
		op.eachPair(n, func(_ int, value, _ float32) { sum += value })
		parts.Data()[n] = sum * rowWeight(weights, n, rows)
	}
	if t.wants(pred) {
		*push[quantileOp](t, parts) = op
	}
	return t.reduce(parts, cfg.Reduction)
}

type quantileOp struct {
	pred, target *Var
	delta        float32
	weights      []float32
}

func (op *quantileOp) backward(t *Tape, dy []float32) {
	dx, quantiles := t.soleGrad(op.pred), op.pred.Dim(1)
	for n, g := range dy {
		g *= rowWeight(op.weights, n, len(dy))
		op.eachPair(n, func(q int, _, slope float32) { dx[n*quantiles+q] += float32(g * slope) })
	}
}

// eachPair visits the loss of each quantile and sample of a row and its
// derivative by the prediction.
func (op *quantileOp) eachPair(row int, visit func(quantile int, value, slope float32)) {
	quantiles, samples := op.pred.Dim(1), op.target.Dim(1)
	share := 1 / (op.delta * float32(samples))
	for q, p := range op.pred.Data()[row*quantiles : (row+1)*quantiles] {
		middle := (2*float32(q) + 1) / (2 * float32(quantiles))
		for _, y := range op.target.Data()[row*samples : (row+1)*samples] {
			side := middle
			if y < p {
				side = 1 - middle
			}
			value, slope := elementLoss{kind: huberError, param: op.delta}.at(p, y)
			visit(q, share*side*value, share*side*slope)
		}
	}
}

// ProjectCategorical moves a distribution over equally spaced atoms by reward +
// discount·atom and splits each probability between the two nearest atoms, as
// Bellemare, Dabney and Munos, "A Distributional Perspective on Reinforcement
// Learning" (2017, algorithm 1), do. probs and dst [A] lie on atoms from low
// to high; what goes beyond is held at the ends. dst is overwritten and must
// not overlap probs.
func ProjectCategorical(dst, probs []float32, low, high, reward, discount float32) {
	if len(dst) != len(probs) || len(probs) < 2 || !(low < high) {
		panic(fmt.Sprintf("autograd: ProjectCategorical of %d atoms from %g to %g into %d", len(probs), low, high, len(dst)))
	}
	clear(dst)
	last := len(probs) - 1
	step := (high - low) / float32(last)
	for i, p := range probs {
		atom := reward + discount*(low+float32(i)*step)
		place := (min(max(atom, low), high) - low) / step
		below := min(int(place), last-1)
		upper := place - float32(below)
		dst[below] += p * (1 - upper)
		dst[below+1] += p * upper
	}
}
