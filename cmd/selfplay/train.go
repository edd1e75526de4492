package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay/rundir"
	"github.com/tengen-rl/tengen/viz/window"
)

// configFlags choose the config of a run.
type configFlags struct {
	Game   string   `placeholder:"NAME" help:"World to learn; arena games lists them. (default: that of the preset, or connect4)"`
	Agent  string   `placeholder:"KIND" help:"Kind of agent: az (AlphaZero), dqn, pqn or tabular. (default: az in a world of two seats, dqn in one of one)"`
	Preset string   `placeholder:"NAME" help:"Settings to start from. (default: the first for the world and the kind of agent)"`
	Config string   `type:"path" placeholder:"FILE" help:"TOML file whose knobs replace those of the preset."`
	Set    []string `sep:"none" placeholder:"KEY=VALUE" help:"Replace one knob, as in --set train.batch=128. May be repeated."`
}

// settable is a config of any kind of agent.
type settable interface {
	MergeFile(path string) error
	Set(key, value string) error
}

// change sets in c what --config and --set ask for. Its errors are faults of
// usage.
func change(c settable, file string, set []string) error {
	if file != "" {
		if err := c.MergeFile(file); err != nil {
			return cli.Usage(err)
		}
	}
	for _, text := range set {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return cli.Usagef("--set %s: it should be KEY=VALUE", text)
		}
		if err := c.Set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return cli.Usage(fmt.Errorf("--set %w", err))
		}
	}
	return nil
}

// sessionFlags are what the result of a run does not depend on.
type sessionFlags struct {
	Threads int           `default:"0" help:"Threads to use; 0 for one a core. No result depends on it."`
	Time    time.Duration `help:"Stop training after this time, such as 5m; what is unfinished can be resumed."`
	Watch   bool          `help:"Show the newest games and the learning curves in a window meanwhile."`
	JSON    bool          `help:"Print a line of JSON a report, and a summary, to standard output."`
}

func (f *sessionFlags) check() error {
	if f.Threads < 0 || f.Threads > maxThreads {
		return cli.Usagef("--threads is %d; it should be between 0 and %d", f.Threads, maxThreads)
	}
	if f.Threads == 0 {
		f.Threads = runtime.NumCPU()
	}
	if f.Time < 0 {
		return cli.Usagef("--time is %v; it should be positive", f.Time)
	}
	if f.Watch {
		if err := window.Display(); err != nil {
			return fmt.Errorf("--watch: %w; without it, arena serve shows a run in a browser", err)
		}
	}
	return nil
}

const maxThreads = 1024

type trainCommand struct {
	configFlags
	sessionFlags
	Games *int    `help:"Stop after this many games in all (az)."`
	Steps *int    `help:"Stop after this many steps in all: of training (az), of the world (others)."`
	Start string  `type:"path" placeholder:"WEIGHTS" help:"Begin with these weights instead of untrained ones: a file, or a run, which may be one of imitate or, if its heads pool, of another size of board (az)."`
	Seed  *uint64 `help:"Of all randomness; one seed makes one run. (default: 1)"`
	Out   string  `type:"path" placeholder:"DIR" help:"Folder of the run. (default: runs/GAME-PRESET, or the next free name)"`
	Force bool    `help:"Replace the run that stands in --out."`
}

// Run trains from zero.
func (t *trainCommand) Run(ctx context.Context, std *cli.Streams) error {
	if err := t.check(); err != nil {
		return err
	}
	for _, limit := range []struct {
		flag  string
		value *int
	}{{"--games", t.Games}, {"--steps", t.Steps}} {
		if limit.value != nil && *limit.value < 1 {
			return cli.Usagef("%s is %d; it should be at least 1", limit.flag, *limit.value)
		}
	}
	agent, err := t.kind()
	if err != nil {
		return err
	}
	if agent == alphaZero {
		return t.trainAlphaZero(ctx, std)
	}
	if t.Start != "" {
		return cli.Usagef("--start: only runs of az begin with weights that stand, not those of %s", agent)
	}
	return t.trainSteps(ctx, std, agent)
}

// folder returns where the run is to be.
func (t *trainCommand) folder(game, preset string) string {
	if t.Out != "" {
		return t.Out
	}
	name := game
	if preset != game {
		name += "-" + preset
	}
	return rundir.FreeName(filepath.Join("runs", strings.NewReplacer(":", "-", "/", "-", ",", "-", "=", "-").Replace(name)))
}

// program returns how the user calls one of our commands: as it stands on the
// path, or by go run in a checkout.
func program(name string) string {
	if self, err := os.Executable(); err == nil && strings.Contains(self, "go-build") {
		return "go run ./cmd/" + name
	}
	return name
}
