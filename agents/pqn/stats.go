package pqn

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Stats tells what a learner has done since it was asked last.
type Stats struct {
	Steps    int // of the world
	Updates  int
	Rewarded int // steps whose reward was not 0

	Returns []float64 // of the episodes that ended, as earned, in the order of steps and lanes

	Loss     float64 // ½·(Q-G)², mean over updates; NaN without any, and so the next three
	MeanQ    float64 // of the actions taken
	MaxQ     float64 // … and the largest
	GradNorm float64 // before it is limited; NaN if train.max_norm is 0

	Epsilon   float64 // of the next step
	DeadUnits float64 // share of ReLUs that were 0 for every observation of the last minibatch; NaN before the first
}

// stats gathers them.
type stats struct {
	steps, updates, rewarded int
	returns                  []float64
	loss, norm, q            float64 // sums over updates
	top                      float64
}

// played counts what a rollout earned.
func (s *stats) played(r *rollout) {
	s.steps += len(r.actions)
	for row, reward := range r.rewards {
		if reward != 0 {
			s.rewarded++
		}
		if r.last[row] {
			s.returns = append(s.returns, r.returns[row])
		}
	}
}

func (s *stats) updated(loss, norm, q, top float64) {
	if s.updates == 0 {
		s.top = math.Inf(-1)
	}
	s.updates++
	s.loss += loss
	s.norm += norm
	s.q += q
	s.top = max(s.top, top)
}

// Stats returns what has been done since the last call.
func (l *Learner) Stats() Stats {
	s := l.stats
	l.stats = stats{}
	out := Stats{
		Steps: s.steps, Updates: s.updates, Rewarded: s.rewarded, Returns: s.returns,
		Loss: math.NaN(), MeanQ: math.NaN(), MaxQ: math.NaN(), GradNorm: math.NaN(),
		Epsilon: l.Epsilon(), DeadUnits: l.deadUnits(),
	}
	if n := float64(s.updates); n > 0 {
		out.Loss, out.MeanQ, out.MaxQ, out.GradNorm = s.loss/n, s.q/n, s.top, s.norm/n
	}
	return out
}

// deadUnits looks at the first part of the last minibatch again.
func (l *Learner) deadUnits() float64 {
	if l.updates == 0 {
		return math.NaN()
	}
	dead, units := 0, 0
	l.net.forward(autograd.NewInferenceTape(), l.parts[0].obs, func(x *autograd.Var) {
		alive := make([]bool, x.Len()/x.Dim(0))
		for i, v := range x.Data() {
			alive[i%len(alive)] = alive[i%len(alive)] || v > 0
		}
		units += len(alive)
		for _, a := range alive {
			if !a {
				dead++
			}
		}
	})
	return float64(dead) / float64(max(1, units))
}
