package dqn

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/replay"
)

// networks are the two networks of a learner: online is trained and acts,
// target changes only as Target.Every says and makes the targets.
type networks struct {
	online, target *qnet
}

// follow brings the target network nearer to the online one by a share: 1
// copies.
func (n networks) follow(share float32) {
	n.target.copyFrom(n.online, share)
}

// part is the rows of a batch that one goroutine takes through the networks
// and back.
type part struct {
	cfg   *Config
	nets  networks
	batch *replay.Batch         // of a network without memory
	seqs  *replay.SequenceBatch // of one with memory

	tape   *autograd.Tape // of the online network, which learns
	values *autograd.Tape // of what is computed without gradients
	grads  *autograd.Grads
	aim    *aim
	noise  source // of the online network
	target source // of the target network: noise of its own

	rows   []int     // room for indices
	wanted []float32 // targets of the rows [N,K]
	weight []float32 // of the rows in the loss [N]
	errors []float32 // of each transition or sequence, at least 0: its next priority

	loss float64 // the part's share of the loss
	q    sums    // of the values of the actions taken
}

// sums gathers numbers.
type sums struct {
	n       int
	total   float64
	largest float64
}

func (s *sums) add(v float64) {
	if s.n == 0 || v > s.largest {
		s.largest = v
	}
	s.n++
	s.total += v
}

func (s *sums) join(o sums) {
	if o.n > 0 && (s.n == 0 || o.largest > s.largest) {
		s.largest = o.largest
	}
	s.n += o.n
	s.total += o.total
}

// newPart returns a part of n transitions or sequences.
func newPart(cfg *Config, nets networks, store *replay.Transitions, n int) *part {
	p := &part{
		cfg: cfg, nets: nets,
		tape: autograd.NewTape(), values: autograd.NewInferenceTape(), grads: autograd.NewGrads(nets.online.params()),
		aim:    newAim(cfg.Target, &nets.online.head),
		errors: make([]float32, n),
	}
	rows := n
	if cfg.Network.Cell == "" {
		p.batch = store.NewBatch(n)
	} else {
		p.seqs = store.NewSequenceBatch(n)
		rows = n * cfg.Replay.Trace
	}
	p.rows = make([]int, rows)
	p.weight = make([]float32, rows)
	p.wanted = make([]float32, rows*nets.online.head.atoms)
	return p
}

// size is the number of transitions or sequences.
func (p *part) size() int { return len(p.errors) }

// read fetches what the part is to learn from and returns how many numbers its
// loss is a mean of.
func (p *part) read(store *replay.Transitions, index []int) (terms int) {
	if p.batch != nil {
		copy(p.batch.Index, index)
		store.Read(p.batch, p.cfg.Target.Gamma)
		return len(index)
	}
	copy(p.seqs.Index, index)
	store.ReadSequences(p.seqs)
	for _, n := range p.seqs.Length {
		terms += n
	}
	return terms
}

// learn computes the part's share of the gradient of the loss. weights are the
// importance of each transition or sequence; the loss is divided by terms.
func (p *part) learn(weights []float32, terms int) {
	p.grads.Zero()
	p.q = sums{}
	p.tape.Reset()
	p.values.Reset()
	var out *autograd.Var // of the online network, a row for each of actions
	var actions []int
	if p.batch != nil {
		out, actions = p.forwardTransitions(weights), p.batch.Action
	} else {
		out, actions = p.forwardSequences(weights), p.seqs.Action
	}
	chosen := p.nets.online.head.chosen(p.tape, out, actions, p.rows)
	losses := p.lossOf(chosen)
	loss := p.tape.Scale(p.tape.Sum(losses), 1/float32(terms))
	p.loss = float64(loss.Scalar())
	p.measure(chosen.Data(), losses.Data())
	p.tape.Backward(loss, p.grads)
}

// forwardTransitions computes the targets of transitions and returns what the
// online network gives for the observations before them.
func (p *part) forwardTransitions(weights []float32) *autograd.Var {
	b, n, width := p.batch, p.size(), len(p.batch.Obs)/p.size()
	next := p.nets.target.forward(p.targetPass(), p.values.Const(b.Next, n, width)).Data()
	var choosing, now []float32
	if p.cfg.Target.Double {
		choosing = p.nets.online.forward(p.onlinePass(p.values), p.values.Const(b.Next, n, width)).Data()
	}
	if p.cfg.Target.Munchausen {
		now = p.nets.target.forward(p.targetPass(), p.values.Const(b.Obs, n, width)).Data()
	}
	atoms, actions := p.aim.head.atoms, p.aim.head.actions
	all := atoms * actions
	for i := range n {
		m := moment{target: next[i*all : (i+1)*all], legal: b.NextLegal[i*actions : (i+1)*actions]}
		if choosing != nil {
			m.online = choosing[i*all : (i+1)*all]
		}
		reward := b.Return[i]
		if now != nil {
			reward += p.aim.munchausen(moment{target: now[i*all : (i+1)*all], legal: b.Legal[i*actions : (i+1)*actions]}, b.Action[i])
		}
		p.aim.bootstrap(p.wanted[i*atoms:(i+1)*atoms], reward, b.Discount[i], m)
	}
	copy(p.weight, weights)
	return p.nets.online.forward(p.onlinePass(p.tape), p.tape.Const(b.Obs, n, width))
}

// onlinePass and targetPass are ways through the two networks, each with its
// own noise.
func (p *part) onlinePass(t *autograd.Tape) pass { return pass{tape: t, noise: p.noiseFrom(p.noise)} }
func (p *part) targetPass() pass {
	return pass{tape: p.values, noise: p.noiseFrom(p.target)}
}

func (p *part) noiseFrom(s source) *rand.Rand {
	if p.cfg.Network.Noisy == 0 {
		return nil
	}
	return s.Rand
}

// lossOf returns the weighted loss of each row, for the numbers of the actions
// taken [N,K] and the targets.
func (p *part) lossOf(chosen *autograd.Var) *autograd.Var {
	t, rows := p.tape, chosen.Dim(0)
	wanted := t.Const(p.wanted, rows, chosen.Dim(1))
	cfg := autograd.LossConfig{Reduction: autograd.ReduceNone, Weight: t.Const(p.weight, rows)}
	switch head := p.aim.head; {
	case head.kind == Categorical:
		return t.SoftmaxCrossEntropy(chosen, wanted, autograd.CrossEntropyConfig{LossConfig: cfg})
	case head.kind == Quantile:
		return t.QuantileHuber(chosen, wanted, 1, cfg)
	case p.cfg.Target.Loss == MSE:
		return t.MSE(chosen, wanted, cfg)
	}
	return t.Huber(chosen, wanted, 1, cfg)
}

// measure notes the values of the actions taken, and the error of each
// transition or sequence: of a number its distance from the target, of a
// distribution the loss.
func (p *part) measure(chosen, losses []float32) {
	head := p.aim.head
	for i, w := range p.weight {
		if w == 0 {
			continue
		}
		p.q.add(float64(p.aim.expand(head.meanOf(chosen, i))))
		if head.kind == Scalar {
			losses[i] = abs(chosen[i] - p.wanted[i]) // nothing reads them on the way back
		} else {
			losses[i] /= w
		}
	}
	if p.batch != nil {
		copy(p.errors, losses)
		return
	}
	p.sequenceErrors(losses)
}

func abs(x float32) float32 {
	if x < 0 {
		return -x
	}
	return x
}
