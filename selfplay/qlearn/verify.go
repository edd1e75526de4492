package qlearn

import (
	"fmt"

	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Counts is what a whole run holds.
type Counts struct {
	Run        string `json:"run"`
	Game       string `json:"game"`
	Agent      string `json:"agent"`
	Generation int    `json:"generation"` // of the newest weights that the checkpoint knows
	Steps      int    `json:"steps"`      // of the world, at the checkpoint
	Weights    int    `json:"weights"`    // files
	Games      int    `json:"games"`      // episodes that ended
	Reports    int    `json:"reports"`
}

// Verify reads the config, weights, checkpoint and reports of the run in dir
// and returns what it holds, or an error that names the first file that is
// missing or damaged. The page and the TensorBoard events, which can be made
// again of the reports, are left out.
func Verify(dir string) (Counts, error) {
	folder, config, err := OpenFolder(dir)
	if err != nil {
		return Counts{}, err
	}
	c := Counts{Run: dir, Game: config.Game, Agent: config.Agent}
	game, err := config.game()
	if err != nil {
		return c, err
	}
	if c.Steps, err = folder.newestState(); err != nil {
		return c, err
	}
	if c.Steps < 0 {
		return c, fmt.Errorf("%s has no state: the run has not begun, or was damaged", dir)
	}
	l, err := config.newLearner(game, 1)
	if err != nil {
		return c, err
	}
	at, err := readState(folder.stateFile(c.Steps), l)
	if err != nil {
		return c, err
	}
	c.Generation, c.Games = at.Generation, at.Games
	k, err := kindOf(config.Agent)
	if err != nil {
		return c, err
	}
	for g := range c.Generation + 1 {
		if _, err := k.load(game, generation.File(dir, g, k.weights), 0, seed.Stream(0)); err != nil {
			return c, err
		}
		c.Weights++
	}
	return c, folder.verifyReports(&c)
}

// verifyReports checks that every generation has its report.
func (f Folder) verifyReports(c *Counts) error {
	reports, err := metrics.Read[Report](f.Dir)
	if err != nil {
		return err
	}
	for i, r := range reports {
		if r.Generation != i+1 {
			return fmt.Errorf("%s: line %d is of generation %d", f.Path(rundir.MetricsName), i+1, r.Generation)
		}
	}
	if c.Reports = len(reports); c.Reports < c.Generation {
		return fmt.Errorf("%s has %d reports of %d generations", f.Path(rundir.MetricsName), c.Reports, c.Generation)
	}
	return nil
}
