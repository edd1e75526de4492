package session

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/overlay"
)

// Curves shows something that plays on together with curves, such as those of
// the run that the games are of, which are read again and again. Make one with
// WithCurves and run it with Run.
type Curves struct {
	of      source
	read    func() ([]overlay.Chart, error)
	updates chan func()
	shown   string // the curves that the App has, as text
}

// source is a window.Source, of which this package knows nothing.
type source interface {
	App() *app.App
	Updates() <-chan func()
	Run(ctx context.Context) error
}

// WithCurves returns what of shows, with the curves that read returns; while it
// errs they stay as they are.
func WithCurves(of source, read func() ([]overlay.Chart, error)) *Curves {
	return &Curves{of: of, read: read, updates: make(chan func(), 1)}
}

// App is what a window shows. Its goroutine must call the Updates.
func (c *Curves) App() *app.App { return c.of.App() }

// Updates are the changes of the App that games and curves bring about.
func (c *Curves) Updates() <-chan func() { return c.updates }

// Run plays on and reads the curves until the context ends, and returns the
// error of what plays.
func (c *Curves) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var playing errgroup.Group
	playing.Go(func() error { defer stop(); return c.of.Run(ctx) })
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	c.look(ctx)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			c.look(ctx)
		case update := <-c.of.Updates():
			c.hand(ctx, update)
		}
	}
	return playing.Wait()
}

// look reads the curves, and hands on those that have changed: what is shown is
// painted anew by that.
func (c *Curves) look(ctx context.Context) {
	charts, err := c.read()
	if text := fmt.Sprint(charts); err == nil && text != c.shown {
		c.shown = text
		c.hand(ctx, func() { c.App().SetCharts(charts) })
	}
}

// hand hands on a change.
func (c *Curves) hand(ctx context.Context, update func()) {
	select {
	case c.updates <- update:
	case <-ctx.Done():
	}
}
