package main

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/gallery"
	vizsession "github.com/tengen-rl/tengen/viz/session"
	"github.com/tengen-rl/tengen/viz/window"
)

// watchedGames is how many of the newest games a window shows side by side.
const watchedGames = 9

// shown trains as train does and, with --watch, shows the newest games of the run in
// dir in a window. Training goes on when the window is closed, and closes it when it
// ends.
func (f *sessionFlags) shown(ctx context.Context, dir string, train func(context.Context) error) error {
	if !f.Watch {
		return train(ctx)
	}
	run, err := gallery.OpenRun(dir)
	if err != nil {
		return err
	}
	shown, closeWindow := context.WithCancel(ctx)
	defer closeWindow()
	var training errgroup.Group
	training.Go(func() error {
		defer closeWindow()
		return train(ctx)
	})
	var show error
	if watch := firstGames(shown, run); watch != nil {
		show = window.Show(shown, vizsession.WithCurves(watch, run.Curves), window.Options{Title: "Tengen: " + dir, Background: true})
	}
	return errors.Join(training.Wait(), show)
}

// firstGames waits for the first games of a run, nil if the context ends
// before there are any.
func firstGames(ctx context.Context, run *gallery.Run) *vizsession.Watch {
	for {
		watch, err := vizsession.NewWatch(func() ([]*app.Game, error) { return run.Newest(watchedGames) })
		if err == nil {
			return watch
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(time.Second):
		}
	}
}
