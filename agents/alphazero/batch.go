package alphazero

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// A batch is the samples of a step, side by side: obs [n, ObsLen], policy and
// legal [n, Actions], values [n, Players].
type batch struct {
	spec                       envs.Spec
	obs, policy, legal, values []float32
	auxiliary                  auxiliaryBatch
}

func newBatch(spec envs.Spec, n int, auxiliary Auxiliary) batch {
	return batch{
		spec:      spec,
		obs:       make([]float32, n*spec.ObsLen()),
		policy:    make([]float32, n*spec.Actions),
		legal:     make([]float32, n*spec.Actions),
		values:    make([]float32, n*spec.Players),
		auxiliary: newAuxiliaryBatch(spec, n, auxiliary),
	}
}

// rows returns rows from ≤ i < to of an array whose rows have the given width.
func rows(of []float32, width, from, to int) []float32 { return of[from*width : to*width] }

// put writes the image of a sample under y, or the sample itself if y is nil,
// to row i.
func (b *batch) put(i int, s Sample, y *envs.Symmetry) {
	obs := rows(b.obs, b.spec.ObsLen(), i, i+1)
	policy := rows(b.policy, b.spec.Actions, i, i+1)
	legal := rows(b.legal, b.spec.Actions, i, i+1)
	copy(rows(b.values, b.spec.Players, i, i+1), s.Values)
	clear(policy)
	clear(legal)
	if y == nil {
		copy(obs, s.Obs)
	} else {
		y.Apply(obs, s.Obs)
	}
	for _, a := range s.Legal {
		image := a
		if y != nil {
			image = y.Actions[a]
		}
		policy[image], legal[image] = s.Policy[a], 1
	}
	b.auxiliary.put(b, i, s, y)
}

// A micro is a part of a batch, rows from ≤ i < to, that one goroutine takes
// through the network and back.
type micro struct {
	from, to int
	tape     *autograd.Tape
	grads    *autograd.Grads // of this part's share of the batch's mean loss
	loss     Loss            // likewise
}

func (m *micro) run(net *nets.PolicyValue, b *batch, config *Learning) {
	n, total, spec := m.to-m.from, len(b.values)/b.spec.Players, b.spec
	part := func(of []float32, width int) []float32 { return rows(of, width, m.from, m.to) }
	t := m.tape
	t.Reset()
	m.grads.Zero()
	obs := t.Const(part(b.obs, spec.ObsLen()), n, spec.Obs[0], spec.Obs[1], spec.Obs[2])
	out := net.ForwardAll(t, obs)
	legal := t.Const(part(b.legal, spec.Actions), n, spec.Actions)
	policyLoss := t.SoftmaxCrossEntropy(out.Logits,
		t.Const(part(b.policy, spec.Actions), n, spec.Actions), autograd.CrossEntropyConfig{Mask: legal})
	valueLoss := t.MSE(out.Values, t.Const(part(b.values, spec.Players), n, spec.Players), autograd.LossConfig{})
	auxiliary := m.auxiliary(out, b, legal, config.Auxiliary)
	share := float32(n) / float32(total)
	loss := t.Add(policyLoss, t.Scale(valueLoss, config.ValueWeight))
	if auxiliary != nil {
		loss = t.Add(loss, auxiliary)
	}
	t.Backward(t.Scale(loss, share), m.grads)
	m.loss = Loss{
		Policy:  float64(share * policyLoss.Data()[0]),
		Value:   float64(share * valueLoss.Data()[0]),
		Entropy: entropy(out.Logits.Data(), part(b.legal, spec.Actions), spec.Actions) / float64(total),
	}
	if auxiliary != nil {
		m.loss.Auxiliary = float64(share * auxiliary.Data()[0])
	}
}

// entropy returns the sum over rows of the entropy of softmax(logits) over
// the legal actions, in nats.
func entropy(logits, legal []float32, actions int) float64 {
	var sum float64
	for at := 0; at < len(logits); at += actions {
		row, ok := logits[at:at+actions], legal[at:at+actions]
		top := math.Inf(-1)
		for a, x := range row {
			if ok[a] != 0 {
				top = max(top, float64(x))
			}
		}
		var mass, mean float64 // Σ eˣ and Σ x·eˣ, x less its maximum
		for a, x := range row {
			if ok[a] != 0 {
				e := math.Exp(float64(x) - top)
				mass += e
				mean += (float64(x) - top) * e
			}
		}
		sum += math.Log(mass) - mean/mass
	}
	return sum
}
