package alphazero

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// Network is the shape of the policy-value network of a learner: fields of
// nets.PolicyValueConfig, which explains them.
type Network struct {
	Blocks, Channels, PolicyChannels, ValueChannels, ValueHidden int

	Tower       string
	Pooled      int
	PooledHeads bool

	Heads nets.Auxiliary // see Auxiliary.Heads
}

// Config returns the architecture of a network of this shape for game.
func (n Network) Config(game envs.Game) nets.PolicyValueConfig {
	spec := game.Spec()
	config := nets.PolicyValueConfig{
		Obs:            spec.Obs,
		Actions:        spec.Actions,
		Players:        spec.Players,
		Blocks:         n.Blocks,
		Channels:       n.Channels,
		PolicyChannels: n.PolicyChannels,
		ValueChannels:  n.ValueChannels,
		ValueHidden:    n.ValueHidden,
		Tower:          n.Tower,
		Pooled:         n.Pooled,
		PooledHeads:    n.PooledHeads,
		Auxiliary:      n.Heads,
	}
	if framed, ok := game.(envs.Framed); ok {
		config.BoardChannel = framed.BoardChannel() + 1
	}
	return config
}

// NewNet returns an untrained network for game.
func NewNet(game envs.Game, n Network, rng *rand.Rand) *nets.PolicyValue {
	return nets.NewPolicyValue(n.Config(game), rng)
}

// WeightsFile returns the path of the weights of a generation in a run's
// folder. Those of generation 0 are untrained.
func WeightsFile(run string, number int) string {
	return generation.File(run, number, weightsSuffix)
}

const weightsSuffix = ".safetensors"

// gameKey is where the weights' metadata names the world that they play.
const gameKey = "game"

// Save writes the weights of a generation to a run's folder, and with them what
// a player takes over of the search that they were learned by; see PlayBy.
func Save(net *nets.PolicyValue, game envs.Game, run string, number int, by search.Config) error {
	return net.Save(WeightsFile(run, number), map[string]string{
		gameKey:      game.Spec().Name,
		"generation": strconv.Itoa(number),
		discountKey:  strconv.FormatFloat(float64(by.Discount), 'g', -1, 32),
		cpuctKey:     strconv.FormatFloat(float64(by.CPUCT), 'g', -1, 32),
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
	net, _, err := LoadPlay(game, run, number)
	return net, err
}

// LoadStart returns the network of a file of weights as one for game to learn
// on with. It plays game, or another of its family: one with other rules whose
// observations and actions are as many, or one on boards of another size if the
// heads of the network pool (nets.PolicyValueConfig.PooledHeads).
func LoadStart(game envs.Game, file string) (*nets.PolicyValue, error) {
	net, metadata, err := nets.LoadPolicyValue(file)
	if err != nil {
		return nil, err
	}
	spec := game.Spec()
	if plays(net, metadata, game) == nil {
		return net, nil
	}
	if name := metadata[gameKey]; family(name) != family(spec.Name) {
		return nil, fmt.Errorf("%s plays %q, not %q", file, name, spec.Name)
	}
	if net.Config().PooledHeads {
		if net, err = net.ForBoards(spec.Obs[1], spec.Obs[2]); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if shape := net.Config(); shape.Obs != spec.Obs || shape.Actions != spec.Actions || shape.Players != spec.Players {
		return nil, fmt.Errorf("%s %w", file, misfit(spec, shape))
	}
	return net, nil
}

// plays returns an error unless a network plays game: the one that it was made
// for, or one whose boards have a place in its arrays.
func plays(net *nets.PolicyValue, metadata map[string]string, game envs.Game) error {
	spec, shape := game.Spec(), net.Config()
	name := metadata[gameKey]
	if shape.BoardChannel > 0 && name != spec.Name && family(name) == family(spec.Name) {
		_, err := frameFor(spec, shape)
		return err
	}
	if name != spec.Name {
		return fmt.Errorf("plays %q, not %q", name, spec.Name)
	}
	if shape.Obs != spec.Obs || shape.Actions != spec.Actions || shape.Players != spec.Players {
		return misfit(spec, shape)
	}
	return nil
}

// family is the name of a world without its kind: that of "go:9" is "go".
func family(name string) string {
	name, _, _ = strings.Cut(name, ":")
	return name
}

// frameFor returns the place of the boards of a world in a network's arrays.
func frameFor(spec envs.Spec, shape nets.PolicyValueConfig) (envs.Frame, error) {
	frame, err := envs.NewFrame([2]int(spec.Obs[1:]), [2]int(shape.Obs[1:]))
	switch {
	case err != nil:
		return frame, fmt.Errorf("cannot play %s: %w", spec.Name, err)
	case spec.Obs[0] != shape.Obs[0] || frame.Actions(spec.Actions) != shape.Actions || spec.Players != shape.Players:
		return frame, misfit(spec, shape)
	}
	return frame, nil
}

func misfit(spec envs.Spec, shape nets.PolicyValueConfig) error {
	return fmt.Errorf("is for observations %v, %d actions, %d players; %s has %v, %d, %d",
		shape.Obs, shape.Actions, shape.Players, spec.Name, spec.Obs, spec.Actions, spec.Players)
}
