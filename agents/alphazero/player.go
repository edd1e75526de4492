package alphazero

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// DefaultPlay is how an agent plays if nothing else is said: 100 simulations
// for each move with lookahead, which is cheap beside a network, no noise, the
// best move.
func DefaultPlay() mcts.Config {
	config := mcts.Config{Simulations: 100, Search: search.DefaultConfig()}
	config.Search.Lookahead = true
	return config
}

// PlayBy is DefaultPlay with the discount of the search that a network was
// learned by, which tells what its values mean, and the CPUCT, which is a matter
// of how large the returns of the world are.
func PlayBy(by search.Config) mcts.Config {
	config := DefaultPlay()
	config.Search.Discount, config.Search.CPUCT = by.Discount, by.CPUCT
	return config
}

// LoadPlay is Load, and tells how the network is to play: by PlayBy of the
// search given to Save.
func LoadPlay(game envs.Game, run string, number int) (*nets.PolicyValue, mcts.Config, error) {
	file, err := Find(run, number)
	if err != nil {
		return nil, mcts.Config{}, err
	}
	net, metadata, err := nets.LoadPolicyValue(file)
	if err != nil {
		return nil, mcts.Config{}, err
	}
	config, err := playOf(net, metadata, game)
	if err != nil {
		return nil, mcts.Config{}, fmt.Errorf("%s %w", file, err)
	}
	return net, config, nil
}

// ReadPlay is LoadPlay of the contents of a weights file.
func ReadPlay(game envs.Game, weights []byte) (*nets.PolicyValue, mcts.Config, error) {
	net, metadata, err := nets.ReadPolicyValue(weights)
	if err != nil {
		return nil, mcts.Config{}, err
	}
	config, err := playOf(net, metadata, game)
	if err != nil {
		return nil, mcts.Config{}, fmt.Errorf("a network that %w", err)
	}
	return net, config, nil
}

// Where the weights' metadata tells of the search that they were learned by.
const (
	discountKey = "discount"
	cpuctKey    = "c_puct"
)

// playOf returns how a network is to play game, by the metadata of its weights:
// where they tell nothing, as DefaultPlay does. It is an error if it cannot.
func playOf(net *nets.PolicyValue, metadata map[string]string, game envs.Game) (mcts.Config, error) {
	config := DefaultPlay()
	if err := plays(net, metadata, game); err != nil {
		return config, err
	}
	for _, number := range []struct {
		key   string
		store *float32
		most  float64
	}{{discountKey, &config.Search.Discount, 1}, {cpuctKey, &config.Search.CPUCT, 1e6}} {
		text, ok := metadata[number.key]
		if !ok {
			continue
		}
		value, err := strconv.ParseFloat(text, 32)
		if err != nil || !(value > 0 && value <= number.most) {
			return config, fmt.Errorf("has the metadata %s %q: want a number above 0 and at most %g", number.key, text, number.most)
		}
		*number.store = float32(value)
	}
	return config, nil
}

// NewPlayer returns an agent for game that searches with the network of plan,
// which nobody else may use.
func NewPlayer(game envs.Game, plan *nets.Plan, config mcts.Config, rng *rand.Rand) *mcts.Agent {
	return mcts.New(game, NewEvaluatorOf(game, plan, View{}), config, rng)
}
