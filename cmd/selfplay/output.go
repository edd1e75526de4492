package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay"
)

// output is what a training session shows: results, or lines of JSON, on
// standard output; progress on standard error.
type output struct {
	results  *json.Encoder // nil without --json
	text     io.Writer     // the closing words
	progress *cli.Status
}

func newOutput(std *cli.Streams, asJSON bool) *output {
	o := &output{text: std.Out, progress: cli.NewStatus(std.Err)}
	if asJSON {
		o.results = json.NewEncoder(std.Out)
		o.text = std.Err
	}
	return o
}

// begin tells what will happen.
func (o *output) begin(run *selfplay.Run, threads int) {
	c := run.Config()
	o.progress.Line("%s: AlphaZero, preset %s, seed %d, %d threads → %s", c.Game, c.Preset, c.Seed, threads, run.Folder())
	o.progress.Line("network: %s", run.Network())
	if g := run.Generation(); g > 0 {
		o.progress.Line("resumed at generation %d", g)
	}
}

// during shows progress while work is done.
func (o *output) during(run *selfplay.Run, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			o.progress.Clear()
			return err
		case <-tick.C:
			o.progress.Show(statusLines(run.Status())...)
		}
	}
}

// report prints the line of a generation.
func (o *output) report(r *selfplay.Report) {
	if o.results != nil {
		_ = o.results.Encode(r) // as with fmt.Println, a reader that has gone is no fault of the run
	}
	line := fmt.Sprintf("generation %d: %d games, policy loss %.3f, value loss %.3f, entropy %.2f",
		r.Generation, r.Games, r.PolicyLoss, r.ValueLoss, r.Entropy)
	if r.Elo != nil {
		line += fmt.Sprintf(", Elo %+.0f", *r.Elo)
	}
	if !o.progress.Terminal() { // where the status line does not tell it
		line += fmt.Sprintf(", %.1f games/s, %s evals/s, network %.0f %%, %.0f s", r.GamesPerS, si(r.EvalsPerS), 100*r.NetworkShare, r.Seconds)
	}
	o.progress.Line("%s", line)
}

func (o *output) note(format string, args ...any) { o.progress.Line(format, args...) }

// evaluate plays the closing matches and tells the results.
func (o *output) evaluate(ctx context.Context, run *selfplay.Run) error {
	c := run.Config()
	if c.Evaluate.FinalGames > 0 && len(c.Evaluate.Opponents) > 0 {
		fmt.Fprintf(o.text, "\nHow strong it became, at %d simulations a move:\n", c.Evaluate.Simulations)
	}
	strengths, err := run.Evaluate(ctx, func(s selfplay.Strength) {
		fmt.Fprintf(o.text, "  against %-18s %5.1f %% of %d games (95 %% interval %.1f to %.1f): %d wins, %d draws, %d losses, Elo %+.0f\n",
			s.Opponent, 100*s.Score, s.Games, 100*s.ScoreLo, 100*s.ScoreHi, s.Wins, s.Draws, s.Losses, s.Elo)
	})
	if err != nil {
		return err
	}
	if err := run.WriteReport(strengths); err != nil {
		return err
	}
	if o.results != nil {
		if err := o.results.Encode(run.Summary(strengths)); err != nil {
			return err
		}
	}
	fmt.Fprintf(o.text, "The run: %s (open %s in a browser).\n", run.Folder(), run.ReportPath())
	fmt.Fprintf(o.text, "Play against it: %s play --game %s az:%s\n", program("arena"), c.Game, run.Folder())
	return nil
}
