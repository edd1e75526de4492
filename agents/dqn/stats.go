package dqn

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Stats is what a learner did since it was last asked.
type Stats struct {
	Steps    int // of the world
	Updates  int
	Rewarded int // steps whose reward was not 0

	Returns []float64 // of the episodes that ended, as earned, in their order

	Loss     float64 // mean over updates; NaN without any, and so the next three
	MeanQ    float64 // of the actions taken, mean over all rows of all batches
	MaxQ     float64 // … and the largest
	GradNorm float64 // mean over the updates at which it was looked at: every one if train.max_norm is set

	Epsilon   float64 // of the next step
	DeadUnits float64 // share of ReLUs that were 0 for every observation of the last batch; NaN before the first update
	Replay    int     // steps held
	Capacity  int     // … at most
	Opponents int     // past selves to draw from, 0 in worlds of one seat
}

// stats gathers them.
type stats struct {
	steps, updates, rewarded int
	returns                  []float64
	loss, norm, q            sums
}

func (s *stats) step(a *actor) {
	s.steps++
	if a.reward != 0 {
		s.rewarded++
	}
}

func (s *stats) episode(a *actor) { s.returns = append(s.returns, float64(a.sum)) }

func (s *stats) update(loss, norm float64, q sums) {
	s.updates++
	s.loss.add(loss)
	if !math.IsNaN(norm) {
		s.norm.add(norm)
	}
	s.q.join(q)
}

func (s sums) mean() float64 {
	if s.n == 0 {
		return math.NaN()
	}
	return s.total / float64(s.n)
}

// Stats returns what has been done since the last call.
func (l *Learner) Stats() Stats {
	s := l.stats
	l.stats = stats{}
	out := Stats{
		Steps: s.steps, Updates: s.updates, Rewarded: s.rewarded, Returns: s.returns,
		Loss: s.loss.mean(), MeanQ: s.q.mean(), MaxQ: math.NaN(), GradNorm: s.norm.mean(),
		Epsilon: l.Epsilon(), DeadUnits: l.deadUnits(), Replay: l.store.Len(), Capacity: l.cfg.Replay.Capacity,
	}
	if s.q.n > 0 {
		out.MaxQ = s.q.largest
	}
	if l.pool != nil {
		out.Opponents = min(len(l.pool.selfs), l.cfg.SelfPlay.Pool)
	}
	return out
}

// deadUnits looks at the last batch again.
func (l *Learner) deadUnits() float64 {
	if l.updates == 0 {
		return math.NaN()
	}
	dead, units := 0, 0
	var relus []*autograd.Var
	t := autograd.NewInferenceTape()
	obs := l.parts[0].observations()
	l.nets.online.features(pass{tape: t, relus: &relus}, t.Const(obs, len(obs)/l.game.Spec().ObsLen(), l.game.Spec().ObsLen()))
	for _, v := range relus {
		alive := make([]bool, v.Len()/v.Dim(0))
		for i, x := range v.Data() {
			alive[i%len(alive)] = alive[i%len(alive)] || x > 0
		}
		units += len(alive)
		for _, a := range alive {
			if !a {
				dead++
			}
		}
	}
	return float64(dead) / float64(max(1, units))
}

// observations are those of the part's last batch.
func (p *part) observations() []float32 {
	if p.batch != nil {
		return p.batch.Obs
	}
	return p.seqs.Obs
}
