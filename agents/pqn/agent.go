package pqn

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/vector"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// Agent plays by a network of action values: the legal action of the largest
// value, the lowest of equals. Not safe for concurrent use.
type Agent struct {
	spec    envs.Spec
	net     *qnet
	tape    *autograd.Tape
	epsilon float64
	rng     *rand.Rand
	obs     []float32
	legal   []envs.Action
	mask    []bool
	values  []float32   // of all actions, at the last Act
	mover   envs.Player // likewise
}

var (
	_ agents.Agent     = (*Agent)(nil)
	_ agents.Explainer = (*Agent)(nil)
)

// newAgent returns an agent over a network that it only reads.
func newAgent(spec envs.Spec, net *qnet, epsilon float64, rng *rand.Rand) *Agent {
	if !(0 <= epsilon && epsilon <= 1) || epsilon > 0 && rng == nil {
		panic(fmt.Sprintf("pqn: an agent with a share of random moves of %v, and a generator: %t", epsilon, rng != nil))
	}
	return &Agent{
		spec: spec, net: net, tape: autograd.NewInferenceTape(), epsilon: epsilon, rng: rng,
		obs: make([]float32, spec.ObsLen()), mask: make([]bool, spec.Actions),
	}
}

// Agent returns an agent with the weights as they are now, which later updates
// do not reach. A share epsilon of its moves is drawn from rng; with 0 rng may
// be nil.
func (l *Learner) Agent(epsilon float64, rng *rand.Rand) *Agent {
	spec := l.game.Spec()
	net := newNet(spec, l.cfg.Network, nil)
	net.copyFrom(l.net)
	return newAgent(spec, net, epsilon, rng)
}

// Reset does nothing: the agent remembers nothing of a game.
func (a *Agent) Reset() {}

// Act implements agents.Agent.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.Observe(a.obs)
	clear(a.mask)
	a.legal = s.Legal(a.legal[:0])
	for _, b := range a.legal {
		a.mask[b] = true
	}
	var action [1]envs.Action
	a.values = append(a.values[:0], a.choose(a.obs, a.mask, action[:])...)
	a.mover = s.ToPlay()
	return action[0], nil
}

// Explain implements agents.Explainer: what each legal action was worth at the
// last Act.
func (a *Agent) Explain() agents.Thought {
	var values []float32
	for _, action := range a.legal {
		values = append(values, a.values[action])
	}
	return agents.ThoughtOfValues(values, a.legal, a.mover, a.spec.Players)
}

// ActBatch stores in actions [N] a move for each lane of a batch.
func (a *Agent) ActBatch(b *vector.Batch, actions []envs.Action) {
	if len(b.Legal) != len(actions)*a.spec.Actions {
		panic(fmt.Sprintf("pqn: %d actions for a batch of %d lanes", len(actions), len(b.Legal)/a.spec.Actions))
	}
	a.choose(b.Obs, b.Legal, actions)
}

// choose moves for observations [n,ObsLen] with masks [n,Actions], and returns
// the values [n,Actions], which are valid until the next call.
func (a *Agent) choose(obs []float32, legal []bool, actions []envs.Action) []float32 {
	a.tape.Reset()
	values := a.net.forward(a.tape, obs, nil).Data()
	width := a.spec.Actions
	for i := range actions {
		q, mask := values[i*width:(i+1)*width], legal[i*width:(i+1)*width]
		if a.epsilon == 0 {
			actions[i], _ = best(q, mask)
		} else {
			actions[i] = choose(q, mask, a.epsilon, a.rng)
		}
	}
	return values
}
