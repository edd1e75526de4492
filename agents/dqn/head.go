package dqn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// head is the last layer: K numbers for each of A actions, [N,A·K]. They are
//
//	Scalar       K = 1, the value
//	Categorical  logits of K atoms, equally spaced from Low to High
//	Quantile     the values at the middles of K equal shares of probability
type head struct {
	kind      string
	actions   int
	atoms     int // K
	low, high float32
	value     dense // dueling alone
	advantage dense // or all, without dueling
	dueling   bool
}

// checkHead reports a head that makes no sense.
func (s Network) checkHead() error {
	switch s.Head {
	case Scalar:
		if s.Atoms > 1 {
			return fmt.Errorf("network.atoms is %d with a %q head, which has one number an action: leave it 0", s.Atoms, Scalar)
		}
	case Categorical:
		if s.Atoms < 2 || !(s.Low < s.High) {
			return fmt.Errorf("network.atoms is %d from %g to %g, a %q head wants at least 2, low below high", s.Atoms, s.Low, s.High, Categorical)
		}
	case Quantile:
		if s.Atoms < 1 {
			return fmt.Errorf("network.atoms is %d, a %q head wants at least 1", s.Atoms, Quantile)
		}
	default:
		return fmt.Errorf("network.head is %q, want %q, %q or %q", s.Head, Scalar, Categorical, Quantile)
	}
	return nil
}

func newHead(s Network, in, actions int, rng *rand.Rand) head {
	h := head{kind: s.Head, actions: actions, atoms: max(1, s.Atoms), low: s.Low, high: s.High, dueling: s.Dueling}
	h.advantage = newDense("head.advantage", in, actions*h.atoms, s.Noisy, rng)
	if s.Dueling {
		h.value = newDense("head.value", in, h.atoms, s.Noisy, rng)
	}
	return h
}

func (h *head) params() []*autograd.Param {
	if h.dueling {
		return append(h.advantage.Params(), h.value.Params()...)
	}
	return h.advantage.Params()
}

// forward maps features [N,F] to [N,A·K]. A dueling head takes the mean of the
// advantages over the actions away and adds the value, atom by atom.
func (h *head) forward(p pass, x *autograd.Var) *autograd.Var {
	t, rows := p.tape, x.Dim(0)
	advantage := h.advantage.forward(p, x)
	if !h.dueling {
		return advantage
	}
	advantage = t.Reshape(advantage, rows, h.actions, h.atoms)
	value := t.Reshape(h.value.forward(p, x), rows, 1, h.atoms)
	centred := t.Sub(advantage, t.MeanAxes(advantage, true, 1))
	return t.Reshape(t.Add(centred, value), rows, h.actions*h.atoms)
}

// chosen picks the K numbers of one action for each row, [N,K].
func (h *head) chosen(t *autograd.Tape, out *autograd.Var, actions []int, rows []int) *autograd.Var {
	for i, a := range actions {
		rows[i] = i*h.actions + a
	}
	return t.IndexSelect(t.Reshape(out, len(actions)*h.actions, h.atoms), 0, rows[:len(actions)])
}

// values stores in dst [N,A] the mean return of each action, from outputs
// [N,A·K] of the head.
func (h *head) values(dst, out []float32) {
	if h.kind == Scalar {
		copy(dst, out)
		return
	}
	for i := range dst {
		dst[i] = h.mean(out[i*h.atoms : (i+1)*h.atoms])
	}
}

// meanOf is the value of row i of numbers [N,K].
func (h *head) meanOf(out []float32, i int) float32 {
	if h.kind == Scalar {
		return out[i]
	}
	return h.mean(out[i*h.atoms : (i+1)*h.atoms])
}

// mean is the expected return of the distribution of one action.
func (h *head) mean(out []float32) float32 {
	var sum, mass float64
	if h.kind == Quantile {
		for _, q := range out {
			sum += float64(q)
		}
		return float32(sum / float64(len(out)))
	}
	largest := largestOf(out)
	step := float64(h.high-h.low) / float64(h.atoms-1)
	for k, logit := range out {
		e := math.Exp(float64(logit - largest))
		mass += e
		sum += e * (float64(h.low) + float64(k)*step)
	}
	return float32(sum / mass)
}

// probabilities stores the softmax of the logits of an action in dst.
func (h *head) probabilities(dst, logits []float32) {
	largest := largestOf(logits)
	var mass float64
	for k, logit := range logits {
		e := math.Exp(float64(logit - largest))
		dst[k] = float32(e)
		mass += e
	}
	for k := range dst {
		dst[k] = float32(float64(dst[k]) / mass)
	}
}

func largestOf(x []float32) float32 {
	largest := x[0]
	for _, v := range x[1:] {
		largest = max(largest, v)
	}
	return largest
}

// best returns the legal action of the largest value, the first of equals;
// legal is 0 where an action is not legal. It panics if none is.
func best(values, legal []float32) int {
	action := -1
	for a, v := range values {
		if legal[a] != 0 && (action < 0 || v > values[action]) {
			action = a
		}
	}
	if action < 0 {
		panic(fmt.Sprintf("dqn: a choice among %d actions, none of which is legal", len(values)))
	}
	return action
}
