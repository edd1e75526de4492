package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/arena/store"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/durable"
)

type exportCommand struct {
	Store string `arg:"" help:"A database that a match or a tournament was kept in."`
	Event string `placeholder:"NAME" help:"What it is kept under (default: the only one there is)."`
	SGF   string `name:"sgf" placeholder:"PATH" help:"Write SGF: games of Go, Othello and Hex."`
	PGN   string `name:"pgn" placeholder:"PATH" help:"Write PGN: games of chess, Gardner and Los Alamos."`
	Text  string `name:"txt" placeholder:"PATH" help:"Write text: games of any world. A path with the ending of its format is a file of all games, any other is a folder with a file for each."`
	Force bool   `help:"Replace files that are there."`
	JSON  bool   `name:"json" help:"One JSON object on standard output."`
}

// Run writes the games.
func (c *exportCommand) Run(ctx context.Context, std *cli.Streams) error {
	if c.SGF == "" && c.PGN == "" && c.Text == "" {
		return cli.Usagef("nothing to write: want --sgf, --pgn or --txt")
	}
	s, err := store.OpenRead(c.Store)
	if err != nil {
		return err
	}
	defer s.Close()
	event, err := s.Event(c.Event)
	if err != nil {
		return err
	}
	game, err := parseGame(event.Config.Game)
	if err != nil {
		return err
	}
	games, out := 0, newLines(std.Out)
	for _, target := range []struct {
		path   string
		format gamefile.Format
	}{{c.SGF, gamefile.SGF}, {c.PGN, gamefile.PGN}, {c.Text, gamefile.Text}} {
		if target.path == "" {
			continue
		}
		if err := target.format.Holds(game); err != nil {
			return cli.Usage(err)
		}
		e := exporter{world: game, event: event, format: target.format, force: c.Force}
		if games, err = e.export(ctx, target.path); err != nil {
			return err
		}
		fmt.Fprintf(std.Err, "wrote %d games to %s\n", games, target.path)
	}
	if c.JSON {
		out.write(map[string]any{"event": event.Config.Name, "games": games})
	}
	return out.err
}

// exporter writes the games of an event in one format.
type exporter struct {
	world  envs.Game
	event  *store.Event
	format gamefile.Format
	force  bool
}

// export writes a file of all games, or a folder of files.
func (e *exporter) export(ctx context.Context, path string) (games int, err error) {
	if f, ok := gamefile.FormatOf(path); ok && f == e.format {
		err = e.file(path, func(w io.Writer) error {
			games, err = e.each(ctx, func(_ int, g *gamefile.Game) error { return gamefile.Write(w, e.world, e.format, g) })
			return err
		})
		return games, err
	}
	if filepath.Ext(path) != "" {
		if _, err := os.Stat(path); err != nil {
			return 0, cli.Usagef("%s: want a file that ends in %s, or a folder", path, e.format)
		}
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return 0, err
	}
	return e.each(ctx, func(number int, g *gamefile.Game) error {
		name := filepath.Join(path, fmt.Sprintf("game-%06d%s", number+1, e.format))
		return e.file(name, func(w io.Writer) error { return gamefile.Write(w, e.world, e.format, g) })
	})
}

// each calls f with every game, until the context ends.
func (e *exporter) each(ctx context.Context, f func(number int, g *gamefile.Game) error) (games int, err error) {
	err = e.event.Each(func(k *tournament.Game) error {
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted after %d games", games)
		}
		games++
		return f(k.Index, e.event.File(e.world, k))
	})
	return games, err
}

// file writes a file, unless there is one that must stay.
func (e *exporter) file(path string, write func(io.Writer) error) error {
	if _, err := os.Stat(path); !e.force && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; --force replaces it", path)
	}
	return durable.WriteFile(path, write)
}
