package dqn

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// Agent plays by a network of action values: the legal action of the largest
// value, the lowest of equals. It is an agents.Agent.
type Agent struct {
	net     *qnet
	epsilon float64
	rng     *rand.Rand
	tape    *autograd.Tape
	view    view
	obs     []float32
	mask    []float32
	values  []float32
	legal   []envs.Action
	state   []float32
	seats   int
	mover   envs.Player // at the last Act
}

var _ agents.Explainer = (*Agent)(nil)

// newAgent returns an agent over a network that it only reads.
func newAgent(spec envs.Spec, net *qnet, epsilon float64, rng *rand.Rand) *Agent {
	return &Agent{
		net: net, epsilon: epsilon, rng: rng,
		tape:   autograd.NewInferenceTape(),
		view:   newView(spec),
		obs:    make([]float32, spec.ObsLen()),
		mask:   make([]float32, spec.Actions),
		values: make([]float32, spec.Actions),
		state:  make([]float32, net.stateLen()),
		seats:  spec.Players,
	}
}

// Agent returns an agent with the weights as they are now, which later updates
// do not reach. A share epsilon of its moves is drawn from rng; with 0 rng may
// be nil.
func (l *Learner) Agent(epsilon float64, rng *rand.Rand) *Agent {
	net, err := newNet(l.game.Spec(), l.cfg.Network, nil)
	if err != nil {
		panic("dqn: " + err.Error()) // the learner's own network is of this very shape
	}
	net.copyFrom(l.nets.online, 1)
	return newAgent(l.game.Spec(), net, epsilon, rng)
}

// Reset forgets what a network with a memory remembers of the last game.
func (a *Agent) Reset() { clear(a.state) }

// Act returns the agent's choice. A network with a memory takes s to be the
// next position that its seat sees after that of the last Act.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := a.view.observe(s, a.obs); err != nil {
		return 0, fmt.Errorf("dqn: %w", err)
	}
	a.legal, a.mover = s.Legal(a.legal[:0]), s.ToPlay()
	a.tape.Reset()
	p := pass{tape: a.tape}
	obs := a.tape.Const(a.obs, 1, len(a.obs))
	if a.net.cell == nil {
		a.net.head.values(a.values, a.net.forward(p, obs).Data())
	} else {
		out, after := a.net.unroll(p, obs, a.net.stateOf(a.tape, a.state, 1), nil)
		a.net.head.values(a.values, out.Data())
		a.net.storeState(a.state, after)
	}
	if a.epsilon > 0 && a.rng.Float64() < a.epsilon {
		return a.legal[a.rng.IntN(len(a.legal))], nil
	}
	clear(a.mask)
	for _, action := range a.legal {
		a.mask[action] = 1
	}
	return envs.Action(best(a.values, a.mask)), nil
}

// Values returns the value of each action at the last Act, legal or not. It
// belongs to the agent and is valid until the next.
func (a *Agent) Values() []float32 { return a.values }

// Explain implements agents.Explainer: what each legal action was worth at the
// last Act.
func (a *Agent) Explain() agents.Thought {
	var values []float32
	for _, action := range a.legal {
		values = append(values, a.values[action])
	}
	return agents.ThoughtOfValues(values, a.legal, a.mover, a.seats)
}
