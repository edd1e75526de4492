package alphazero

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// Network is the shape of the policy-value network of a learner.
type Network struct {
	Blocks, Channels, PolicyChannels, ValueChannels, ValueHidden int
}

// NewNet returns an untrained network for game.
func NewNet(game envs.Game, n Network, rng *rand.Rand) *nets.PolicyValue {
	spec := game.Spec()
	return nets.NewPolicyValue(nets.PolicyValueConfig{
		Obs:            spec.Obs,
		Actions:        spec.Actions,
		Players:        spec.Players,
		Blocks:         n.Blocks,
		Channels:       n.Channels,
		PolicyChannels: n.PolicyChannels,
		ValueChannels:  n.ValueChannels,
		ValueHidden:    n.ValueHidden,
	}, rng)
}

// WeightsFile returns the path of the weights of a generation in a run's
// folder. Those of generation 0 are untrained.
func WeightsFile(run string, number int) string {
	return generation.File(run, number, weightsSuffix)
}

const weightsSuffix = ".safetensors"

// gameKey is where the weights' metadata names the world that they play.
const gameKey = "game"

// Save writes the weights of a generation to a run's folder.
func Save(net *nets.PolicyValue, game envs.Game, run string, number int) error {
	return net.Save(WeightsFile(run, number), map[string]string{
		gameKey:      game.Spec().Name,
		"generation": strconv.Itoa(number),
	})
}

// Newest asks Load for the weights of the newest generation.
const Newest = generation.Newest

// Find returns the weights file of a run's generation, Newest included.
func Find(run string, number int) (file string, err error) {
	return generation.Find(run, number, weightsSuffix)
}

// Load returns the network of a run's generation, which must play game.
func Load(game envs.Game, run string, number int) (*nets.PolicyValue, error) {
	file, err := Find(run, number)
	if err != nil {
		return nil, err
	}
	net, metadata, err := nets.LoadPolicyValue(file)
	if err != nil {
		return nil, err
	}
	if err := plays(net, metadata, game); err != nil {
		return nil, fmt.Errorf("%s %w", file, err)
	}
	return net, nil
}

// Read is Load of the contents of a weights file.
func Read(game envs.Game, weights []byte) (*nets.PolicyValue, error) {
	net, metadata, err := nets.ReadPolicyValue(weights)
	if err != nil {
		return nil, err
	}
	if err := plays(net, metadata, game); err != nil {
		return nil, fmt.Errorf("a network that %w", err)
	}
	return net, nil
}

// plays returns an error unless a network plays game.
func plays(net *nets.PolicyValue, metadata map[string]string, game envs.Game) error {
	spec, shape := game.Spec(), net.Config()
	if name := metadata[gameKey]; name != spec.Name {
		return fmt.Errorf("plays %q, not %q", name, spec.Name)
	}
	if shape.Obs != spec.Obs || shape.Actions != spec.Actions || shape.Players != spec.Players {
		return fmt.Errorf("is for observations %v, %d actions, %d players; %s has %v, %d, %d",
			shape.Obs, shape.Actions, shape.Players, spec.Name, spec.Obs, spec.Actions, spec.Players)
	}
	return nil
}

// DefaultPlay is how an agent plays if nothing else is said: 100 simulations
// for each move with lookahead, which is cheap beside a network, no noise, the
// best move.
func DefaultPlay() mcts.Config {
	config := mcts.Config{Simulations: 100, Search: search.DefaultConfig()}
	config.Search.Lookahead = true
	return config
}

// NewPlayer returns an agent for game that searches with the network of plan,
// which nobody else may use.
func NewPlayer(game envs.Game, plan *nets.Plan, config mcts.Config, rng *rand.Rand) *mcts.Agent {
	return mcts.New(game, NewEvaluator(plan), config, rng)
}
