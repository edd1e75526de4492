package qlearn

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/envs"
)

var dqnKind = kind{
	name:    "dqn",
	title:   "DQN",
	weights: ".safetensors",
	table:   func(c *Config) { c.DQN = new(dqn.Config) },
	check: func(c *Config, world envs.Game) error {
		if world.Spec().Players > 1 && c.DQN.SelfPlay.Pool == 0 {
			return fmt.Errorf("%s has two seats and no opponent is named: set opponent to an agent, as in opponent=random, or selfplay.pool to a number of past selves", c.Game)
		}
		return c.DQN.Check(world)
	},
	make: func(c *Config, world envs.Game, threads int) (learner, error) {
		l, err := dqn.New(world, *c.DQN, c.Seed, threads)
		if err != nil {
			return nil, err
		}
		return dqnLearner{l}, nil
	},
	load: func(game envs.Game, file string, rng *rand.Rand) (agents.Agent, error) {
		agent, _, err := dqn.LoadAgent(game, file, 0, rng)
		if err != nil {
			return nil, err // and not a nil pointer that passes for an agent
		}
		return agent, nil
	},
}

// dqnLearner is a dqn.Learner as a run sees it.
type dqnLearner struct{ *dqn.Learner }

func (l dqnLearner) tally() Tally {
	s := l.Stats()
	t := Tally{
		Steps:    s.Steps,
		Updates:  s.Updates,
		Episodes: len(s.Returns),
		Rewarded: s.Rewarded,
		Epsilon:  s.Epsilon,
		Replay:   s.Replay,
		Capacity: s.Capacity,
	}
	for _, x := range s.Returns {
		t.Return += x
	}
	if s.Updates == 0 {
		return t // the means are of nothing
	}
	t.Loss = float64(s.Updates) * s.Loss
	t.MaxQ = s.MaxQ
	t.MeanQ.add(s.MeanQ, s.Updates)
	t.GradNorm.add(s.GradNorm, s.Updates)
	t.DeadUnits.add(s.DeadUnits, 1)
	return t
}

func (l dqnLearner) player(epsilon float64, rng *rand.Rand) agents.Agent {
	return l.Agent(epsilon, rng)
}

func (l dqnLearner) about() string {
	c := l.Config()
	parts := []string{}
	for _, conv := range c.Network.Conv {
		parts = append(parts, fmt.Sprintf("convolution %d of %dx%d", conv.Out, conv.Size, conv.Size))
	}
	for _, units := range c.Network.Hidden {
		parts = append(parts, fmt.Sprintf("dense %d", units))
	}
	if c.Network.Cell != "" {
		parts = append(parts, fmt.Sprintf("%s %d", c.Network.Cell, c.Network.Units))
	}
	head := c.Network.Head
	if c.Network.Dueling {
		head = "dueling " + head
	}
	return "Network: " + strings.Join(append(parts, head+" head"), ", ")
}
