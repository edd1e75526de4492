package dqn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
)

// The metadata of a file of weights, besides the caller's.
const (
	gameKey    = "game"    // the world that they play
	networkKey = "network" // the shape, as JSON
)

// SaveWeights writes the online network to a safetensors file. The keys "game"
// and "network" of the metadata are taken, and those of nets.SaveTensors.
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
	return nets.SaveTensors(path, l.nets.online.filed(nets.NamedParams(l.nets.online.params())), all)
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
	shape, err := decodeShape(metadata[networkKey])
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := shape.check(spec); err != nil {
		return nil, nil, fmt.Errorf("%s does not fit %s: %w", path, spec.Name, err)
	}
	stored := 0
	for _, t := range tensors {
		stored += t.Len()
	}
	if want := shape.weights(spec); want > float64(stored) { // before anything of that size is allocated
		return nil, nil, fmt.Errorf("%s has %d weights, its network %s for %s would have %.0f at least", path, stored, metadata[networkKey], spec.Name, want)
	}
	net, err := newNet(spec, shape, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	own := nets.NamedParams(net.params())
	filed := net.filed(own)
	if err := nets.SetTensors(filed, tensors); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	net.unfile(own, filed)
	rest := maps.Clone(metadata)
	delete(rest, gameKey)
	delete(rest, networkKey)
	return newAgent(spec, net, epsilon, rng), rest, nil
}

func decodeShape(text string) (Network, error) {
	var shape Network
	if text == "" {
		return shape, fmt.Errorf("no %q in the metadata: not the weights of a network of action values", networkKey)
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.DisallowUnknownFields() // a knob from a later version would change the network
	if err := dec.Decode(&shape); err != nil {
		return shape, fmt.Errorf("network %q: %w", text, err)
	}
	return shape, nil
}

// weights is the number of weights of the layers without their biases, noise
// and norms; a float64, because a shape from a file may name any numbers.
func (s Network) weights(spec envs.Spec) float64 {
	height, width, channels := spec.Obs[1], spec.Obs[2], float64(spec.Obs[0])
	total := 0.0
	for _, c := range s.Conv {
		total += channels * float64(c.Out) * float64(c.Size) * float64(c.Size)
		height, width, channels = c.after(height), c.after(width), float64(c.Out)
	}
	features := channels * float64(height) * float64(width)
	for _, out := range s.Hidden {
		total += features * float64(out)
		features = float64(out)
	}
	if s.Cell != "" {
		total += 3 * (features + float64(s.Units)) * float64(s.Units)
		features = float64(s.Units)
	}
	return total + features*float64(spec.Actions)*float64(max(1, s.Atoms))
}
