package catalog

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/envs"
)

// Agents that have learned the values of actions play the best one. Their
// weights lie in the folder of a run as those of AlphaZero do.

func makeDQN(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	file, err := s.weights()
	if err != nil {
		return nil, err
	}
	agent, _, err := dqn.LoadAgent(game, file, s.epsilon(), rng)
	if err != nil {
		return nil, err // and not a nil pointer that passes for an agent
	}
	return agent, nil
}

// weights returns the file of the weights that the text names.
func (s Spec) weights() (string, error) {
	generation := s.generation
	if generation == alphazero.Newest {
		var err error
		if generation, err = alphazero.NewestGeneration(s.run); err != nil {
			return "", err
		}
	}
	return alphazero.WeightsFile(s.run, generation), nil
}

// epsilon returns the share of random moves that the text asks for.
func (s Spec) epsilon() float64 { return float64(s.number("random")) / 100 }
