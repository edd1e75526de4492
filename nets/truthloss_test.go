package nets_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// lossAttrs are the attributes of all loss cases.
type lossAttrs struct {
	Reduction   string
	Smoothing   float32 `json:"label_smoothing"`
	Ignore      *int    `json:"ignore_index"`
	Delta, Beta float32
}

func (a lossAttrs) config() autograd.LossConfig {
	switch strings.Fields(a.Reduction + " ")[0] {
	case "sum":
		return autograd.LossConfig{Reduction: autograd.ReduceSum}
	case "none":
		return autograd.LossConfig{Reduction: autograd.ReduceNone}
	case "mean", "mean,", "batchmean":
		return autograd.LossConfig{}
	}
	panic(fmt.Sprintf("unknown reduction %q", a.Reduction))
}

// loss makes an opFunc of a loss with its attributes; targets are detached.
func loss(f func(t *tape, c *truthCase, a lossAttrs, v map[string]*autograd.Var) *autograd.Var) opFunc {
	return func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		a := lossAttrs{Reduction: "mean"}
		c.attrs(t, &a)
		inputs := map[string]*autograd.Var{}
		for name, x := range v {
			switch name {
			case "target", "mask", "class_weight", "pos_weight":
				x = tape.Detach(x)
			}
			inputs[name] = x
		}
		return out(f(tape, c, a, inputs))
	}
}

func compare(f func(t *tape, pred, target *autograd.Var, a lossAttrs) *autograd.Var) opFunc {
	return loss(func(t *tape, _ *truthCase, a lossAttrs, v map[string]*autograd.Var) *autograd.Var {
		for _, name := range []string{"pred", "logits", "prob", "logp"} {
			if v[name] != nil {
				return f(t, v[name], v["target"], a)
			}
		}
		panic("no prediction")
	})
}

func labelLoss(t *tape, c *truthCase, a lossAttrs, v map[string]*autograd.Var) *autograd.Var {
	labels := c.Inputs["target"].ints()
	for i, label := range labels {
		if a.Ignore != nil && label == *a.Ignore {
			labels[i] = -1
		}
	}
	return t.CrossEntropyLabels(v["logits"], labels, autograd.LabelConfig{
		LossConfig: a.config(), Smoothing: a.Smoothing, ClassWeight: v["class_weight"], SkipNegative: a.Ignore != nil,
	})
}

func lossOps() map[string]opFunc {
	return map[string]opFunc{
		"softmax":                       alongLast((*tape).Softmax),
		"log_softmax":                   alongLast((*tape).LogSoftmax),
		"logsumexp":                     logSumExpCase,
		"entropy":                       unary(func(t *tape, x *autograd.Var) *autograd.Var { return t.Mean(t.Entropy(x)) }),
		"cross_entropy_index":           loss(labelLoss),
		"cross_entropy_label_smoothing": loss(labelLoss),
		"cross_entropy_weighted":        loss(labelLoss),
		"cross_entropy_soft": compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var {
			return t.SoftmaxCrossEntropy(p, y, autograd.CrossEntropyConfig{LossConfig: a.config()})
		}),
		"masked_policy_cross_entropy": func(_ *testing.T, _ *truthCase, t *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
			mask := t.Detach(v["mask"])
			cfg := autograd.CrossEntropyConfig{Mask: mask}
			y := out(t.SoftmaxCrossEntropy(v["logits"], t.Detach(v["target"]), cfg))
			y["probs"] = t.MaskedSoftmax(v["logits"], mask)
			return y
		},
		"bce_with_logits": compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var { return t.BCEWithLogits(p, y, a.config()) }),
		"bce":             compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var { return t.BCE(p, y, a.config()) }),
		"mse":             compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var { return t.MSE(p, y, a.config()) }),
		"l1":              compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var { return t.MAE(p, y, a.config()) }),
		"smooth_l1": compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var {
			return t.SmoothL1(p, y, a.Beta, a.config())
		}),
		"huber": compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var {
			return t.Huber(p, y, a.Delta, a.config())
		}),
		"kl_div": compare(func(t *tape, p, y *autograd.Var, a lossAttrs) *autograd.Var {
			loss := t.KLDiv(p, y, a.config())
			if a.Reduction == "mean" { // of all elements, where batchmean is of the rows
				return t.Scale(loss, 1/float32(p.Dim(1)))
			}
			return loss
		}),
		"bce_with_logits_pos_weight": loss(func(t *tape, _ *truthCase, a lossAttrs, v map[string]*autograd.Var) *autograd.Var {
			return t.BCEWithLogitsWeighted(v["logits"], v["target"], v["pos_weight"], a.config())
		}),
	}
}

// alongLast makes an opFunc of a function that works along the last axis, and
// keeps the shape; a case may name another axis, which is then brought there.
func alongLast(f func(t *tape, x *autograd.Var) *autograd.Var) opFunc {
	return func(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		axis := axisOf(t, c)
		return unary(func(t *autograd.Tape, x *autograd.Var) *autograd.Var {
			rank := len(x.Shape())
			axis := (axis + rank) % rank
			if axis == rank-1 {
				return f(t, x)
			}
			order := make([]int, rank) // its own inverse
			for i := range order {
				order[i] = i
			}
			order[axis], order[rank-1] = rank-1, axis
			return t.Transpose(f(t, t.Transpose(x, order...)), order...)
		})(t, c, tape, v)
	}
}

func logSumExpCase(t *testing.T, c *truthCase, tape *tape, v map[string]*autograd.Var) map[string]*autograd.Var {
	axis := axisOf(t, c)
	return unary(func(t *autograd.Tape, x *autograd.Var) *autograd.Var {
		rank := len(x.Shape())
		order := make([]int, 0, rank) // the axis last, the others as they are
		for i := range rank {
			if i != (axis+rank)%rank {
				order = append(order, i)
			}
		}
		return t.LogSumExp(t.Transpose(x, append(order, (axis+rank)%rank)...))
	})(t, c, tape, v)
}
