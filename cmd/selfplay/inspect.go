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
	configFlags
	Threads int     `default:"0" help:"Threads to use; 0 for one a core."`
	Seconds float64 `default:"10" help:"How long to measure."`
	JSON    bool    `help:"Print the result as a line of JSON."`
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
	if agent, err := b.kind(); err != nil {
		return err
	} else if agent != alphaZero {
		return cli.Usagef("bench measures self-play of az, not %s, which reports its steps_per_s as it trains", agent)
	}
	config, err := b.alphaZeroConfig("")
	if err != nil {
		return err
	}
	if err := config.Validate(); err != nil {
		return cli.Usage(err)
	}
	timed, cancel := context.WithTimeout(ctx, time.Duration(b.Seconds*float64(time.Second)))
	defer cancel()
	begun := cputime.Seconds()
	speed, err := selfplay.Bench(timed, config, selfplay.Options{Threads: session.Threads, Now: time.Now})
	if err != nil {
		return err
	}
	speed.CPUSeconds = cputime.Seconds() - begun
	if b.JSON {
		return json.NewEncoder(std.Out).Encode(speed)
	}
	_, err = fmt.Fprintf(std.Out, "%s, preset %s, %d threads: %.1f games/s, %s moves/s, %s simulations/s, %s evaluations/s, %.0f %% of the time in the network\n",
		speed.Game, speed.Preset, speed.Threads, speed.GamesPerS, si(speed.MovesPerS), si(speed.SimsPerS), si(speed.EvalsPerS), 100*speed.NetworkShare)
	if had := speed.CPUSeconds / float64(speed.Threads) / speed.Seconds; err == nil && had > 0 && had < 0.9 {
		_, err = fmt.Fprintf(std.Out, "The machine was busy: the threads had %.0f %% of their cores; alone they would make about %s moves/s and %s evaluations/s.\n",
			100*had, si(speed.MovesPerS/had), si(speed.EvalsPerS/had))
	}
	return err
}
