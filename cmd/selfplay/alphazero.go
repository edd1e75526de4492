package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// trainAlphaZero begins a run of AlphaZero.
func (t *trainCommand) trainAlphaZero(ctx context.Context, std *cli.Streams) error {
	start := t.Start
	if start != "" {
		var err error
		if start, err = filepath.Abs(start); err != nil {
			return err
		}
	}
	config, err := t.alphaZeroConfig(start)
	if err != nil {
		return err
	}
	if t.Seed != nil {
		config.Seed = *t.Seed
	} else if config.Seed == 0 {
		config.Seed = 1
	}
	if t.Games != nil {
		config.MaxGames = *t.Games
	}
	if t.Steps != nil {
		config.MaxSteps = *t.Steps
	}
	if err := config.Validate(); err != nil {
		return cli.Usage(err)
	}
	folder, err := selfplay.Create(t.folder(config.Game, config.Preset), config, t.Force)
	if err != nil {
		return err
	}
	return t.alphaZero(ctx, std, folder, config)
}

// alphaZero trains a run that stands in its folder.
func (f *sessionFlags) alphaZero(ctx context.Context, std *cli.Streams, folder selfplay.Folder, config selfplay.Config) error {
	out := f.output(std)
	run, err := selfplay.Start(folder, config, selfplay.Options{
		Threads: f.Threads,
		Now:     time.Now,
		Report:  func(r *selfplay.Report) { reportGeneration(out, r) },
	})
	if err != nil {
		return err
	}
	return f.shown(ctx, folder.String(), func(ctx context.Context) error { return f.follow(ctx, out, alphaZeroSession{run}) })
}

// alphaZeroSession is a run of AlphaZero as a session.
type alphaZeroSession struct{ *selfplay.Run }

func (s alphaZeroSession) begin(o *output, threads int) {
	c := s.Config()
	o.note("%s: AlphaZero, preset %s, seed %d, %d threads → %s", c.Game, c.Preset, c.Seed, threads, s.Folder())
	o.note("network: %s", s.Network())
	if g := s.Generation(); g > 0 {
		o.note("resumed at generation %d", g)
	}
}

func (s alphaZeroSession) where() string { return fmt.Sprintf("generation %d", s.Generation()) }

func (s alphaZeroSession) writeReport() error { return s.WriteReport(nil) }

// status returns the two lines of a status.
func (s alphaZeroSession) status() []string {
	now := s.Status()
	return []string{
		fmt.Sprintf("generation %d/%d  games %s %d/%d  training %s %d/%d",
			now.Generation, now.Generations,
			bar(now.Games, now.TotalGames), now.Games, now.TotalGames,
			bar(now.Steps, now.TotalSteps), now.Steps, now.TotalSteps),
		fmt.Sprintf("loss %.3f  entropy %.2f  %.1f games/s  %s evals/s  %s left",
			now.Loss.Policy+now.Loss.Value, now.Loss.Entropy, now.GamesPerS, si(now.EvalsPerS), left(now.Left)),
	}
}

// reportGeneration prints the line of a generation.
func reportGeneration(o *output, r *selfplay.Report) {
	o.object(r)
	line := fmt.Sprintf("generation %d: %d games, policy loss %.3f, value loss %.3f, entropy %.2f",
		r.Generation, r.Games, r.PolicyLoss, r.ValueLoss, r.Entropy)
	if r.Elo != nil {
		line += fmt.Sprintf(", Elo %+.0f", *r.Elo)
	}
	if r.Returns != nil {
		line += fmt.Sprintf(", mean return %.3f", r.Returns.Mean)
	}
	if !o.progress.Terminal() { // where the status line does not tell it
		line += fmt.Sprintf(", %.1f games/s, %s evals/s, network %.0f %%, %.0f s", r.GamesPerS, si(r.EvalsPerS), 100*r.NetworkShare, r.Seconds)
	}
	o.note("%s", line)
	if r.Gate != nil {
		o.note("  %s", r.Gate)
	}
	if len(r.Truth) > 0 {
		o.note("  mistakes: %s", strength.Describe(r.Truth))
	}
	if r.Past != nil {
		o.note("  against generation %d: Elo %+.0f (%+.0f to %+.0f)", r.Past.Generation, r.Past.Elo, r.Past.EloLo, r.Past.EloHi)
	}
}

// conclude plays the closing matches and tells the results.
func (s alphaZeroSession) conclude(ctx context.Context, o *output) error {
	c := s.Config()
	if c.Evaluate.FinalGames > 0 && len(c.Evaluate.Opponents) > 0 {
		fmt.Fprintf(o.text, "\nHow strong it became, at %d simulations a move:\n", c.Evaluate.Simulations)
	}
	strengths, err := s.Evaluate(ctx, o.strength)
	if err != nil {
		return err
	}
	if err := s.WriteReport(strengths); err != nil {
		return err
	}
	summary := s.Summary(strengths)
	o.object(summary)
	if r := summary.Returns; r != nil {
		fmt.Fprintf(o.text, "\nMean return of %d episodes at %d simulations a move: %.3f (95 %% interval %.3f to %.3f).\n",
			c.Evaluate.FinalGames, c.Evaluate.Simulations, r.Mean, r.Lo, r.Hi)
	}
	fmt.Fprintf(o.text, "The run: %s (open %s in a browser).\n", s.Folder(), s.ReportPath())
	fmt.Fprintf(o.text, "Play against it: %s play --game %s az:%s\n", program("arena"), c.Game, s.Folder())
	return nil
}

// strength tells the result of a match.
func (o *output) strength(s selfplay.Strength) {
	fmt.Fprintf(o.text, "  against %-18s %5.1f %% of %d games (95 %% interval %.1f to %.1f): %d wins, %d draws, %d losses, Elo %+.0f\n",
		s.Opponent, 100*s.Score, s.Games, 100*s.ScoreLo, 100*s.ScoreHi, s.Wins, s.Draws, s.Losses, s.Elo)
}
