package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/cputime"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/imitation"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

type verifyCommand struct {
	Folder string `arg:"" name:"run" help:"Folder of the run."`
	JSON   bool   `help:"Print the counts as a line of JSON."`
}

// Run checks a run.
func (v *verifyCommand) Run(std *cli.Streams) error {
	_, head, _, err := rundir.Open(v.Folder)
	if err != nil {
		return err
	}
	if qlearn.Knows(head.Agent) {
		return v.steps(std)
	}
	if head.Agent == imitation.Agent {
		return v.imitation(std)
	}
	counts, err := selfplay.Verify(v.Folder)
	if err != nil {
		return err
	}
	if v.JSON {
		return json.NewEncoder(std.Out).Encode(counts)
	}
	_, err = fmt.Fprintf(std.Out, "%s is whole: %s, generation %d, %d weights, %d games, %d positions, %d reports\n",
		counts.Run, counts.Game, counts.Generation, counts.Weights, counts.Games, counts.Positions, counts.Reports)
	return err
}

// steps checks a run that is counted in steps of the world.
func (v *verifyCommand) steps(std *cli.Streams) error {
	counts, err := qlearn.Verify(v.Folder)
	if err != nil {
		return err
	}
	if v.JSON {
		return json.NewEncoder(std.Out).Encode(counts)
	}
	_, err = fmt.Fprintf(std.Out, "%s is whole: %s by %s, step %d, generation %d, %d weights, %d episodes, %d reports\n",
		counts.Run, counts.Game, counts.Agent, counts.Steps, counts.Generation, counts.Weights, counts.Games, counts.Reports)
	return err
}

// imitation checks a run that imitates.
func (v *verifyCommand) imitation(std *cli.Streams) error {
	counts, err := imitation.Verify(v.Folder)
	if err != nil {
		return err
	}
	if v.JSON {
		return json.NewEncoder(std.Out).Encode(counts)
	}
	_, err = fmt.Fprintf(std.Out, "%s is whole: %s by imitation, generation %d, %d weights, %d reports\n",
		counts.Run, counts.Game, counts.Generation, counts.Weights, counts.Reports)
	return err
}

type benchCommand struct {
	Folder string `arg:"" optional:"" name:"run" help:"Folder of a run of AlphaZero: measure with its settings and its newest weights instead of untrained ones of a preset."`
	configFlags
	Threads int           `default:"0" help:"Threads to use; 0 for one a core."`
	WarmUp  time.Duration `default:"0" help:"Play for this time, such as 30s, before anything counts: caches fill, and games come to their middle."`
	Seconds float64       `default:"10" help:"How long to measure, after the warm-up."`
	JSON    bool          `help:"Print the result as a line of JSON."`
}

// Run measures self-play.
func (b *benchCommand) Run(ctx context.Context, std *cli.Streams) error {
	session := sessionFlags{Threads: b.Threads}
	if err := session.check(); err != nil {
		return err
	}
	if !(b.Seconds > 0) || b.Seconds > 1e6 {
		return cli.Usagef("--seconds is %v; it should be positive, and at most 1e6", b.Seconds)
	}
	if b.WarmUp < 0 || b.WarmUp > maxWarmUp {
		return cli.Usagef("--warm-up is %v; it should be between 0s and %v", b.WarmUp, maxWarmUp)
	}
	config, err := b.config()
	if err != nil {
		return err
	}
	bench := selfplay.Bench{Config: config, Run: b.Folder, CPU: cputime.Seconds}
	if b.WarmUp > 0 {
		bench.Begin = time.After(b.WarmUp)
	}
	timed, cancel := context.WithTimeout(ctx, b.WarmUp+time.Duration(b.Seconds*float64(time.Second)))
	defer cancel()
	speed, err := bench.Measure(timed, selfplay.Options{Threads: session.Threads, Now: time.Now})
	if err != nil {
		return err
	}
	if b.JSON {
		return json.NewEncoder(std.Out).Encode(speed)
	}
	what := "preset " + speed.Preset
	if speed.Run != "" {
		what = fmt.Sprintf("%s at generation %d", speed.Run, speed.Generation)
	}
	_, err = fmt.Fprintf(std.Out, "%s, %s, %d threads: %.1f games/s, %s moves/s, %s simulations/s, %s evaluations/s, %.0f %% of the time in the network\n",
		speed.Game, what, speed.Threads, speed.GamesPerS, si(speed.MovesPerS), si(speed.SimsPerS), si(speed.EvalsPerS), 100*speed.NetworkShare)
	if had := speed.CPUSeconds / float64(speed.Threads) / speed.Seconds; err == nil && had > 0 && had < 0.9 {
		_, err = fmt.Fprintf(std.Out, "The machine was busy: the threads had %.0f %% of their cores; alone they would make about %s moves/s and %s evaluations/s.\n",
			100*had, si(speed.MovesPerS/had), si(speed.EvalsPerS/had))
	}
	return err
}

const maxWarmUp = 24 * time.Hour

// config returns the settings to measure.
func (b *benchCommand) config() (config selfplay.Config, err error) {
	if b.Folder != "" {
		config, err = b.runConfig()
	} else {
		config, err = b.presetConfig()
	}
	if err != nil {
		return config, err
	}
	return config, cli.Usage(config.Validate())
}

// presetConfig returns the settings of a preset with the changes that the flags
// ask for.
func (b *benchCommand) presetConfig() (config selfplay.Config, err error) {
	agent, err := b.kind()
	if err != nil {
		return config, err
	}
	if agent != alphaZero {
		return config, cli.Usagef("bench measures self-play of az, not %s, which reports its steps_per_s as it trains", agent)
	}
	return b.alphaZeroConfig("")
}

// runConfig returns the settings of the run with the changes that the flags ask
// for.
func (b *benchCommand) runConfig() (config selfplay.Config, err error) {
	if b.Preset != "" {
		return config, cli.Usagef("--preset: the settings are those of the run %s; --set changes them", b.Folder)
	}
	_, head, _, err := rundir.Open(b.Folder)
	switch {
	case err != nil:
		return config, err
	case head.Agent != alphaZero:
		return config, fmt.Errorf("%s is a run of %s; bench measures self-play of az", b.Folder, head.Agent)
	case b.Agent != "" && b.Agent != head.Agent:
		return config, fmt.Errorf("%s is a run of %s, not of %s", b.Folder, head.Agent, b.Agent)
	case b.Game != "" && b.Game != head.Game:
		return config, fmt.Errorf("%s is a run of %s, not of %s", b.Folder, head.Game, b.Game)
	}
	_, before, err := selfplay.OpenFolder(b.Folder)
	if err != nil {
		return config, err
	}
	config = before
	if err := change(&config, b.Config, b.Set); err != nil {
		return config, err
	}
	return config, cli.Usage(selfplay.KeepsNetwork(knobs.Changes(before, config)))
}
