package selfplay

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/nets"
)

// StartFrom makes c begin with weights that stand: a file of them, or the
// newest ones of a run, of the same world or one that alphazero.LoadStart takes
// them from. The network takes their shape.
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
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		if path, err = alphazero.Find(path, alphazero.Newest); err != nil {
			return nil, err
		}
	}
	return alphazero.LoadStart(game, path)
}

// readStart returns the weights that a run of c begins with, whose network is
// that of c but for auxiliary heads; nil for untrained ones.
func (c *Config) readStart(game envs.Game) (*nets.PolicyValue, error) {
	if c.Start == "" {
		return nil, nil
	}
	from, err := openWeights(game, c.Start)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	want, have := c.network().Config(game), from.Config()
	want.Auxiliary, have.Auxiliary = nets.Auxiliary{}, nets.Auxiliary{}
	if want != have {
		return nil, fmt.Errorf("start: %s has a network of the shape %+v; the run's is %+v", c.Start, have, want)
	}
	return from, nil
}

// checkStart returns an error if a run of c cannot begin with the weights that
// it names, or if they lie in the folder that it replaces.
func (c *Config) checkStart(dir string, replace bool) error {
	game, err := catalog.Game(c.Game)
	if err != nil {
		return err
	}
	if from, err := c.readStart(game); from == nil || err != nil {
		return err
	}
	if replace && within(c.Start, dir) {
		return fmt.Errorf("start: %s lies in %s, which the new run would replace: choose another folder for it", c.Start, dir)
	}
	return nil
}

// within reports whether a file or folder lies in dir, or is dir.
func within(path, dir string) bool {
	var real [2]string
	for i, p := range []string{path, dir} {
		absolute, err := filepath.Abs(p)
		if err != nil {
			return false
		}
		if real[i], err = filepath.EvalSymlinks(absolute); err != nil {
			return false // nothing stands there
		}
	}
	inner, err := filepath.Rel(real[1], real[0])
	return err == nil && filepath.IsLocal(inner)
}

// startingNet returns the network that a run begins with: untrained, or with
// the weights that the config names. Auxiliary heads that those lack are
// untrained.
func (r *Run) startingNet(fresh *nets.PolicyValue) (*nets.PolicyValue, error) {
	from, err := r.config.readStart(r.game)
	if from == nil || err != nil {
		return fresh, err
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
