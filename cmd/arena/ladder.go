package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/arena/report"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/internal/cli"
)

type ladderCommand struct {
	Game        string `required:"" placeholder:"NAME" help:"The game of the run."`
	Folder      string `arg:"" name:"run" help:"The folder of a training run."`
	Agent       string `default:"az" help:"The agent that plays a generation: az."`
	Options     string `placeholder:"TEXT" default:"sims=100" help:"Its options."`
	Every       int    `default:"1" help:"Take every so manieth generation, and the last."`
	Neighbours  int    `default:"2" help:"How many of the next generations each meets."`
	Games       int    `default:"20" help:"Games of each encounter."`
	Seed        uint64 `default:"1" help:"Seed of openings and agents."`
	Concurrency int    `default:"0" help:"Games at once; changes no result (default: one a processor)."`
	openingFlags
	Store string `placeholder:"FILE" help:"Keep the games in this database, and go on with what it has of the ladder."`
	HTML  string `name:"html" placeholder:"FILE" help:"Write a page with the ratings and their history."`
	SVG   string `name:"svg" placeholder:"FILE" help:"Write a plot of the rating by generation."`
	JSON  bool   `name:"json" help:"One JSON object a game on standard output, then the summary."`
	viewFlags
}

// Run plays the generations of a run against each other and rates them, the
// first at 0.
func (c *ladderCommand) Run(ctx context.Context, std *cli.Streams) error {
	if c.Every < 1 {
		return cli.Usagef("--every %d: want at least 1", c.Every)
	}
	all, err := generations(c.Folder)
	if err != nil {
		return err
	}
	var chosen []int
	for i, g := range all {
		if i%c.Every == 0 || i == len(all)-1 {
			chosen = append(chosen, g)
		}
	}
	if len(chosen) < 2 {
		return fmt.Errorf("%s: generations: %d; a ladder wants two or more", c.Folder, len(chosen))
	}
	t := tournamentRun{config: c.config(chosen), store: c.Store, html: c.HTML, svg: c.SVG, json: c.JSON}
	if err := t.config.Check(); err != nil {
		return cli.Usage(err)
	}
	t.plot = func(r *report.Report) ([]byte, error) { return report.HistoryPlot(chosen, r.Ratings.Players) }
	return t.viewed(ctx, std, &c.viewFlags)
}

func (c *ladderCommand) config(chosen []int) tournament.Config {
	config := tournament.Default()
	config.Name, config.Game, config.Format = "ladder of "+filepath.ToSlash(c.Folder), c.Game, tournament.Ladder
	config.Games, config.Neighbours, config.Seed, config.Concurrency = c.Games, c.Neighbours, c.Seed, c.Concurrency
	c.openingFlags.set(&config)
	for _, g := range chosen {
		agent := fmt.Sprintf("%s:%q", c.Agent, fmt.Sprintf("%s@%d", c.Folder, g))
		if c.Options != "" {
			agent += "," + c.Options
		}
		config.Players = append(config.Players, tournament.Player{Name: fmt.Sprintf("generation %d", g), Agent: agent})
	}
	return config
}

// generations returns the numbers of the weights in a run's folder.
func generations(run string) (all []int, err error) {
	entries, err := os.ReadDir(filepath.Join(run, "weights"))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".safetensors")
		if n, err := strconv.Atoi(name); ok && err == nil {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all, nil
}
