package main

import (
	"context"
	"fmt"
	"io"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/cli"
)

type checkCommand struct {
	Names []string `arg:"" name:"game" sep:"none" help:"Games to examine; arena games lists them."`
	Games int      `default:"20" help:"Random games to play of each."`
	Seed  uint64   `default:"1" help:"Seed of the random games."`
	JSON  bool     `name:"json" help:"One JSON object a game on standard output, then the summary."`
}

// checkLine is an examined world for programs.
type checkLine struct {
	Game       string   `json:"game"`
	OK         bool     `json:"ok"`
	Violations []string `json:"violations"`

	Broken []brokenLaw `json:"broken,omitempty"` // the violations in detail
	words  []string    // likewise, for people
}

// brokenLaw is a violation for programs.
type brokenLaw struct {
	Law     string        `json:"law"`
	Seen    string        `json:"seen"`
	Seed    uint64        `json:"seed"`
	Actions []envs.Action `json:"actions"` // that lead there from the seed
	Advice  string        `json:"advice"`
}

func newCheckLine(game string, violations []envtest.Violation) checkLine {
	l := checkLine{Game: game, OK: len(violations) == 0, Violations: []string{}}
	for _, v := range violations {
		l.Violations = append(l.Violations, v.Error())
		l.Broken = append(l.Broken, brokenLaw{v.Law, v.Detail, v.Seed, append([]envs.Action{}, v.Actions...), v.Advice()})
		l.words = append(l.words, v.Explain())
	}
	return l
}

func (l checkLine) print(w io.Writer, games int) {
	if l.OK {
		fmt.Fprintf(w, "%s keeps every law in %d random games\n", l.Game, games)
	}
	for _, v := range l.words {
		fmt.Fprintf(w, "%s: %s\n", l.Game, v)
	}
}

// checkSummary is all of them.
type checkSummary struct {
	Games      int  `json:"games"`
	OK         bool `json:"ok"`
	Violations int  `json:"violations"`
}

// Run examines the worlds; a broken law is a failure. Ctrl-C ends it with the
// worlds that were examined whole.
func (c *checkCommand) Run(ctx context.Context, std *cli.Streams) error {
	if c.Games < 1 {
		return cli.Usagef("--games %d: want at least 1", c.Games)
	}
	worlds := make([]envs.Game, len(c.Names))
	for i, name := range c.Names {
		var err error
		if worlds[i], err = parseGame(name); err != nil {
			return err
		}
	}
	out, summary := newLines(std.Out), checkSummary{}
	for i, game := range worlds {
		violations, err := envtest.CheckContext(ctx, game, envtest.Config{Games: c.Games, Seed: c.Seed})
		if err != nil {
			break
		}
		line := newCheckLine(c.Names[i], violations)
		summary.Games++
		summary.Violations += len(line.Violations)
		if c.JSON {
			out.write(line)
			continue
		}
		line.print(std.Out, c.Games)
	}
	summary.OK = summary.Violations == 0 && summary.Games == len(worlds)
	if c.JSON {
		out.write(summary)
	}
	switch {
	case summary.Games < len(worlds):
		return fmt.Errorf("interrupted after %d of %d games", summary.Games, len(worlds))
	case summary.Violations > 0:
		return fmt.Errorf("laws broken: %d", summary.Violations)
	}
	return out.err
}
