package selfplay

import (
	"fmt"
	"os"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/nets"
)

// StartFrom makes c begin with weights that stand: a file of them, or the
// newest ones of a run. The network takes their shape.
func (c *Config) StartFrom(weights string) error {
	game, err := catalog.Game(c.Game)
	if err != nil {
		return err
	}
	net, err := openWeights(game, weights)
	if err != nil {
		return err
	}
	c.Start, c.Network = weights, networkOf(net.Config())
	return nil
}

// openWeights reads a file of weights, or the newest ones of a run.
func openWeights(game envs.Game, path string) (*nets.PolicyValue, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return alphazero.Load(game, path, alphazero.Newest)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	net, err := alphazero.Read(game, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return net, nil
}

// startingNet returns the network that a run begins with: untrained, or with
// the weights that the config names. Auxiliary heads that those lack are
// untrained.
func (r *Run) startingNet(fresh *nets.PolicyValue) (*nets.PolicyValue, error) {
	if r.config.Start == "" {
		return fresh, nil
	}
	from, err := openWeights(r.game, r.config.Start)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	want, have := fresh.Config(), from.Config()
	want.Auxiliary, have.Auxiliary = nets.Auxiliary{}, nets.Auxiliary{}
	if want != have {
		return nil, fmt.Errorf("start: %s has a network of the shape %+v; the run's is %+v", r.config.Start, have, want)
	}
	weights := map[string][]float32{}
	for _, p := range from.Params() {
		weights[p.Name] = p.Value.Data
	}
	for _, p := range fresh.Params() {
		copy(p.Value.Data, weights[p.Name])
	}
	return fresh, nil
}
