package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// trainSteps begins a run of an agent that learns step by step.
func (t *trainCommand) trainSteps(ctx context.Context, std *cli.Streams, agent string) error {
	config, err := t.stepsConfig(agent)
	if err != nil {
		return err
	}
	if t.Games != nil {
		return cli.Usagef("--games: a run of %s is counted in steps of the world: want --steps", agent)
	}
	if t.Steps != nil {
		config.Steps = *t.Steps
	}
	if t.Seed != nil {
		config.Seed = *t.Seed
	} else if config.Seed == 0 {
		config.Seed = 1
	}
	if err := config.Validate(); err != nil {
		return cli.Usage(err)
	}
	folder, err := qlearn.Create(t.folder(config.Game, config.Preset), config, t.Force)
	if err != nil {
		return err
	}
	return t.steps(ctx, std, folder, config)
}

// steps trains a run that stands in its folder.
func (f *sessionFlags) steps(ctx context.Context, std *cli.Streams, folder qlearn.Folder, config qlearn.Config) error {
	out := f.output(std)
	run, err := qlearn.Start(folder, config, qlearn.Options{
		Threads: f.Threads,
		Now:     time.Now,
		Report:  func(r *qlearn.Report) { reportSteps(out, r) },
	})
	if err != nil {
		return err
	}
	return f.shown(ctx, folder.String(), func(ctx context.Context) error { return f.follow(ctx, out, stepsSession{run}) })
}

// stepsSession is a run of steps as a session.
type stepsSession struct{ *qlearn.Run }

func (s stepsSession) begin(o *output, threads int) {
	c := s.Config()
	o.note("%s: %s, preset %s, seed %d, %d threads → %s", c.Game, c.Agent, c.Preset, c.Seed, threads, s.Folder())
	o.note("%s", s.About())
	if n := s.Steps(); n > 0 {
		o.note("resumed at step %d", n)
	}
}

func (s stepsSession) where() string { return fmt.Sprintf("step %d", s.Steps()) }

func (s stepsSession) writeReport() error { return s.WriteReport(nil) }

// status returns the two lines of a status.
func (s stepsSession) status() []string {
	now := s.Status()
	return []string{
		fmt.Sprintf("steps %s %d/%d  %s steps/s  %s left",
			bar(now.Steps, now.TotalSteps), now.Steps, now.TotalSteps, si(now.StepsPerS), left(now.Left)),
		fmt.Sprintf("loss %s  epsilon %.3f  return %s while training, %s evaluated",
			optional("%.4f", now.Loss), now.Epsilon, optional("%.2f", now.TrainReturn), optional("%.2f", now.EvalReturn)),
	}
}

// optional formats a number that there may be.
func optional(format string, value *float64) string {
	if value == nil {
		return "…"
	}
	return fmt.Sprintf(format, *value)
}

// reportSteps prints the line of a report.
func reportSteps(o *output, r *qlearn.Report) {
	o.object(r)
	line := fmt.Sprintf("step %d: %d episodes, return %s, loss %s, epsilon %.3f",
		r.Steps, r.Games, optional("%.2f", r.TrainReturn), optional("%.4f", r.Loss), r.Epsilon)
	if r.EvalReturn != nil {
		line += fmt.Sprintf(", evaluated %.2f (%.2f to %.2f)", *r.EvalReturn, *r.EvalLo, *r.EvalHi)
	}
	if !o.progress.Terminal() { // where the status line does not tell it
		line += fmt.Sprintf(", %s steps/s, %.0f s", si(r.StepsPerS), r.Seconds)
	}
	o.note("%s", line)
}

// conclude makes the closing evaluation and tells the result.
func (s stepsSession) conclude(ctx context.Context, o *output) error {
	c := s.Config()
	summary, err := s.Evaluate(ctx)
	if err != nil {
		return err
	}
	if err := s.WriteReport(&summary); err != nil {
		return err
	}
	o.object(summary)
	if len(summary.Strengths) > 0 {
		fmt.Fprintf(o.text, "\nHow strong it became:\n")
	}
	for _, result := range summary.Strengths {
		o.strength(result)
	}
	if len(summary.Strengths) == 0 {
		fmt.Fprintf(o.text, "\nMean return %.3f of %d episodes (95 %% interval %.3f to %.3f), mean length %.1f.\n",
			*summary.EvalReturn, summary.EvalEpisodes, *summary.EvalLo, *summary.EvalHi, summary.EvalSteps)
	}
	fmt.Fprintf(o.text, "The run: %s (open %s in a browser).\n", s.Folder(), s.ReportPath())
	if len(summary.Strengths) > 0 {
		fmt.Fprintf(o.text, "Play against it: %s play --game %s %s:%s\n", program("arena"), c.Game, c.Agent, s.Folder())
	} else {
		fmt.Fprintf(o.text, "See it play: %s eval --show --game %s %s:%s\n", program("arena"), c.Game, c.Agent, s.Folder())
	}
	return nil
}
