package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay"
)

// configFlags choose the config of a run.
type configFlags struct {
	Game   string   `default:"connect4" help:"World to learn (tictactoe, connect4)."`
	Agent  string   `default:"az" help:"Kind of agent: az (AlphaZero)."`
	Preset string   `default:"quick" help:"Preset of the world."`
	Config string   `type:"path" placeholder:"FILE" help:"TOML file whose knobs replace those of the preset."`
	Set    []string `sep:"none" placeholder:"KEY=VALUE" help:"Replace one knob, as in --set train.batch=128. May be repeated."`
}

// resolve returns the config that the flags ask for. Its errors are faults of
// usage.
func (f *configFlags) resolve() (selfplay.Config, error) {
	c, err := selfplay.Preset(f.Game, f.Preset)
	if err != nil {
		return c, cli.Usage(err)
	}
	if f.Config != "" {
		if err := c.MergeFile(f.Config); err != nil {
			return c, cli.Usage(err)
		}
	}
	c.Agent = f.Agent
	c.Version = cli.Version()
	for _, text := range f.Set {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return c, cli.Usagef("--set %s: it should be KEY=VALUE", text)
		}
		if err := c.Set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return c, cli.Usage(fmt.Errorf("--set %w", err))
		}
	}
	return c, nil
}

// sessionFlags are what the result of a run does not depend on.
type sessionFlags struct {
	Threads int           `default:"0" help:"Threads to use; 0 for one a core. No result depends on it."`
	Time    time.Duration `help:"Stop training after this time, such as 5m; what is unfinished can be resumed."`
	JSON    bool          `help:"Print a line of JSON a generation, and a summary, to standard output."`
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
	return nil
}

const maxThreads = 1024

type trainCommand struct {
	configFlags
	sessionFlags
	Games *int    `help:"Stop after this many games in all."`
	Steps *int    `help:"Stop after this many steps of training in all."`
	Seed  *uint64 `help:"Of all randomness; one seed makes one run. (default: 1)"`
	Out   string  `type:"path" placeholder:"DIR" help:"Folder of the run. (default: runs/GAME-PRESET, or the next free name)"`
	Force bool    `help:"Replace the run that stands in --out."`
}

// Run trains from zero.
func (t *trainCommand) Run(ctx context.Context, std *cli.Streams) error {
	if err := t.check(); err != nil {
		return err
	}
	config, err := t.resolve()
	if err != nil {
		return err
	}
	if t.Seed != nil {
		config.Seed = *t.Seed
	} else if config.Seed == 0 {
		config.Seed = 1
	}
	for _, limit := range []struct {
		flag string
		from *int
		to   *int
	}{{"--games", t.Games, &config.MaxGames}, {"--steps", t.Steps, &config.MaxSteps}} {
		if limit.from == nil {
			continue
		}
		if *limit.from < 1 {
			return cli.Usagef("%s is %d; it should be at least 1", limit.flag, *limit.from)
		}
		*limit.to = *limit.from
	}
	if err := config.Validate(); err != nil {
		return cli.Usage(err)
	}
	dir := t.Out
	if dir == "" {
		name := strings.ReplaceAll(config.Game, ":", "-") + "-" + config.Preset
		dir = selfplay.FreeName(filepath.Join("runs", name))
	}
	folder, err := selfplay.Create(dir, config, t.Force)
	if err != nil {
		return err
	}
	return t.session(ctx, std, folder, config)
}

type resumeCommand struct {
	Folder string `arg:"" name:"run" help:"Folder of the run."`
	sessionFlags
	Game string `help:"World that the run should be of; checked if given."`
}

// Run goes on with a run.
func (r *resumeCommand) Run(ctx context.Context, std *cli.Streams) error {
	if err := r.check(); err != nil {
		return err
	}
	folder, config, err := selfplay.OpenFolder(r.Folder)
	if err != nil {
		return err
	}
	if r.Game != "" && r.Game != config.Game {
		return fmt.Errorf("%s is a run of %s, not of %s", r.Folder, config.Game, r.Game)
	}
	return r.session(ctx, std, folder, config)
}

// errTimeUp ends the training of a session that --time bounds.
var errTimeUp = errors.New("time is up")

// session trains until the run's end, --time or Ctrl-C, and then tells how
// strong the agent is.
func (f *sessionFlags) session(ctx context.Context, std *cli.Streams, folder selfplay.Folder, config selfplay.Config) (err error) {
	out := newOutput(std, f.JSON)
	run, err := selfplay.Start(folder, config, selfplay.Options{
		Threads: f.Threads,
		Now:     time.Now,
		Report:  out.report,
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, run.Close()) }()
	out.begin(run, f.Threads)
	training := ctx
	if f.Time > 0 {
		var cancel context.CancelFunc
		training, cancel = context.WithTimeoutCause(ctx, f.Time, errTimeUp)
		defer cancel()
	}
	err = out.during(run, func() error { return run.Train(training) })
	switch {
	case errors.Is(err, errTimeUp):
		out.note("time is up: generation %d stands; `%s resume %s` goes on", run.Generation(), program("selfplay"), folder)
	case ctx.Err() != nil:
		stopped := fmt.Errorf("stopped at generation %d, all saved; go on with: %s resume %s", run.Generation(), program("selfplay"), folder)
		return errors.Join(stopped, run.WriteReport(nil))
	case err != nil:
		return err
	}
	return out.evaluate(ctx, run)
}

// program returns how the user calls one of our commands: as it stands on the
// path, or by go run in a checkout.
func program(name string) string {
	if self, err := os.Executable(); err == nil && strings.Contains(self, "go-build") {
		return "go run ./cmd/" + name
	}
	return name
}
