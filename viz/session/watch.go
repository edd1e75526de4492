package session

import (
	"context"
	"time"

	"github.com/tengen-rl/tengen/viz/app"
)

// Watch shows the newest games of something that plays on, and newer ones as
// they come. Make one with NewWatch and run it with Run.
type Watch struct {
	newest  func() ([]*app.Game, error)
	app     *app.App
	updates chan func()
	title   string // of the newest game that is shown
}

const (
	lookAgain = 3 * time.Second // how often a Watch looks for newer games

	// The time between two plies: of many games side by side, to be followed at
	// leisure and at little cost to those who play, and of the small steps of worlds of
	// one seat.
	plyPeriod  = 2 * time.Second
	stepPeriod = time.Second / 4
)

// NewWatch returns a watch of the games that newest returns, the newest first
// and at least one unless it errs. It is called from the goroutine of Run, too.
func NewWatch(newest func() ([]*app.Game, error)) (*Watch, error) {
	games, err := newest()
	if err != nil {
		return nil, err
	}
	a := app.New(games, app.Actions{})
	a.SetPeriod(plyPeriod)
	if games[0].World.Spec().Players == 1 {
		a.SetPeriod(stepPeriod)
	}
	a.Press(app.KeySpace) // they run by themselves
	return &Watch{newest, a, make(chan func(), 1), games[0].Title}, nil
}

// App is what a window shows. Its goroutine must call the Updates.
func (w *Watch) App() *app.App { return w.app }

// Updates are the changes of the App that newer games bring about.
func (w *Watch) Updates() <-chan func() { return w.updates }

// Run looks for newer games until the context ends, and returns its error. One
// that cannot be read, because it is just being written, is read the next
// time.
func (w *Watch) Run(ctx context.Context) error {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		games, err := w.newest()
		if err != nil || games[0].Title == w.title {
			continue
		}
		taken := make(chan bool, 1)
		select {
		case w.updates <- func() { taken <- w.replace(games) }:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case ok := <-taken:
			if ok {
				w.title = games[0].Title
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// replace shows other games once those that run have come to their end.
func (w *Watch) replace(games []*app.Game) bool {
	if w.app.Animated() {
		return false
	}
	w.app.SetGames(games)
	w.app.Press(app.KeySpace)
	return true
}
