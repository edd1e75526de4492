package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/gallery"
	"github.com/tengen-rl/tengen/viz/session"
	"github.com/tengen-rl/tengen/viz/window"
)

type watchCommand struct {
	What  []string `arg:"" help:"A folder of a run (its newest games, and new ones as they come), a record (.sgf, .pgn, .txt), or an agent for each seat, human for yourself."`
	Game  string   `placeholder:"NAME" help:"The game; a run knows its own."`
	Games int      `default:"9" help:"How many games of a run are shown side by side."`
	Seed  *uint64  `help:"Seed of the game and of the agents (default: another one each time)."`
	Dark  bool     `help:"Light on dark."`
}

// Run opens the window.
func (c *watchCommand) Run(ctx context.Context, std *cli.Streams) error {
	if c.Games < 1 || c.Games > 400 {
		return cli.Usagef("--games %d: want 1 to 400", c.Games)
	}
	if info, err := os.Stat(c.What[0]); err == nil && len(c.What) == 1 && info.IsDir() {
		return c.watchRun(ctx, c.What[0])
	}
	if c.Game == "" {
		return cli.Usagef("%s is no folder: --game says which game it is", strings.Join(c.What, " "))
	}
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	switch strings.ToLower(filepath.Ext(c.What[0])) {
	case ".sgf", ".pgn", ".txt":
		if len(c.What) > 1 {
			return cli.Usagef("one record at a time, got %d", len(c.What))
		}
		games, err := gallery.File(game, c.What[0])
		if err != nil {
			return err
		}
		return show(ctx, app.New(games, app.Actions{}), c.What[0], nil, c.Dark)
	}
	return c.play(ctx, std, game)
}

// refreshed is how often the window looks for new games of a run.
const refreshed = 3 * time.Second

// watchRun shows the newest games of a run, and replaces them as new ones come.
func (c *watchCommand) watchRun(ctx context.Context, dir string) error {
	run, err := gallery.OpenRun(dir)
	if err != nil {
		return err
	}
	games, err := run.Newest(c.Games)
	if err != nil {
		return err
	}
	a := app.New(games, app.Actions{})
	a.Press(app.KeySpace) // they run by themselves
	updates := make(chan func(), 1)
	look := func(ctx context.Context) error {
		newest := games[0].Title
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(refreshed):
			}
			games, err := run.Newest(c.Games)
			if err != nil || games[0].Title == newest {
				continue // a file that is being written is read the next time
			}
			newest = games[0].Title
			select {
			case updates <- func() { replace(a, games) }:
			case <-ctx.Done():
			}
		}
	}
	return show(ctx, a, dir, &source{updates, look}, c.Dark)
}

// replace shows other games, once those that run have come to their end.
func replace(a *app.App, games []*app.Game) {
	if !a.Animated() {
		a.SetGames(games)
		a.Press(app.KeySpace)
	}
}

// source is where changes of what is shown come from, and what makes them in a
// goroutine of its own.
type source struct {
	updates <-chan func()
	run     func(context.Context) error
}

// play lets agents, and a person if one of them is human, play in the window.
// The moves go to the standard output.
func (c *watchCommand) play(ctx context.Context, std *cli.Streams, game envs.Game) error {
	if err := checkSeats(game, c.What); err != nil {
		return err
	}
	key := uint64(time.Now().UnixNano())
	if c.Seed != nil {
		key = *c.Seed
	}
	var players []session.Player
	for seat, name := range c.What {
		spec, err := parseAgent(name, game)
		if err != nil {
			return err
		}
		if spec.Human() {
			players = append(players, session.Player{Name: "you"})
			continue
		}
		agent, err := spec.New(game, seed.Mix(key, uint64(seat)))
		if err != nil {
			return err
		}
		defer closeAgent(agent)
		players = append(players, session.Player{Name: name, Agent: agent})
	}
	play := session.NewPlay(game, players, key)
	play.Report = func(line string) { fmt.Fprintln(std.Out, line) }
	return show(ctx, play.App(), strings.Join(c.What, " – "), &source{play.Updates(), play.Run}, c.Dark)
}

// show opens a window and runs the source beside it until the window is
// closed.
func show(ctx context.Context, a *app.App, title string, from *source, dark bool) error {
	a.SetDark(dark)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a.SetQuit(stop)
	var beside errgroup.Group
	options := window.Options{Title: "Tengen: " + title}
	if from != nil {
		options.Updates = from.updates
		beside.Go(func() error { return from.run(ctx) })
	}
	err := window.Run(ctx, a, options)
	stop()
	if other := beside.Wait(); err == nil && !errors.Is(other, context.Canceled) {
		err = other
	}
	switch {
	case errors.Is(err, window.ErrNoDisplay):
		return fmt.Errorf("%w; arena render draws pictures and arena serve shows a page in a browser without one", err)
	case errors.Is(err, context.Canceled):
		return nil // Ctrl-C closes the window
	}
	return err
}
