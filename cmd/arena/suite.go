package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
)

type suiteCommand struct {
	Game  string   `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Agent string   `arg:"" help:"An agent, such as mcts:sims=1000."`
	Files []string `arg:"" name:"file" help:"Files of positions, one a line: JSON, or for Othello and chess the usual text."`
	Limit int      `default:"0" help:"Ask at most this many positions of each file, the first ones (default: all)."`
	Seed  uint64   `default:"1" help:"Seed of the agent."`
	JSON  bool     `name:"json" help:"One JSON object a file on standard output, then the summary."`
}

// shareLine is a file of a suite, or all of them, for programs.
type shareLine struct {
	File      string   `json:"file,omitempty"`
	Files     int      `json:"files,omitempty"` // in the summary
	Positions int      `json:"positions"`
	Optimal   int      `json:"optimal"`
	Mistakes  int      `json:"mistakes"`
	Share     float64  `json:"share"` // optimal of positions
	Exact     *int     `json:"exact,omitempty"`
	Graded    *int     `json:"graded,omitempty"` // positions that have an exact score, of which exact were kept
	Exactness *float64 `json:"exact_share,omitempty"`
}

// Run asks the agent. Every file is read before the first position is asked.
// Ctrl-C ends it with the counts so far.
func (c *suiteCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, spec, err := c.parse()
	if err != nil {
		return err
	}
	var suites [][]arena.Position
	for _, file := range c.Files {
		positions, err := c.read(file, game)
		if err != nil {
			return err
		}
		suites = append(suites, positions)
	}
	agent, err := spec.New(game, c.Seed)
	if err != nil {
		return err
	}
	defer agent.Close()
	return c.ask(ctx, std, agent, suites)
}

func (c *suiteCommand) parse() (game envs.Game, spec agentcatalog.Spec, err error) {
	if game, err = parseGame(c.Game); err != nil {
		return
	}
	if spec, err = parseMachine(c.Agent, game); err == nil && c.Limit < 0 {
		err = cli.Usagef("--limit %d: want 0, for all, or more", c.Limit)
	}
	return
}

func (c *suiteCommand) read(file string, game envs.Game) ([]arena.Position, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	positions, err := arena.ReadPositions(f, file, game)
	if err != nil {
		return nil, err
	}
	if c.Limit > 0 {
		positions = positions[:min(c.Limit, len(positions))]
	}
	return positions, nil
}

// ask asks every suite of a newly seeded agent, so that a file's line does not
// depend on the files before it.
func (c *suiteCommand) ask(ctx context.Context, std *cli.Streams, agent *agentcatalog.Agent, suites [][]arena.Position) error {
	out, progress := newLines(std.Out), newStatus(std.Err)
	report := func(line shareLine) {
		progress.Clear()
		if c.JSON {
			out.write(line)
		} else {
			line.print(std.Out)
		}
	}
	var sum arena.Share
	for i, positions := range suites {
		agent.Reseed(c.Seed)
		share, err := arena.Suite(ctx, agents.Agent(agent), positions, func(s arena.Share) {
			progress.show("%s: %d of %d positions, %d optimal", c.Files[i], s.Positions, len(positions), s.Optimal)
		})
		sum.Add(share)
		line := newShareLine(share)
		line.File = c.Files[i]
		report(line)
		if err != nil {
			line := newShareLine(sum)
			line.Files = i + 1
			report(line)
			if ctx.Err() != nil {
				return fmt.Errorf("interrupted in %s after %d of %d positions", c.Files[i], share.Positions, len(positions))
			}
			return fmt.Errorf("%s: %w", c.Files[i], err)
		}
	}
	line := newShareLine(sum)
	line.Files = len(suites)
	report(line)
	return out.err
}

func newShareLine(s arena.Share) shareLine {
	line := shareLine{Positions: s.Positions, Optimal: s.Optimal, Mistakes: s.Mistakes, Share: s.Share()}
	if s.Graded > 0 {
		exactness := s.ExactShare()
		line.Exact, line.Graded, line.Exactness = &s.Exact, &s.Graded, &exactness
	}
	return line
}

func (l shareLine) print(w io.Writer) {
	title := l.File
	if title == "" {
		title = fmt.Sprintf("files: %d", l.Files)
	}
	fmt.Fprintf(w, "%s: %d of %d moves optimal (%.1f %%), mistakes %d", title, l.Optimal, l.Positions, 100*l.Share, l.Mistakes)
	if l.Exact != nil {
		fmt.Fprintf(w, ", exact %d of %d (%.1f %%)", *l.Exact, *l.Graded, 100**l.Exactness)
	}
	fmt.Fprintln(w)
}
