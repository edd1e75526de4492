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
	load: func(game envs.Game, file string, epsilon float64, rng *rand.Rand) (agents.Agent, error) {
		agent, _, err := dqn.LoadAgent(game, file, epsilon, rng)
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
	t := networkTally(s.Updates, s.Returns, networkLooks{s.Loss, s.MeanQ, s.MaxQ, s.GradNorm, s.DeadUnits})
	t.Steps, t.Rewarded, t.Epsilon = s.Steps, s.Rewarded, s.Epsilon
	t.Replay, t.Capacity = s.Replay, s.Capacity
	return t
}

func (l dqnLearner) player(epsilon float64, rng *rand.Rand) agents.Agent {
	return l.Agent(epsilon, rng)
}

func (l dqnLearner) about() string {
	n := l.Config().Network
	var parts []string
	for _, c := range n.Conv {
		parts = append(parts, convolution(c.Out, c.Size))
	}
	parts = append(parts, layers(n.Hidden)...)
	if n.Cell != "" {
		parts = append(parts, fmt.Sprintf("%s %d", n.Cell, n.Units))
	}
	head := n.Head
	if n.Dueling {
		head = "dueling " + head
	}
	return "Network: " + strings.Join(append(parts, head+" head"), ", ")
}
