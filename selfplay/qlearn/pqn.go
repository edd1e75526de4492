package qlearn

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/envs"
)

var pqnKind = kind{
	name:    "pqn",
	title:   "PQN",
	weights: ".safetensors",
	table:   func(c *Config) { c.PQN = new(pqn.Config) },
	check: func(c *Config, world envs.Game) error {
		return c.PQN.Check(world)
	},
	make: func(c *Config, world envs.Game, threads int) (learner, error) {
		l, err := pqn.New(world, *c.PQN, c.Seed, threads)
		if err != nil {
			return nil, err
		}
		return pqnLearner{l, c.PQN.Network}, nil
	},
	load: func(game envs.Game, file string, epsilon float64, rng *rand.Rand) (agents.Agent, error) {
		agent, _, err := pqn.LoadAgent(game, file, epsilon, rng)
		if err != nil {
			return nil, err // and not a nil pointer that passes for an agent
		}
		return agent, nil
	},
}

// pqnLearner is a pqn.Learner as a run sees it.
type pqnLearner struct {
	*pqn.Learner
	network pqn.Network
}

func (l pqnLearner) tally() Tally {
	s := l.Stats()
	t := networkTally(s.Updates, s.Returns, networkLooks{s.Loss, s.MeanQ, s.MaxQ, s.GradNorm, s.DeadUnits})
	t.Steps, t.Rewarded, t.Epsilon = s.Steps, s.Rewarded, s.Epsilon
	return t
}

func (l pqnLearner) player(epsilon float64, rng *rand.Rand) agents.Agent {
	return l.Agent(epsilon, rng)
}

func (l pqnLearner) about() string {
	var parts []string
	for _, c := range l.network.Conv {
		parts = append(parts, convolution(c.Out, c.Size))
	}
	parts = append(parts, layers(l.network.Hidden)...)
	if l.network.LayerNorm {
		parts = append(parts, "layer norm")
	}
	return fmt.Sprintf("Network: %s", strings.Join(parts, ", "))
}
