package main

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/viz/session"
	"github.com/tengen-rl/tengen/viz/window"
)

// viewFlags say whether games are shown while they are played.
type viewFlags struct {
	Watch  bool `help:"Show games in a window while they are played, so many side by side as --boards says; it changes no result. Closing the window ends nothing, and it stays after the last game."`
	Boards int  `default:"9" help:"Of --watch."`
}

// viewed has play play games of the world, and opens a window on them if that is
// asked for: play then gets what shows them, and runs in a goroutine of its own.
// What goes wrong in it closes the window.
func (f *viewFlags) viewed(ctx context.Context, world envs.Game, title string, play func(*session.Match) error) error {
	if f.Boards < 1 || f.Boards > 400 {
		return cli.Usagef("--boards %d: want 1 to 400", f.Boards)
	}
	if !f.Watch {
		return play(nil)
	}
	if err := window.Display(); err != nil {
		return withoutWindow(err)
	}
	view := session.NewMatch(world, f.Boards)
	shown, closeWindow := context.WithCancel(ctx)
	defer closeWindow()
	var playing errgroup.Group
	playing.Go(func() error {
		err := play(view)
		if err != nil {
			closeWindow()
		}
		return err
	})
	err := window.Show(shown, view, window.Options{Title: "Tengen: " + title})
	return errors.Join(playing.Wait(), withoutWindow(err))
}
