package autograd

import "fmt"

// Reduction says how the losses of elements or rows become one.
type Reduction int8

const (
	ReduceMean Reduction = iota // divided by their number, whatever their weights
	ReduceSum
	ReduceNone // kept apart, in the shape of what they are losses of
)

// LossConfig is common to all losses. Targets, weights and masks are
// constants: no gradient flows into them, and a loss panics rather than
// broadcast one shape against another.
type LossConfig struct {
	Reduction Reduction
	Weight    *Var // [N]: factor of each row (first axis); nil means 1
}

// reduce sets up the result of a loss whose parts (elements or rows) have the
// given shape and have been computed to parts.
func (t *Tape) reduce(parts *Var, r Reduction) *Var {
	switch r {
	case ReduceNone:
		return parts
	case ReduceSum:
		return t.Sum(parts)
	case ReduceMean:
		return t.Mean(parts)
	}
	panic(fmt.Sprintf("autograd: unknown reduction %d", r))
}

// rowWeight returns the factor of the i-th of n parts that belong to
// len(weights) rows; no weights mean 1.
func rowWeight(weights []float32, i, n int) float32 {
	if len(weights) == 0 {
		return 1
	}
	return weights[i*len(weights)/n]
}

// check panics unless pred and target have one shape, the target is
// constant and the weights, if any, are one for each row.
func (cfg LossConfig) check(loss string, pred, target *Var) (weights []float32) {
	sameShape(loss, pred, target)
	if target.wantsGrad {
		panic("autograd: the target of " + loss + " wants a gradient: Detach it")
	}
	if cfg.Weight == nil {
		return nil
	}
	if len(pred.Shape()) == 0 || len(cfg.Weight.Shape()) != 1 || cfg.Weight.Dim(0) != pred.Dim(0) {
		panic(fmt.Sprintf("autograd: %s of shape %v with row weights %v", loss, pred.value.Shape, cfg.Weight.value.Shape))
	}
	return cfg.Weight.Data()
}
