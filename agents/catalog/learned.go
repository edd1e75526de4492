package catalog

import (
	"errors"
	"math/rand/v2"
	"os"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/generation"
)

// Agents that have learned the values of actions play the best one, but for a
// share of random moves.

func makeDQN(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	file, err := generation.Find(s.run, s.generation, ".safetensors")
	if err != nil {
		return nil, err
	}
	agent, _, err := dqn.LoadAgent(game, file, s.epsilon(), rng)
	if err != nil {
		return nil, err // and not a nil pointer that passes for an agent
	}
	return agent, nil
}

func makePQN(s Spec, game envs.Game, rng *rand.Rand) (agents.Agent, error) {
	file, err := generation.Find(s.run, s.generation, ".safetensors")
	if err != nil {
		return nil, err
	}
	agent, _, err := pqn.LoadAgent(game, file, s.epsilon(), rng)
	if err != nil {
		return nil, err // as above
	}
	return agent, nil
}

func makeTabular(s Spec, game envs.Game, rng *rand.Rand) (made agents.Agent, err error) {
	path, err := generation.Find(s.run, s.generation, ".json")
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	agent, err := tabular.ReadAgent(file, game, s.epsilon(), rng)
	if err != nil {
		return nil, err // as above
	}
	return agent, nil
}

// epsilon returns the share of random moves that the text asks for.
func (s Spec) epsilon() float64 { return float64(s.number("random")) / 100 }
