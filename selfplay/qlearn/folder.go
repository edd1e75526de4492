package qlearn

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/rundir"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Folder is the folder of a run of steps:
//
//	weights/000012.safetensors   one file a report; 000000 is untrained; tables end in .json
//	state/000000050000.state     the checkpoint, of that step of the world
//	summary.json                 the closing evaluation, once it was made
//
// beside the files that every run has.
type Folder struct{ rundir.Dir }

const (
	stateSuffix = ".state"
	summaryName = "summary.json"
)

func (f Folder) stateFile(steps int) string {
	return f.Path("state", fmt.Sprintf("%012d%s", steps, stateSuffix))
}

func (f Folder) newestState() (int, error) { return f.NewestState(stateSuffix) }

func (f Folder) removeStates(before int) error {
	return f.RemoveStates(before, stateSuffix, f.stateFile)
}

func (f Folder) prepare() error { return f.Prepare("weights", "state") }

// Create makes the folder of a new run with the given config, which is valid
// and whose opponents can be had. Of what stands there, rundir.Dir.Create
// tells.
func Create(dir string, config Config, force bool) (Folder, error) {
	game, err := config.game()
	if err != nil {
		return Folder{}, err
	}
	if err := config.available(game); err != nil {
		return Folder{}, err
	}
	text, err := config.encode()
	if err != nil {
		return Folder{}, err
	}
	f := Folder{rundir.Dir(dir)}
	return f, f.Dir.Create(text, force)
}

// available returns an error if an opponent cannot be had.
func (c *Config) available(game envs.Game) error {
	if err := strength.Available(game, c.Evaluate.Opponents); err != nil {
		return fmt.Errorf("evaluate.opponents: %w", err)
	}
	if c.Opponent == "" {
		return nil
	}
	if err := strength.Available(game, []string{c.Opponent}); err != nil {
		return fmt.Errorf("opponent: %w", err)
	}
	return nil
}

// OpenFolder returns the folder of an existing run and its config.
func OpenFolder(dir string) (Folder, Config, error) {
	d, head, text, err := rundir.OpenFormat(dir, Format)
	if err != nil {
		return Folder{}, Config{}, err
	}
	config, err := readConfig(text, head)
	if err != nil {
		return Folder{}, Config{}, fmt.Errorf("%s: %w", d.Path(rundir.ConfigName), err)
	}
	return Folder{d}, config, nil
}

// Change replaces the config of a run that nobody trains by a valid one. What
// its checkpoint holds must fit: a learner is made and loaded before anything
// is written, and where that fails the run stays as it was.
func (f Folder) Change(config Config, changes []knobs.Change) (err error) {
	for _, c := range changes {
		if c.Key == "seed" {
			return fmt.Errorf("%s: a run keeps its seed: its streams have begun", c)
		}
	}
	lock, err := f.Lock()
	if err != nil {
		return err
	}
	defer lock.Close()
	game, err := config.game()
	if err != nil {
		return err
	}
	newest, err := f.newestState()
	if err != nil {
		return err
	}
	if newest >= 0 {
		l, err := config.newLearner(game, 1)
		if err != nil {
			return err
		}
		if _, err := readState(f.stateFile(newest), l); err != nil {
			return fmt.Errorf("the run cannot go on with these settings: %w", err)
		}
	}
	text, err := config.encode()
	if err != nil {
		return err
	}
	return f.WriteConfig(text)
}

// Closing returns the closing evaluation of the run, if there was one.
func (f Folder) Closing() (s Summary, ok bool, err error) {
	data, err := os.ReadFile(f.Path(summaryName))
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err != nil {
		return s, false, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, false, fmt.Errorf("%s is damaged: %w", f.Path(summaryName), err)
	}
	return s, true, nil
}

// writeClosing keeps the closing evaluation.
func (f Folder) writeClosing(s *Summary) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return durable.WriteBytes(f.Path(summaryName), append(text, '\n'))
}
