package selfplay

import (
	"fmt"
	"path/filepath"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Counts is what a whole run holds.
type Counts struct {
	Run        string `json:"run"`
	Game       string `json:"game"`
	Generation int    `json:"generation"` // of the newest weights
	Weights    int    `json:"weights"`    // files
	Games      int    `json:"games"`      // those of the generation in progress included
	Positions  int    `json:"positions"`
	Reports    int    `json:"reports"`
}

// Verify reads the config, weights, state, games and reports of the run in dir
// and returns what it holds, or an error that names the first file that is
// missing or damaged. The page and the TensorBoard events, which can be made
// again of the reports, are left out.
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
	if c.Generation, err = folder.newestState(); err != nil {
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
	r := &Run{folder: folder, config: config, game: game}
	for g := range c.Generation + 1 {
		if err := r.verifyGames(g, &c); err != nil {
			return c, err
		}
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

// verifyGames replays the games of a generation and counts them.
func (r *Run) verifyGames(generation int, c *Counts) error {
	file := r.folder.gamesFile(generation)
	complete := generation < c.Generation
	if found, _ := filepath.Glob(file); len(found) == 0 && !complete {
		return nil // the generation in progress has no games yet
	}
	lines, err := shard.Read(file)
	if err != nil {
		return err
	}
	records, err := r.decode(generation, lines)
	if err != nil {
		return err
	}
	if want := r.config.games(generation); complete && r.config.MaxGames == 0 && len(records) != want {
		return fmt.Errorf("%s holds %d games; generation %d has %d", file, len(records), generation, want)
	}
	for _, record := range records {
		samples, err := record.Samples(r.game, alphazero.Targets{})
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		c.Games++
		c.Positions += len(samples)
	}
	return nil
}
