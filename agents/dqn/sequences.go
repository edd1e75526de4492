package dqn

import "github.com/tengen-rl/tengen/nets/autograd"

// forwardSequences computes the targets of sequences and returns what the
// online network gives for the observations of their traces, time first. Both
// networks begin with the state that the actor had when it was there, as in
// acting, and bring it up to date over the burn-in, without gradients
// (Kapturowski et al. 2019, section 3).
func (p *part) forwardSequences(weights []float32) *autograd.Var {
	s, n := p.seqs, p.size()
	width := len(s.Obs) / ((p.cfg.Replay.Trace + 1) * n)
	observations := (p.cfg.Replay.Trace + 1) * n
	target := p.nets.target.stateOf(p.values, s.State, n)
	online := p.nets.online.stateOf(p.values, s.State, n)
	if steps := p.cfg.Replay.BurnIn * n; steps > 0 {
		_, target = p.nets.target.remember(p.targetPass(), p.values.Const(s.Burn, steps, width), target, s.BurnLength)
		_, online = p.nets.online.remember(p.onlinePass(p.values), p.values.Const(s.Burn, steps, width), online, s.BurnLength)
	}
	next, _ := p.nets.target.unroll(p.targetPass(), p.values.Const(s.Obs, observations, width), target, s.Seen)
	for _, vars := range [][]*autograd.Var{online.H, online.C} {
		for i, v := range vars {
			vars[i] = p.tape.Const(v.Data(), v.Dim(0), v.Dim(1))
		}
	}
	out, _ := p.nets.online.unroll(p.onlinePass(p.tape), p.tape.Const(s.Obs, observations, width), online, s.Seen)
	for i := range n {
		p.aimAtSequence(i, next.Data(), out.Data())
		for k := range p.cfg.Replay.Trace {
			p.weight[k*n+i] = 0
			if k < s.Length[i] {
				p.weight[k*n+i] = weights[i]
			}
		}
	}
	return p.tape.Rows(out, 0, p.cfg.Replay.Trace*n)
}

// aimAtSequence computes the n-step targets of the steps of sequence i, within
// the sequence: towards its end n becomes less. next and online are the
// outputs [T·N,A·K] of the two networks for its observations.
func (p *part) aimAtSequence(i int, next, online []float32) {
	s, n := p.seqs, p.size()
	atoms, actions := p.aim.head.atoms, p.aim.head.actions
	all := atoms * actions
	for step := range s.Length[i] {
		var reward float32
		discount, end := float32(1), step
		for ; end < min(step+p.cfg.Target.Steps, s.Length[i]) && discount > 0; end++ {
			at := end*n + i
			reward += float32(discount * s.Reward[at])
			discount *= p.cfg.Target.Gamma * s.Continues[at]
		}
		at := end*n + i
		m := moment{target: next[at*all : (at+1)*all], online: online[at*all : (at+1)*all], legal: s.Legal[at*actions : (at+1)*actions]}
		row := step*n + i
		p.aim.bootstrap(p.wanted[row*atoms:(row+1)*atoms], reward, discount, m)
	}
}

// sequenceErrors makes the error of each sequence from those of its steps:
// mostly the largest (the same paper, section 2.3).
func (p *part) sequenceErrors(errors []float32) {
	const largestShare = 0.9
	n := p.size()
	for i := range n {
		var largest, sum float32
		for k := range p.seqs.Length[i] {
			e := errors[k*n+i]
			largest, sum = max(largest, e), sum+e
		}
		p.errors[i] = float32(largestShare*largest) + float32((1-largestShare)*(sum/float32(p.seqs.Length[i])))
	}
}
