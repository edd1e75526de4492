package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/tengen-rl/tengen/arena/report"
	"github.com/tengen-rl/tengen/arena/store"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/internal/cli"
)

type ratingsCommand struct {
	Store  string   `arg:"" help:"A database that a match or a tournament was kept in."`
	Event  string   `placeholder:"NAME" help:"What it is kept under (default: the only one there is)."`
	Anchor *string  `placeholder:"PLAYER" help:"The player whose rating is given (default: as the tournament has it)."`
	Elo    *float64 `help:"That rating."`
	HTML   string   `name:"html" placeholder:"FILE" help:"Write a page with the crosstable and the ratings."`
	SVG    string   `name:"svg" placeholder:"FILE" help:"Write a plot of the ratings."`
	JSON   bool     `name:"json" help:"One JSON object on standard output."`
}

// Run rates the players by the games that are kept.
func (c *ratingsCommand) Run(std *cli.Streams) error {
	s, err := store.OpenRead(c.Store)
	if err != nil {
		return err
	}
	defer s.Close()
	event, err := s.Event(c.Event)
	if err != nil {
		return err
	}
	t := tournamentRun{config: event.Config, html: c.HTML, svg: c.SVG, json: c.JSON}
	if c.Anchor != nil {
		t.config.Rating.Anchor = *c.Anchor
	}
	if c.Elo != nil {
		t.config.Rating.Elo = *c.Elo
	}
	if err := t.config.Check(); err != nil {
		return cli.Usage(err)
	}
	tally := tournament.NewTally(t.config)
	if err := event.Each(func(g *tournament.Game) error { tally.Add(g); return nil }); err != nil {
		return err
	}
	out := newLines(std.Out)
	if err := t.report(std, out, report.New(t.config, tally.Standings())); err != nil {
		return err
	}
	return out.err
}

type queryCommand struct {
	Store string `arg:"" help:"A database that a match or a tournament was kept in."`
	SQL   string `arg:"" optional:"" name:"sql" help:"A question in SQL, such as SELECT * FROM games (default: the events)."`
	JSON  bool   `name:"json" help:"One JSON object a row on standard output, then their number."`
}

// eventsQuestion is what is asked if nothing is.
const eventsQuestion = `SELECT name, game, format, started,
	(SELECT count(*) FROM players WHERE event = events.id) AS players,
	(SELECT count(*) FROM games WHERE event = events.id) AS games,
	(SELECT count(*) FROM games WHERE event = events.id AND fault IS NOT NULL) AS faults
FROM events ORDER BY id`

// Run asks the store. Columns of a table are separated by tabs.
func (c *queryCommand) Run(ctx context.Context, std *cli.Streams) error {
	s, err := store.OpenRead(c.Store)
	if err != nil {
		return err
	}
	defer s.Close()
	if c.SQL == "" {
		c.SQL = eventsQuestion
	}
	out, rows := newLines(std.Out), 0
	var columns []string
	err = s.Query(ctx, c.SQL, func(names []string) error {
		columns = append(columns, names...)
		if !c.JSON {
			fmt.Fprintln(std.Out, strings.Join(columns, "\t"))
		}
		return nil
	}, func(values []any) error {
		rows++
		if c.JSON {
			out.write(object(columns, values))
			return out.err
		}
		return writeRow(std.Out, values)
	})
	if err != nil {
		return err
	}
	if c.JSON {
		out.write(map[string]int{"rows": rows})
	}
	return out.err
}

// object is a row for programs.
func object(columns []string, values []any) map[string]any {
	row := map[string]any{}
	for i, name := range columns {
		row[name] = values[i]
		if text, ok := values[i].([]byte); ok {
			row[name] = string(text)
		}
	}
	return row
}

// writeRow writes a row for people; null is nothing.
func writeRow(w io.Writer, values []any) error {
	texts := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case []byte:
			texts[i] = string(v)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(texts, "\t"))
	return err
}
