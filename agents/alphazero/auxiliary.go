package alphazero

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// Auxiliary are the weights of losses beside those of policy and value, which
// make the tower of a network learn more of each game (Wu 2019, and KataGo
// since). A target of weight 0 is not learned, and its network has no head for
// it.
type Auxiliary struct {
	Reply      float32 // cross-entropy of the policy of the ply that follows; KataGo takes 0.15
	Soft       float32 // cross-entropy of the policy flattened by softPower; KataGo takes 8
	ShortValue float32 // squared error of the values of short terms, Sample.Horizons
	Owners     float32 // squared error of who owns the cells at the end
	Lead       float32 // Huber loss of the lead in points at the end, Sample.Lead
}

// softPower flattens the policy that the soft head learns, so that the order of
// unlikely moves has a say ("auxiliary soft policy target" of KataGo).
const softPower = 0.25

// Heads are those of a network that learns the targets.
func (a Auxiliary) Heads() nets.Auxiliary {
	heads := nets.Auxiliary{Reply: a.Reply > 0, Soft: a.Soft > 0, Owners: a.Owners > 0, Lead: a.Lead > 0}
	if a.ShortValue > 0 {
		heads.Horizons = len(horizonRates)
	}
	return heads
}

// auxiliaryBatch is the auxiliary targets of a batch: reply and soft
// [n, Actions], horizons [n, horizons·Players], owners [n, cells], lead [n].
// What is not learned is nil.
type auxiliaryBatch struct {
	reply, soft, horizons, owners, lead []float32
}

func newAuxiliaryBatch(spec envs.Spec, n int, a Auxiliary) auxiliaryBatch {
	var b auxiliaryBatch
	for _, part := range []struct {
		weight float32
		data   *[]float32
		width  int
	}{
		{a.Reply, &b.reply, spec.Actions},
		{a.Soft, &b.soft, spec.Actions},
		{a.ShortValue, &b.horizons, len(horizonRates) * spec.Players},
		{a.Owners, &b.owners, spec.Obs[1] * spec.Obs[2]},
		{a.Lead, &b.lead, 1},
	} {
		if part.weight > 0 {
			*part.data = make([]float32, n*part.width)
		}
	}
	return b
}

// put writes the targets of the image of a sample under y to row i, after those
// of policy and value stand there.
func (x *auxiliaryBatch) put(b *batch, i int, s Sample, y *envs.Symmetry) {
	if x.reply != nil {
		reply := rows(x.reply, b.spec.Actions, i, i+1)
		clear(reply) // and so it stays at a last ply, whose loss is 0
		for a, p := range s.Reply {
			if y != nil {
				a = int(y.Actions[a])
			}
			reply[a] = p
		}
	}
	if x.soft != nil {
		flatten(rows(x.soft, b.spec.Actions, i, i+1), rows(b.policy, b.spec.Actions, i, i+1))
	}
	if x.horizons != nil {
		copy(rows(x.horizons, len(s.Horizons), i, i+1), s.Horizons)
	}
	if x.owners != nil {
		owners := rows(x.owners, len(s.Owners), i, i+1)
		for cell, owner := range s.Owners {
			if y != nil {
				cell = y.Cells[cell]
			}
			owners[cell] = owner
		}
	}
	if x.lead != nil {
		x.lead[i] = s.Lead
	}
}

// flatten stores in dst the policy to the power of softPower, scaled to
// probabilities.
func flatten(dst, policy []float32) {
	var sum float64
	for a, p := range policy {
		flat := math.Pow(float64(p), softPower)
		dst[a] = float32(flat)
		sum += flat
	}
	for a := range dst {
		dst[a] = float32(float64(dst[a]) / sum)
	}
}

// auxiliary returns the losses of the auxiliary heads by their weights, nil if
// there are none.
func (m *micro) auxiliary(out nets.Outputs, b *batch, legal *autograd.Var, weights Auxiliary) *autograd.Var {
	t, n, x := m.tape, m.to-m.from, &b.auxiliary
	var total *autograd.Var
	add := func(weight float32, loss *autograd.Var) {
		if loss = t.Scale(loss, weight); total != nil {
			loss = t.Add(total, loss)
		}
		total = loss
	}
	target := func(of []float32, like *autograd.Var) *autograd.Var {
		width := like.Len() / n
		return t.Const(rows(of, width, m.from, m.to), like.Shape()...)
	}
	if out.Reply != nil { // which moves will be legal then is for the network to guess
		add(weights.Reply, t.SoftmaxCrossEntropy(out.Reply, target(x.reply, out.Reply), autograd.CrossEntropyConfig{}))
	}
	if out.Soft != nil {
		add(weights.Soft, t.SoftmaxCrossEntropy(out.Soft, target(x.soft, out.Soft), autograd.CrossEntropyConfig{Mask: legal}))
	}
	if out.Horizons != nil {
		add(weights.ShortValue, t.MSE(out.Horizons, target(x.horizons, out.Horizons), autograd.LossConfig{}))
	}
	if out.Owners != nil {
		add(weights.Owners, t.MSE(out.Owners, target(x.owners, out.Owners), autograd.LossConfig{}))
	}
	if out.Lead != nil {
		add(weights.Lead, t.Huber(out.Lead, target(x.lead, out.Lead), leadKnee, autograd.LossConfig{}))
	}
	return total
}

// leadKnee is where the loss of the lead turns from a square to a line: a
// quarter of a point for each cell.
const leadKnee = 0.25
