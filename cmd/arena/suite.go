package main

import (
	"context"
	"fmt"
	"io"
	"os"

	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/sets"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
)

type suiteCommand struct {
	Game   string   `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Agent  string   `arg:"" help:"An agent, such as mcts:sims=1000."`
	Files  []string `arg:"" optional:"" name:"file" help:"Files of positions, one a line: JSON, or for Connect Four, Othello and chess the usual text. Without files, the sets that are built in for the game: every position of tictactoe, six sets of connect4, endgames of othello:6, mates of chess, gardner and losalamos."`
	Set    []string `placeholder:"NAME" help:"Of the built-in sets, only these."`
	Beside string   `placeholder:"AGENT" help:"Another agent to ask the same."`
	Limit  int      `default:"0" help:"Ask at most this many positions of each file or set, the first ones (default: all)."`
	Seed   uint64   `default:"1" help:"Seed of the agents."`
	JSON   bool     `name:"json" help:"One JSON object a file or set on standard output, then the summary."`
}

// A suite is positions with a name.
type suite struct {
	file, set string // one of them
	positions []arena.Position
}

func (s *suite) name() string { return s.file + s.set }

// Run asks the agents. Every file is read before the first position is asked.
// Ctrl-C ends it with the counts so far.
func (c *suiteCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, specs, err := c.parse()
	if err != nil {
		return err
	}
	suites, err := c.suites(game)
	if err != nil {
		return err
	}
	var agents []*agentcatalog.Agent
	for _, spec := range specs {
		agent, err := spec.New(game, c.Seed)
		if err != nil {
			return err
		}
		defer agent.Close()
		agents = append(agents, agent)
	}
	return c.ask(ctx, std, agents, suites)
}

func (c *suiteCommand) parse() (envs.Game, []agentcatalog.Spec, error) {
	game, err := parseGame(c.Game)
	if err != nil {
		return nil, nil, err
	}
	var specs []agentcatalog.Spec
	for _, text := range c.agents() {
		spec, err := parseMachine(text, game)
		if err != nil {
			return nil, nil, err
		}
		specs = append(specs, spec)
	}
	switch {
	case c.Limit < 0:
		return nil, nil, cli.Usagef("--limit %d: want 0, for all, or more", c.Limit)
	case len(c.Files) > 0 && len(c.Set) > 0:
		return nil, nil, cli.Usagef("--set %s: want either built-in sets or files, not both", c.Set[0])
	}
	return game, specs, nil
}

// agents returns the texts of those to be asked, in their order.
func (c *suiteCommand) agents() []string {
	if c.Beside == "" {
		return []string{c.Agent}
	}
	return []string{c.Agent, c.Beside}
}

// suites returns the positions of the files, or of the sets if there is no
// file.
func (c *suiteCommand) suites(game envs.Game) ([]suite, error) {
	var all []suite
	for _, file := range c.Files {
		positions, err := c.read(file, game)
		if err != nil {
			return nil, err
		}
		all = append(all, suite{file: file, positions: c.limited(positions)})
	}
	if len(all) > 0 {
		return all, nil
	}
	names := c.Set
	if len(names) == 0 {
		names = sets.Names(game)
	}
	if len(names) == 0 {
		return nil, cli.Usagef("no sets of positions are built in for %s: name files of positions", c.Game)
	}
	for _, name := range names {
		positions, err := sets.Positions(game, name)
		if err != nil {
			return nil, cli.Usage(fmt.Errorf("--set: %w", err))
		}
		all = append(all, suite{set: name, positions: c.limited(positions)})
	}
	return all, nil
}

func (c *suiteCommand) read(file string, game envs.Game) ([]arena.Position, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return arena.ReadPositions(f, file, game)
}

func (c *suiteCommand) limited(positions []arena.Position) []arena.Position {
	if c.Limit > 0 {
		return positions[:min(c.Limit, len(positions))]
	}
	return positions
}

// ask asks every suite of newly seeded agents, so that a line does not depend
// on the suites before it.
func (c *suiteCommand) ask(ctx context.Context, std *cli.Streams, agents []*agentcatalog.Agent, suites []suite) error {
	report := newShareReport(c, std, suites)
	sums := make([]arena.Share, len(agents))
	for _, s := range suites {
		for i, agent := range agents {
			agent.Reseed(c.Seed)
			share, err := arena.Suite(ctx, agent, s.positions, func(so arena.Share) {
				report.progress.show("%s: %s: %d of %d positions, %d optimal", s.name(), c.agents()[i], so.Positions, len(s.positions), so.Optimal)
			})
			sums[i].Add(share)
			report.suite(s, i, share)
			if err != nil {
				report.sums(sums)
				if ctx.Err() != nil {
					return fmt.Errorf("interrupted in %s after %d of %d positions", s.name(), share.Positions, len(s.positions))
				}
				return fmt.Errorf("%s: %w", s.name(), err)
			}
		}
	}
	report.sums(sums)
	return report.out.err
}

// A shareReport prints how the agents did: lines for programs, or a line a
// suite, with a column an agent.
type shareReport struct {
	command  *suiteCommand
	out      *lines
	to       io.Writer
	progress *status
	suites   int // begun
	width    int // of the names
}

func newShareReport(c *suiteCommand, std *cli.Streams, suites []suite) *shareReport {
	r := &shareReport{command: c, out: newLines(std.Out), to: std.Out, progress: newStatus(std.Err)}
	for _, s := range suites {
		r.width = max(r.width, len(s.name()))
	}
	return r
}

// suite reports the counts of the i-th agent.
func (r *shareReport) suite(s suite, i int, share arena.Share) {
	r.progress.Clear()
	if i == 0 {
		r.suites++
	}
	line := newShareLine(share)
	line.File, line.Set, line.Agent = s.file, s.set, r.command.agents()[i]
	r.write(line, s.name())
}

// sums reports the counts of all suites.
func (r *shareReport) sums(sums []arena.Share) {
	r.progress.Clear()
	for i, sum := range sums {
		line := newShareLine(sum)
		line.Agent = r.command.agents()[i]
		name := "files"
		if len(r.command.Files) > 0 {
			line.Files = r.suites
		} else {
			line.Sets, name = r.suites, "sets"
		}
		r.write(line, fmt.Sprintf("%s: %d", name, r.suites))
	}
}

func (r *shareReport) write(line shareLine, title string) {
	if r.command.JSON {
		r.out.write(line)
		return
	}
	if r.command.Beside != "" {
		title += ", " + line.Agent
	}
	width := r.width
	if r.command.Beside != "" {
		width += 2 + max(len(r.command.Agent), len(r.command.Beside))
	}
	fmt.Fprintf(r.to, "%-*s  %s\n", width, title, line)
}

// shareLine is how an agent did in a suite, or in all of them, for programs.
type shareLine struct {
	Agent     string   `json:"agent"`
	File      string   `json:"file,omitempty"`
	Set       string   `json:"set,omitempty"`
	Files     int      `json:"files,omitempty"` // in the summary
	Sets      int      `json:"sets,omitempty"`  // likewise
	Positions int      `json:"positions"`
	Optimal   int      `json:"optimal"`
	Mistakes  int      `json:"mistakes"`
	Share     float64  `json:"share"`         // optimal of positions
	Mistake   float64  `json:"mistake_share"` // mistakes of positions
	MistakeLo float64  `json:"mistake_lo"`    // 95 % interval
	MistakeHi float64  `json:"mistake_hi"`
	Exact     *int     `json:"exact,omitempty"`
	Graded    *int     `json:"graded,omitempty"` // positions that have an exact score, of which exact were kept
	Exactness *float64 `json:"exact_share,omitempty"`
}

func newShareLine(s arena.Share) shareLine {
	line := shareLine{Positions: s.Positions, Optimal: s.Optimal, Mistakes: s.Mistakes, Share: s.Share()}
	line.Mistake = s.MistakeShare()
	line.MistakeLo, line.MistakeHi = s.MistakeInterval()
	if s.Graded > 0 {
		exactness := s.ExactShare()
		line.Exact, line.Graded, line.Exactness = &s.Exact, &s.Graded, &exactness
	}
	return line
}

// String tells a person.
func (l shareLine) String() string {
	text := fmt.Sprintf("mistakes %3d of %4d, %4.1f %% (%.1f to %.1f)", l.Mistakes, l.Positions, 100*l.Mistake, 100*l.MistakeLo, 100*l.MistakeHi)
	if l.Exact != nil {
		text += fmt.Sprintf(", exact %d of %d (%.1f %%)", *l.Exact, *l.Graded, 100**l.Exactness)
	}
	return text
}
