package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay/imitation"
)

type imitateCommand struct {
	From   []string `required:"" sep:"none" type:"path" placeholder:"FILE" help:"Games to learn from: a file of SGF, PGN or moves, a folder of such files, or a run of self-play. May be repeated."`
	Game   string   `required:"" placeholder:"NAME" help:"World of the games; arena games lists them."`
	Config string   `type:"path" placeholder:"FILE" help:"TOML file whose knobs replace the defaults."`
	Set    []string `sep:"none" placeholder:"KEY=VALUE" help:"Replace one knob, as in --set network.blocks=6. May be repeated."`
	Seed   *uint64  `help:"Of all randomness; one seed makes one run. (default: 1)"`
	Out    string   `type:"path" placeholder:"DIR" help:"Folder of the run. (default: runs/GAME-imitation, or the next free name)"`
	Force  bool     `help:"Replace the run that stands in --out."`
	sessionFlags
}

// Run learns from the games.
func (c *imitateCommand) Run(ctx context.Context, std *cli.Streams) error {
	if err := c.checkImitation(); err != nil {
		return err
	}
	from := make([]string, len(c.From))
	for i, path := range c.From {
		var err error
		if from[i], err = filepath.Abs(path); err != nil { // so that a resume from elsewhere finds it
			return err
		}
	}
	config := imitation.Defaults(c.Game, from)
	config.Version = cli.Version()
	if err := change(&config, c.Config, c.Set); err != nil {
		return err
	}
	if c.Seed != nil {
		config.Seed = *c.Seed
	}
	if err := config.Validate(); err != nil {
		return cli.Usage(err)
	}
	if err := imitation.Check(config); err != nil {
		return err
	}
	out := (&trainCommand{Out: c.Out}).folder(c.Game, "imitation")
	folder, err := imitation.Create(out, config, c.Force)
	if err != nil {
		return err
	}
	return c.imitate(ctx, std, folder, config)
}

// checkImitation is check of a session that plays no games.
func (f *sessionFlags) checkImitation() error {
	if f.Watch {
		return cli.Usagef("--watch: a run that imitates plays no games")
	}
	return f.check()
}

// imitate trains a run that stands in its folder.
func (f *sessionFlags) imitate(ctx context.Context, std *cli.Streams, folder imitation.Folder, config imitation.Config) error {
	out := f.output(std)
	run, err := imitation.Start(folder, config, imitation.Options{
		Threads: f.Threads,
		Now:     time.Now,
		Report:  func(r *imitation.Report) { reportImitation(out, r) },
	})
	if err != nil {
		return err
	}
	return f.follow(ctx, out, imitationSession{run})
}

func (r *resumeCommand) resumeImitation(ctx context.Context, std *cli.Streams) error {
	if err := r.checkImitation(); err != nil {
		return err
	}
	if r.Steps != nil {
		return cli.Usagef("--steps: a run that imitates ends by max_passes and patience")
	}
	folder, config, err := imitation.OpenFolder(r.Folder)
	if err != nil {
		return err
	}
	if err := amend(r, folder, config, &config); err != nil {
		return err
	}
	return r.imitate(ctx, std, folder, config)
}

// imitationSession is a run that imitates as a session.
type imitationSession struct{ *imitation.Run }

func (s imitationSession) begin(o *output, threads int) {
	c, sum := s.Config(), s.Summary()
	o.note("%s: imitation, seed %d, %d threads → %s", c.Game, c.Seed, threads, s.Folder())
	o.note("network: %s", s.Network())
	o.note("%d games (%d positions) to learn from, %d (%d) held out", sum.Games, sum.Positions, sum.HeldGames, sum.HeldPositions)
	if sum.Skipped > 0 {
		o.note("%d games of unknown result were passed over", sum.Skipped)
	}
	if sum.Generation > 0 {
		o.note("resumed at %s", s.where())
	}
}

func (s imitationSession) where() string {
	return fmt.Sprintf("measurement %d", s.Status().Generation)
}

func (s imitationSession) writeReport() error { return s.WriteReport() }

func (s imitationSession) status() []string {
	now := s.Status()
	return []string{
		fmt.Sprintf("step %d/%d %s", now.Steps, now.TotalSteps, bar(now.Steps, now.TotalSteps)),
		fmt.Sprintf("policy loss %.3f  value loss %.3f  held out: loss %.3f, %.1f %% of the moves foreseen",
			now.Loss.Policy, now.Loss.Value, now.Held.Loss, 100*now.Held.Accuracy),
	}
}

// reportImitation prints the line of a measurement.
func reportImitation(o *output, r *imitation.Report) {
	o.object(r)
	best := ""
	if r.Best {
		best = ", the best so far"
	}
	o.note("measurement %d: step %d, %.1f passes, policy loss %.3f, value loss %.3f; held out %.3f, %.3f, %.1f %% of the moves foreseen%s",
		r.Generation, r.Steps, r.Passes, r.PolicyLoss, r.ValueLoss, r.Held.PolicyLoss, r.Held.ValueLoss, 100*r.Accuracy, best)
}

// conclude tells how well the network foresees the games held out.
func (s imitationSession) conclude(_ context.Context, o *output) error {
	if err := s.WriteReport(); err != nil {
		return err
	}
	sum := s.Summary()
	o.object(sum)
	fmt.Fprintf(o.text, "\nOf the moves in %d games held out it foresees %.1f %%:\n", sum.HeldGames, 100*sum.Accuracy)
	for _, p := range sum.Plies {
		fmt.Fprintf(o.text, "  plies %3d to %3d: %5.1f %% of %d\n", p.From, p.To, 100*p.Accuracy, p.Positions)
	}
	fmt.Fprintf(o.text, "The run: %s (open %s in a browser).\n", s.Folder(), s.ReportPath())
	fmt.Fprintf(o.text, "Self-play from it: %s train --game %s --start %s\n", program("selfplay"), s.Config().Game, s.Folder())
	fmt.Fprintf(o.text, "Play against it: %s play --game %s az:%s\n", program("arena"), s.Config().Game, s.Folder())
	return nil
}
