package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/imitation"
	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

type resumeCommand struct {
	Folder string `arg:"" name:"run" help:"Folder of the run."`
	sessionFlags
	Game     string   `help:"World that the run should be of; checked if given."`
	Steps    *int     `help:"Stop after this many steps in all instead of those of the config; needs --override."`
	Config   string   `type:"path" placeholder:"FILE" help:"TOML file of knobs to change; needs --override."`
	Set      []string `sep:"none" placeholder:"KEY=VALUE" help:"Change one knob; needs --override. May be repeated."`
	Override bool     `help:"Go on with settings that differ from those the run was begun with."`
}

// Run goes on with a run.
func (r *resumeCommand) Run(ctx context.Context, std *cli.Streams) error {
	if err := r.check(); err != nil {
		return err
	}
	if r.Steps != nil && *r.Steps < 1 {
		return cli.Usagef("--steps is %d; it should be at least 1", *r.Steps)
	}
	_, head, _, err := rundir.Open(r.Folder)
	if err != nil {
		return err
	}
	if r.Game != "" && r.Game != head.Game {
		return fmt.Errorf("%s is a run of %s, not of %s", r.Folder, head.Game, r.Game)
	}
	if head.Agent == imitation.Agent {
		return r.resumeImitation(ctx, std)
	}
	if qlearn.Knows(head.Agent) {
		return r.resumeSteps(ctx, std)
	}
	return r.resumeAlphaZero(ctx, std)
}

func (r *resumeCommand) resumeAlphaZero(ctx context.Context, std *cli.Streams) error {
	folder, config, err := selfplay.OpenFolder(r.Folder)
	if err != nil {
		return err
	}
	before := config
	if r.Steps != nil {
		config.MaxSteps = *r.Steps
	}
	if err := amend(r, folder, before, &config); err != nil {
		return err
	}
	return r.alphaZero(ctx, std, folder, config)
}

func (r *resumeCommand) resumeSteps(ctx context.Context, std *cli.Streams) error {
	folder, config, err := qlearn.OpenFolder(r.Folder)
	if err != nil {
		return err
	}
	before := config
	if r.Steps != nil {
		config.Steps = *r.Steps
	}
	if err := amend(r, folder, before, &config); err != nil {
		return err
	}
	return r.steps(ctx, std, folder, config)
}

// amend makes the changes to a run's settings that the flags ask for, and keeps
// them in its folder; config is what it was begun with, or has changes already.
func amend[C any, P interface {
	*C
	settable
	Validate() error
}](r *resumeCommand, folder interface {
	Change(config C, changes []knobs.Change) error
}, before C, config P) error {
	if err := change(config, r.Config, r.Set); err != nil {
		return err
	}
	changes := knobs.Changes(before, *config)
	if err := r.accept(changes, config.Validate()); err != nil || len(changes) == 0 {
		return err
	}
	return folder.Change(*config, changes)
}

// accept returns an error that names each changed knob, unless there is none
// or --override accepts them; then it returns what is wrong with the settings.
func (r *resumeCommand) accept(changes []knobs.Change, invalid error) error {
	if len(changes) == 0 {
		return nil
	}
	if !r.Override {
		text := r.Folder + " was begun with other settings: "
		for i, c := range changes {
			if i > 0 {
				text += "; "
			}
			text += c.String()
		}
		return errors.New(text + ". --override goes on with the changed ones")
	}
	return cli.Usage(invalid)
}
