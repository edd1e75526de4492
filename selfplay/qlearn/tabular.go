package qlearn

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/durable"
)

var tabularKind = kind{
	name:    "tabular",
	title:   "a table",
	weights: ".json",
	table:   func(c *Config) { c.Tabular = new(tabular.Config) },
	check: func(c *Config, world envs.Game) error {
		if world.Spec().Players > 1 {
			return fmt.Errorf("%s has two seats and no opponent is named: set opponent to an agent, as in opponent=random", c.Game)
		}
		return c.Tabular.Check()
	},
	make: func(c *Config, world envs.Game, _ int) (learner, error) {
		l, err := tabular.New(world, *c.Tabular, c.Seed)
		if err != nil {
			return nil, err
		}
		return tabularLearner{l, c.Tabular.Method}, nil
	},
	load: func(game envs.Game, path string, epsilon float64, rng *rand.Rand) (made agents.Agent, err error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		agent, err := tabular.ReadAgent(file, game, epsilon, rng)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return agent, nil
	},
}

// tabularLearner is a tabular.Learner as a run sees it.
type tabularLearner struct {
	*tabular.Learner
	method tabular.Method
}

func (l tabularLearner) tally() Tally {
	s := l.Stats()
	t := Tally{
		Steps:    s.Steps,
		Updates:  s.Updates,
		Episodes: s.Episodes,
		Rewarded: s.Rewarded,
		Loss:     float64(s.Updates) * s.Error,
		MaxQ:     s.MaxQ,
		Epsilon:  s.Epsilon,
	}
	for _, x := range s.Returns {
		t.Return += x
	}
	return t
}

func (l tabularLearner) SaveWeights(path string, metadata map[string]string) error {
	return durable.WriteFile(path, func(w io.Writer) error { return l.WriteTable(w, metadata) })
}

func (l tabularLearner) player(epsilon float64, rng *rand.Rand) agents.Agent {
	return l.Agent(epsilon, rng)
}

func (l tabularLearner) about() string {
	return fmt.Sprintf("A table, by %s", l.method)
}
