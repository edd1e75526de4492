package dqn

import "github.com/tengen-rl/tengen/nets/autograd"

// acting is the network at work for all actors at once.
type acting struct {
	tape   *autograd.Tape
	noise  source
	obs    []float32 // [N,Obs]
	states []float32 // [N,State]
	values []float32 // [N,A]
}

func newActing(l *Learner, n int) acting {
	spec := l.game.Spec()
	return acting{
		tape:   autograd.NewInferenceTape(),
		noise:  newSource(l.seed, roleActing, 0),
		obs:    make([]float32, n*spec.ObsLen()),
		states: make([]float32, n*l.nets.online.stateLen()),
		values: make([]float32, n*spec.Actions),
	}
}

// Epsilon returns the share of random actions of the next step.
func (l *Learner) Epsilon() float64 { return l.epsilonAt(l.steps) }

func (l *Learner) epsilonAt(step int) float64 {
	if step < l.cfg.Replay.Warmup {
		return 1
	}
	return l.cfg.Explore.at(step)
}

// at returns ε of the step after so many.
func (e Explore) at(step int) float64 {
	switch past := step - e.From; {
	case past < 0:
		return e.Start
	case past >= e.Steps:
		return e.End
	default:
		return e.Start + (e.End-e.Start)*float64(past)/float64(e.Steps)
	}
}

// choose decides the next action of every actor: a legal one at random with
// probability ε, otherwise the legal one of the largest value. The network is
// not asked if nobody wants to know, and always if it has a memory.
func (l *Learner) choose() error {
	asked := l.nets.online.cell != nil
	for i, a := range l.actors {
		a.action = -1
		if epsilon := l.epsilonAt(l.steps + i); epsilon > 0 && a.explore.Float64() < epsilon {
			a.action = int(a.legal[a.explore.IntN(len(a.legal))])
		}
		asked = asked || a.action < 0
	}
	if !asked {
		return nil
	}
	l.value()
	actions := l.game.Spec().Actions
	for i, a := range l.actors {
		if a.action < 0 {
			a.action = best(l.acting.values[i*actions:(i+1)*actions], a.mask)
		}
	}
	return nil
}

// value asks the network for the values of all actors' actions, and takes
// their states on.
func (l *Learner) value() {
	n, width, states := len(l.actors), len(l.actors[0].obs), l.nets.online.stateLen()
	w := &l.acting
	w.tape.Reset()
	for i, a := range l.actors {
		copy(w.obs[i*width:], a.obs)
		copy(w.states[i*states:], a.state)
	}
	p := pass{tape: w.tape}
	if l.cfg.Network.Noisy > 0 {
		p.noise = w.noise.Rand
	}
	obs := w.tape.Const(w.obs, n, width)
	if l.nets.online.cell == nil {
		l.nets.online.head.values(w.values, l.nets.online.forward(p, obs).Data())
		return
	}
	out, after := l.nets.online.unroll(p, obs, l.nets.online.stateOf(w.tape, w.states, n), nil)
	l.nets.online.head.values(w.values, out.Data())
	l.nets.online.storeState(w.states, after)
	for i, a := range l.actors {
		copy(a.next, w.states[i*states:])
	}
}
