package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
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
	Game  string   `placeholder:"NAME" help:"The game; a run knows its own. What the name leaves open of the size, the komi and the rules a record tells (SGF)."`
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
		games, err := gallery.File(c.What[0], recordedWorlds(std, c.What[0], c.Game, game))
		if err != nil {
			return err
		}
		return c.show(ctx, window.Still{Shown: app.New(games, app.Actions{})}, window.Options{})
	}
	return c.play(ctx, std, game)
}

// watchRun shows the newest games of a run, and newer ones as they come.
func (c *watchCommand) watchRun(ctx context.Context, dir string) error {
	run, err := gallery.OpenRun(dir)
	if err != nil {
		return err
	}
	watch, err := session.NewWatch(func() ([]*app.Game, error) { return run.Newest(c.Games) })
	if err != nil {
		return err
	}
	return c.show(ctx, session.WithCurves(watch, run.Curves), window.Options{Background: true})
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
		player, err := session.PlayerOf(spec, func(spec agentcatalog.Spec) (agents.Agent, error) {
			return spec.New(game, seed.Mix(key, uint64(seat)))
		})
		if err != nil {
			return err
		}
		players = append(players, player)
	}
	play := session.NewPlay(game, players, key)
	play.Report = func(line string) { fmt.Fprintln(std.Out, line) }
	return c.show(ctx, play, window.Options{})
}

// show opens a window on what the source plays.
func (c *watchCommand) show(ctx context.Context, from window.Source, o window.Options) error {
	from.App().SetDark(c.Dark)
	o.Title = "Tengen: " + strings.Join(c.What, " – ")
	return withoutWindow(window.Show(ctx, from, o))
}

// withoutWindow adds to the error of a window that cannot be opened what works
// without one.
func withoutWindow(err error) error {
	if errors.Is(err, window.ErrNoDisplay) {
		return fmt.Errorf("%w; arena render draws pictures and arena serve shows a page in a browser without one", err)
	}
	return err
}
