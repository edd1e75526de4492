package pqn

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/vector"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// rollout is what all lanes did in a stretch of T steps: row t·N + i is step t
// of lane i.
type rollout struct {
	lanes, steps int

	obs       []float32 // [T·N, ObsLen] what was acted on
	actions   []int     // [T·N]
	greedy    []bool    // [T·N] the action was one of the best
	rewards   []float32 // [T·N] as they are learned from
	last      []bool    // [T·N] the step ended its episode
	discounts []float32 // [T·N] of what came after: 0 where the rules ended the episode, -1 where it was the other side's turn
	bootstrap []float32 // [T·N] the value of what came after, where there is one
	targets   []float32 // [T·N]
	returns   []float64 // [T·N] of the episode that ended, as earned; nothing where none did
}

func newRollout(lanes, steps, obsLen int) *rollout {
	n := lanes * steps
	return &rollout{
		lanes: lanes, steps: steps,
		obs: make([]float32, n*obsLen), actions: make([]int, n), greedy: make([]bool, n), rewards: make([]float32, n),
		last: make([]bool, n), discounts: make([]float32, n), bootstrap: make([]float32, n), targets: make([]float32, n), returns: make([]float64, n),
	}
}

// aim fills in the targets of the lanes from ≤ i < to, from the last step
// to the first: the Q(λ) return (Gallici et al. 2024, after Daley and Amato
// 2019)
//
//	Gₜ = rₜ + γ·dₜ·((1-λ)·max Q(sₜ₊₁) + λ·Gₜ₊₁)
//
// within an episode, and rₜ + γ·dₜ·max Q(sₜ₊₁) where the rollout ends or the
// episode does. dₜ is the discount of the step: 1, or 0 after an end by the
// rules, or -1 where the other side of a game is to move. With Target.Cut the
// return looks no further than an action that was not the best (Watkins 1989).
func (r *rollout) aim(from, to int, target Target) {
	for i := from; i < to; i++ {
		var g float32
		for t := r.steps - 1; t >= 0; t-- {
			row := t*r.lanes + i
			after := r.bootstrap[row]
			if t < r.steps-1 && !r.last[row] && (r.greedy[row+r.lanes] || !target.Cut) {
				after += target.Lambda * (g - after)
			}
			g = r.rewards[row] + target.Gamma*r.discounts[row]*after
			r.targets[row] = g
		}
	}
}

// actor plays the lanes from ≤ i < to. Others may play other lanes meanwhile.
type actor struct {
	from, to int
	net      *qnet
	tape     *autograd.Tape
	obsLen   int
	actions  int
	final    []float32 // observations of episodes that were just cut off
	cut      []int     // their lanes
}

func newActor(from, to int, net *qnet, spec envs.Spec) *actor {
	return &actor{from: from, to: to, net: net, tape: autograd.NewInferenceTape(), obsLen: spec.ObsLen(), actions: spec.Actions}
}

// pass is what an actor needs for a rollout.
type pass struct {
	driver  *vector.Driver
	rollout *rollout
	chosen  []envs.Action     // [N]
	rngs    []*rand.Rand      // of every lane
	epsilon func(int) float64 // at step t of the rollout
	target  Target
}

// play fills the actor's lanes of a rollout, targets included.
func (a *actor) play(p *pass) {
	r, b := p.rollout, p.driver.Batch()
	for t := range r.steps {
		values := a.see(b.Obs[a.from*a.obsLen : a.to*a.obsLen])
		copy(r.obs[(t*r.lanes+a.from)*a.obsLen:], b.Obs[a.from*a.obsLen:a.to*a.obsLen])
		a.value(r, t-1, values, b)
		epsilon := p.epsilon(t)
		for i := a.from; i < a.to; i++ {
			q := values[(i-a.from)*a.actions:][:a.actions]
			legal := b.Legal[i*a.actions:][:a.actions]
			p.chosen[i] = choose(q, legal, epsilon, p.rngs[i])
			_, top := best(q, legal)
			r.greedy[t*r.lanes+i] = q[p.chosen[i]] == top
		}
		p.driver.StepLanes(a.from, a.to, p.chosen)
		a.note(p, t)
	}
	a.value(r, r.steps-1, a.see(b.Obs[a.from*a.obsLen:a.to*a.obsLen]), b)
	r.aim(a.from, a.to, p.target)
}

// see returns the values of actions [n,Actions] for observations [n,ObsLen],
// valid until the next call.
func (a *actor) see(obs []float32) []float32 {
	a.tape.Reset()
	return a.net.forward(a.tape, obs, nil).Data()
}

// value notes what came after step t, if there was one, of the episodes that
// go on: the largest value of what is seen now.
func (a *actor) value(r *rollout, t int, values []float32, b *vector.Batch) {
	if t < 0 {
		return
	}
	for i := a.from; i < a.to; i++ {
		if row := t*r.lanes + i; !r.last[row] {
			_, r.bootstrap[row] = best(values[(i-a.from)*a.actions:][:a.actions], b.Legal[i*a.actions:][:a.actions])
		}
	}
}

// note writes down what step t came to, and what the episodes that a limit cut
// off are worth beyond it.
func (a *actor) note(p *pass, t int) {
	r, b := p.rollout, p.driver.Batch()
	a.cut, a.final = a.cut[:0], a.final[:0]
	for i := a.from; i < a.to; i++ {
		row := t*r.lanes + i
		r.actions[row], r.rewards[row], r.discounts[row], r.last[row] = int(p.chosen[i]), b.Rewards[i], b.Discounts[i], b.Last[i]
		if p.target.ClipReward {
			r.rewards[row] = min(max(r.rewards[row], -1), 1)
		}
		if b.Last[i] {
			r.bootstrap[row], r.returns[row] = 0, b.Returns[i]
			if b.Discounts[i] != 0 {
				a.cut = append(a.cut, i)
				a.final = append(a.final, b.Final[i*a.obsLen:(i+1)*a.obsLen]...)
			}
		}
	}
	if len(a.cut) == 0 {
		return
	}
	values := a.see(a.final)
	for k, i := range a.cut {
		_, r.bootstrap[t*r.lanes+i] = best(values[k*a.actions:][:a.actions], b.FinalLegal[i*a.actions:][:a.actions])
	}
}

// finite tells whether all values are numbers.
func finite(values []float32) bool {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
	}
	return true
}
