package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/report"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/viz/session"
)

type tournamentCommand struct {
	File        string `arg:"" help:"A tournament file (TOML)."`
	Store       string `placeholder:"FILE" help:"Keep the games in this database, and go on with what it has of the tournament."`
	Concurrency *int   `help:"Games at once, instead of what the file says; changes no result."`
	HTML        string `name:"html" placeholder:"FILE" help:"Write a page with the crosstable and the ratings."`
	SVG         string `name:"svg" placeholder:"FILE" help:"Write a plot of the ratings."`
	JSON        bool   `name:"json" help:"One JSON object a game on standard output, then the summary."`
	viewFlags
}

// encounterLine is a game of a tournament for programs.
type encounterLine struct {
	Index       int    `json:"index"`
	Round       int    `json:"round"` // from 0
	First       string `json:"first"` // the player in the first seat
	Second      string `json:"second"`
	Outcome     string `json:"outcome"` // of the first: win, draw or loss
	Ending      string `json:"ending"`
	Plies       int    `json:"plies"`
	Opening     int    `json:"opening"`
	Position    string `json:"position,omitempty"`
	Moves       string `json:"moves"`
	Duplicate   bool   `json:"duplicate"`
	Fault       string `json:"fault,omitempty"`
	FaultPlayer string `json:"fault_player,omitempty"`
}

// tournamentSummary is a tournament for programs.
type tournamentSummary struct {
	Name        string       `json:"name"`
	Game        string       `json:"game"`
	Format      string       `json:"format"`
	Seed        uint64       `json:"seed"`
	Games       int          `json:"games"`
	Duplicates  int          `json:"duplicates"`
	Faults      int          `json:"faults"`
	FirstMove   *float64     `json:"first_move,omitempty"` // Elo, with its interval
	FirstMoveLo *float64     `json:"first_move_lo,omitempty"`
	FirstMoveHi *float64     `json:"first_move_hi,omitempty"`
	DrawRate    *float64     `json:"draw_rate,omitempty"` // between equals
	Players     []report.Row `json:"players"`             // by place
	*testSummary
}

// Run plays the tournament. Ctrl-C ends it with the standings so far; with a
// store it goes on when it is started again.
func (c *tournamentCommand) Run(ctx context.Context, std *cli.Streams) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	config, err := tournament.Parse(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.Concurrency != nil {
		if config.Concurrency = *c.Concurrency; config.Concurrency < 0 {
			return cli.Usagef("--concurrency %d: want at least 1, or 0 for one a processor", config.Concurrency)
		}
	}
	t := tournamentRun{config: config, store: c.Store, html: c.HTML, svg: c.SVG, json: c.JSON}
	return t.viewed(ctx, std, &c.viewFlags)
}

// tournamentRun is a tournament that a command plays and reports.
type tournamentRun struct {
	config           tournament.Config
	store, html, svg string // files, empty for none
	json             bool
	watch            *session.Match // shows the games, or nil

	// plot draws another picture for the page, and is what svg gets; nil for
	// that of the ratings.
	plot func(*report.Report) ([]byte, error)
}

// viewed plays the tournament, in a window if that is asked for.
func (t *tournamentRun) viewed(ctx context.Context, std *cli.Streams, view *viewFlags) error {
	game, err := parseGame(t.config.Game)
	if err != nil {
		return err
	}
	return view.viewed(ctx, game, t.config.Name, func(watch *session.Match) error {
		t.watch = watch
		return t.play(ctx, std, game)
	})
}

func (t *tournamentRun) play(ctx context.Context, std *cli.Streams, game envs.Game) error {
	out := newLines(std.Out)
	conduct := conductor{std: std, store: t.store, watch: t.watch, status: t.status}
	if t.json {
		conduct.line = func(g *tournament.Game, _ *tournament.Standings) { out.write(newEncounterLine(game, g, &t.config)) }
	}
	s, err := conduct.play(ctx, t.config)
	if err != nil && !wasInterrupted(err) {
		return err
	}
	if failed := t.report(std, out, report.New(t.config, s)); failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("interrupted after %d of %d games", s.Games, t.config.GamesInAll())
	}
	return out.err
}

// report writes what was asked for.
func (t *tournamentRun) report(std *cli.Streams, out *lines, r *report.Report) error {
	if t.json {
		out.write(newTournamentSummary(r))
	} else {
		fmt.Fprint(std.Out, r.Table())
	}
	if t.html == "" && t.svg == "" {
		return nil
	}
	svg, err := r.RatingsPlot()
	var more [][]byte
	if err == nil && t.plot != nil && r.Ratings != nil {
		svg, err = t.plot(r)
		more = append(more, svg)
	}
	if err != nil {
		return err
	}
	if t.svg != "" && svg == nil {
		return errors.New("no plot of ratings: the games do not connect all players")
	}
	page, err := r.HTML(more...)
	if err != nil {
		return err
	}
	return errors.Join(writeFile(t.html, page), writeFile(t.svg, svg))
}

// mostRows is how many lines of the standings are shown while games are played.
const mostRows = 16

// status is the standings so far.
func (t *tournamentRun) status(s *tournament.Standings) []string {
	r := report.New(t.config, s)
	lines := []string{fmt.Sprintf("game %d of %d", s.Games, t.config.GamesInAll())}
	table := strings.Split(strings.TrimRight(r.Table(), "\n"), "\n")
	return append(lines, table[:min(len(table), mostRows)]...)
}

func newEncounterLine(game envs.Game, g *tournament.Game, c *tournament.Config) encounterLine {
	line := encounterLine{
		Index: g.Index, Round: g.Round, First: c.Players[g.Seats[0]].Name, Second: c.Players[g.Seats[1]].Name,
		Outcome: g.Outcome(0).String(), Ending: string(g.Ending()), Plies: len(g.Actions), Opening: g.Opening,
		Position: g.Position, Moves: arena.FormatMoves(game, &g.Record), Duplicate: g.Duplicate,
	}
	if g.Fault != nil {
		line.Fault, line.FaultPlayer = g.Fault.Err.Error(), c.Players[g.Seats[g.Fault.Seat]].Name
	}
	return line
}

func newTournamentSummary(r *report.Report) tournamentSummary {
	c, s := &r.Config, r.Standings
	t := tournamentSummary{
		Name: c.Name, Game: c.Game, Format: string(c.Format), Seed: c.Seed,
		Games: s.Games, Duplicates: s.Duplicates, Players: r.Rows(), testSummary: newTestSummary(s, c),
	}
	for _, n := range s.Faults {
		t.Faults += n
	}
	if r.Ratings != nil {
		f := &r.Ratings.FirstMove
		t.FirstMove, t.FirstMoveLo, t.FirstMoveHi, t.DrawRate = &f.Elo, &f.Lo, &f.Hi, &r.Ratings.DrawRate
	}
	return t
}
