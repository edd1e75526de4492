package pqn

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
)

// The metadata of a file of weights, besides the caller's.
const (
	gameKey    = "game"        // the world that they play
	networkKey = "pqn.network" // the shape, as JSON
)

// SaveWeights writes the network to a safetensors file. The keys "game" and
// "pqn.network" of the metadata are taken, and those of nets.SaveTensors.
func (l *Learner) SaveWeights(path string, metadata map[string]string) error {
	shape, err := json.Marshal(l.cfg.Network)
	if err != nil {
		return fmt.Errorf("save %s: %w", path, err)
	}
	all := map[string]string{gameKey: l.game.Spec().Name, networkKey: string(shape)}
	for key, value := range metadata {
		if _, taken := all[key]; taken {
			return fmt.Errorf("save %s: the metadata key %q is taken", path, key)
		}
		all[key] = value
	}
	return nets.SaveTensors(path, nets.NamedParams(l.params), all)
}

// LoadAgent returns an agent for game with the weights of a file that
// SaveWeights wrote, and the metadata of the caller. A share epsilon of its
// moves is drawn from rng; with 0 rng may be nil.
func LoadAgent(game envs.Game, path string, epsilon float64, rng *rand.Rand) (*Agent, map[string]string, error) {
	tensors, metadata, err := nets.LoadTensors(path)
	if err != nil {
		return nil, nil, err
	}
	spec := game.Spec()
	if name := metadata[gameKey]; name != spec.Name {
		return nil, nil, fmt.Errorf("%s plays %q, not %q", path, name, spec.Name)
	}
	stored := 0
	for _, t := range tensors {
		stored += t.Len()
	}
	shape, err := decodeShape(metadata[networkKey])
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := shape.check(spec); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if most := shape.largest(spec); most > stored { // before anything of that size is allocated
		return nil, nil, fmt.Errorf("%s has %d weights, one layer of its network %s for %s has %d", path, stored, metadata[networkKey], spec.Name, most)
	}
	net := newNet(spec, shape, nil)
	if err := nets.SetParams(net.params(), tensors); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	own := maps.Clone(metadata)
	delete(own, gameKey)
	delete(own, networkKey)
	return newAgent(spec, net, epsilon, rng), own, nil
}

// decodeShape reads the shape of a network. A knob that it does not know, as a
// later version may have, would make another network: it is an error.
func decodeShape(text string) (shape Network, err error) {
	if text == "" {
		return shape, fmt.Errorf("no %q in the metadata: not the weights of this kind of agent", networkKey)
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&shape); err != nil {
		return shape, fmt.Errorf("network %q: %w", text, err)
	}
	return shape, nil
}
