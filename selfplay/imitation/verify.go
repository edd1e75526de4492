package imitation

import (
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Counts is what a whole run holds.
type Counts struct {
	Run        string `json:"run"`
	Game       string `json:"game"`
	Generation int    `json:"generation"` // of the newest weights
	Weights    int    `json:"weights"`    // files
	Reports    int    `json:"reports"`
}

// Verify reads the config, weights, state and reports of the run in dir and
// returns what it holds, or an error that names the first file that is missing
// or damaged.
func Verify(dir string) (Counts, error) {
	folder, config, err := OpenFolder(dir)
	if err != nil {
		return Counts{}, err
	}
	game, err := catalog.Game(config.Game)
	if err != nil {
		return Counts{}, err
	}
	c := Counts{Run: dir, Game: config.Game}
	if c.Generation, err = folder.NewestState(stateSuffix); err != nil {
		return c, err
	}
	if c.Generation < 0 {
		return c, fmt.Errorf("%s has no state: the run has not begun, or was damaged", dir)
	}
	if _, _, err := nets.LoadTensors(folder.stateFile(c.Generation)); err != nil {
		return c, err
	}
	for g := range c.Generation + 1 {
		if _, err := alphazero.Load(game, dir, g); err != nil {
			return c, err
		}
		c.Weights++
	}
	reports, err := metrics.Read[Report](folder.Dir)
	if err != nil {
		return c, err
	}
	if c.Reports = len(reports); c.Reports < c.Generation {
		return c, fmt.Errorf("%s has %d reports of %d measurements", folder.Path(rundir.MetricsName), c.Reports, c.Generation)
	}
	return c, nil
}
