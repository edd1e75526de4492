package main

import (
	"fmt"
	"io"

	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/selfplay/compare"
)

type compareCommand struct {
	Folders []string `arg:"" name:"run" help:"Folders of runs; those that differ by the seed alone are one group."`
	SVG     string   `type:"path" default:"compare.svg" placeholder:"FILE" help:"Where the learning curves are drawn (${default})."`
	Past    bool     `xor:"measure" help:"Compare by how far the runs have come, in Elo: the sum of their matches, each against their own weights at the measurement before (az)."`
	Truth   bool     `xor:"measure" help:"Compare by the right moves that the runs found while they trained, in positions whose right moves are known (az), instead of by strength."`
	JSON    bool     `help:"Print a line of JSON a group, one a pair of groups of one game, and a summary."`
}

// compareSummary is the last line of compare --json.
type compareSummary struct {
	Runs   int    `json:"runs"`
	Groups int    `json:"groups"`
	SVG    string `json:"svg"`
}

// Run compares the runs.
func (c *compareCommand) Run(std *cli.Streams) error {
	by := compare.Strength
	switch {
	case c.Truth:
		by = compare.Truth
	case c.Past:
		by = compare.Past
	}
	runs, err := compare.Load(c.Folders, by)
	if err != nil {
		return err
	}
	groups, err := compare.Groups(runs)
	if err != nil {
		return err
	}
	picture, err := compare.Plot(groups)
	if err != nil {
		return err
	}
	if err := durable.WriteBytes(c.SVG, picture); err != nil {
		return err
	}
	pairs := compare.Pairs(groups)
	if !c.JSON {
		return printComparison(std.Out, groups, pairs, c.SVG)
	}
	out := newOutput(std, true)
	for _, g := range groups {
		out.object(g)
	}
	for _, p := range pairs {
		out.object(p)
	}
	out.object(compareSummary{len(runs), len(groups), c.SVG})
	return nil
}

// printComparison prints the groups as a table, and how they stand to each
// other.
func printComparison(w io.Writer, groups []compare.Group, pairs []compare.Pair, svg string) error {
	fmt.Fprintf(w, "%-20s %6s %10s %22s %10s %10s %10s  %s\n", "game", "seeds", "IQM", "95 % interval", "mean", "least", "most", "runs")
	for _, g := range groups {
		fmt.Fprintf(w, "%-20s %6d %10.3f %22s %10.3f %10.3f %10.3f  %s\n", g.Game, len(g.Seeds), g.IQM,
			fmt.Sprintf("%.3f to %.3f", g.Lo, g.Hi), g.Mean, g.Least, g.Most, g.Label)
	}
	for _, p := range pairs {
		fmt.Fprintf(w, "%s: %s scores higher than %s with probability %.2f (95 %% interval %.2f to %.2f)\n",
			p.Game, p.A, p.B, p.Probability, p.Lo, p.Hi)
	}
	_, err := fmt.Fprintf(w, "Learning curves: %s\n", svg)
	return err
}
