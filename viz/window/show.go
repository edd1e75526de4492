package window

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/viz/app"
)

// Source is what plays the games that an App shows, in goroutines of its own.
type Source interface {
	App() *app.App
	Updates() <-chan func()
	Run(ctx context.Context) error // until the context ends
}

// Show opens a window on what a source plays, and runs the source until the
// window is closed or the context ends. Its error is the window's, or the
// source's if that ended with another than the end of its context.
func Show(ctx context.Context, from Source, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	from.App().SetQuit(stop)
	o.Updates = from.Updates()
	var beside errgroup.Group
	beside.Go(func() error { return from.Run(ctx) })
	err := Run(ctx, from.App(), o)
	stop()
	if other := beside.Wait(); !errors.Is(other, context.Canceled) && (err == nil || errors.Is(err, context.Canceled)) {
		return other
	}
	if errors.Is(err, context.Canceled) {
		return nil // it was closed
	}
	return err
}

// Still is a source of games that are over: nothing plays.
type Still struct{ Shown *app.App }

var _ Source = Still{}

// App implements Source.
func (s Still) App() *app.App { return s.Shown }

// Updates implements Source.
func (s Still) Updates() <-chan func() { return nil }

// Run implements Source.
func (s Still) Run(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}
