package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/book"
	"github.com/tengen-rl/tengen/arena/store"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/viz/session"
)

// conductor plays a tournament for a command: with the store, if there is
// one, and a line a game for programs.
type conductor struct {
	std   *cli.Streams
	store string // the file, empty for none

	// line is told every game, the known ones included, in their order.
	line func(*tournament.Game, *tournament.Standings)

	// watch, if not nil, shows games while they are played.
	watch *session.Match

	// status is what to show between two games.
	status func(*tournament.Standings) []string
}

// play plays what is left of the tournament.
func (c *conductor) play(ctx context.Context, config tournament.Config) (*tournament.Standings, error) {
	game, err := parseGame(config.Game)
	if err != nil {
		return nil, err
	}
	t := &tournament.Tournament{Config: config, Game: game, Now: time.Now}
	if t.Config.Concurrency == 0 {
		t.Config.Concurrency = runtime.GOMAXPROCS(0)
	}
	for _, p := range config.Players {
		spec, err := parseMachine(p.Agent, game)
		if err != nil {
			return nil, err
		}
		t.Entrants = append(t.Entrants, entrant(spec, game))
	}
	if t.Openings, err = openings(game, &config); err != nil {
		return nil, err
	}
	kept := 0
	if c.store != "" {
		s, err := store.Open(c.store)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if kept, err = goOn(t, s); err != nil {
			return nil, err
		}
	}
	return c.run(ctx, t, kept)
}

// openings returns those that the games of a config begin with.
func openings(game envs.Game, c *tournament.Config) ([]arena.Opening, error) {
	o := c.Openings
	if o.Book == "" {
		return arena.Openings(game, c.Seed, c.OpeningsWanted(), o.Plies)
	}
	text, err := os.ReadFile(o.Book)
	if err != nil {
		return nil, err
	}
	all, err := book.Read(game, o.Book, text, book.Config{Plies: o.Plies, Random: o.Order == "random", Seed: c.Seed})
	if err != nil {
		return nil, err
	}
	return book.Fill(all, c.OpeningsWanted()), nil
}

// goOn has the store keep the games of a tournament, and the tournament know
// those that it kept before.
func goOn(t *tournament.Tournament, s *store.Store) (kept int, err error) {
	event, err := s.Begin(t.Config, store.Start{
		Identity: t.Config.Identity(t.Openings), Version: cli.Version(), Time: time.Now(),
	})
	if err != nil {
		return 0, err
	}
	if t.Known, err = event.Known(); err != nil {
		return 0, err
	}
	t.Keep = func(g *tournament.Game) error { return event.Keep(t.Game, g) }
	return len(t.Known), nil
}

// run plays, with a status on the terminal. Games that end by a fault are told
// as they come, if they were not told when they were played.
func (c *conductor) run(ctx context.Context, t *tournament.Tournament, kept int) (*tournament.Standings, error) {
	progress := newStatus(c.std.Err)
	if kept > 0 {
		progress.Line("going on after %d games", kept)
	}
	t.Each = func(g *tournament.Game, s *tournament.Standings) {
		if _, before := t.Known[g.Index]; g.Fault != nil && !before {
			progress.Line("game %d: %s loses by a fault (%s): %v",
				g.Index, t.Config.Players[g.Seats[g.Fault.Seat]].Name, g.Ending(), g.Fault.Err)
		}
		if c.line != nil {
			c.line(g, s)
		}
		progress.showLines(func() []string { return c.status(s) })
		if c.watch != nil {
			c.watch.SetMessage(c.status(s)[0])
		}
	}
	if c.watch != nil {
		c.watched(t)
	}
	s, err := t.Play(ctx)
	progress.Clear()
	if err != nil && ctx.Err() != nil {
		err = &interrupted{s.Games}
	}
	return s, err
}

// watched has the games of a tournament shown.
func (c *conductor) watched(t *tournament.Tournament) {
	names := func(g *tournament.Game) []string {
		return []string{t.Config.Players[g.Seats[0]].Name, t.Config.Players[g.Seats[1]].Name}
	}
	t.Watch = func(g *tournament.Game) arena.Watcher {
		return c.watch.Begin(g.Index, fmt.Sprintf("game %d", g.Index+1), names(g))
	}
	keep := t.Keep
	t.Keep = func(g *tournament.Game) error {
		outcome := "a draw"
		for seat, name := range names(g) {
			if g.Outcome(envs.Player(seat)) == arena.Win {
				outcome = name + " wins"
			}
		}
		if g.Ending() != arena.ByRules {
			outcome += " (" + string(g.Ending()) + ")"
		}
		c.watch.Over(g.Index, outcome)
		if keep == nil {
			return nil
		}
		return keep(g)
	}
}

// interrupted is the error of a tournament that Ctrl-C ended.
type interrupted struct{ games int }

func (e *interrupted) Error() string { return fmt.Sprintf("interrupted after %d games", e.games) }

// wasInterrupted reports whether there are standings to show although err
// stands in the way of more.
func wasInterrupted(err error) bool {
	var i *interrupted
	return errors.As(err, &i)
}

// writeFile writes a file that a flag names, or does nothing for no name.
func writeFile(path string, text []byte) error {
	if path == "" {
		return nil
	}
	return os.WriteFile(path, text, 0o644)
}
