package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena/analysis"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/arena/review"
	"github.com/tengen-rl/tengen/envs"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/durable"
)

type analyzeCommand struct {
	Agent  string `arg:"" help:"The agent that judges: alphabeta, mcts, az, solver."`
	File   string `arg:"" optional:"" help:"A record of games, .sgf, .pgn or .txt. Of each game the main line is judged; variations are passed over."`
	Game   string `required:"" placeholder:"NAME" help:"The game; arena games lists them. Of an SGF what the name leaves open is the record's: the size of the board (SZ), and in Go komi (KM) and rules (RU). An option in the name prevails, as in go:9,komi=6.5,rules=chinese."`
	Number int    `placeholder:"N" help:"Only this game of the record (default: all of them)."`
	Sims   int    `placeholder:"N" help:"Simulations or positions for each position (default: as many as for a move of the agent's)."`
	Limits string `default:"5,10,20" placeholder:"D,M,B" help:"Losses of win rate, in hundredths, from which on a move is doubtful (?!), a mistake (?), a blunder (??)."`
	Seed   uint64 `default:"1" help:"Seed of the agent."`
	Out    string `placeholder:"FILE" help:"Write the annotated record, .sgf, .pgn or .txt: the main lines, with the better lines as variations. Variations of the record itself are not kept."`
	SVG    string `name:"svg" placeholder:"FILE" help:"Draw the win rate of the first seat over one game."`
	JSON   bool   `name:"json" help:"One JSON object a move on standard output, then the summary."`

	Serve       bool `help:"Answer queries in JSON, a line each, on standard input: the protocol of analysis engines."`
	Concurrency int  `default:"1" placeholder:"N" help:"Positions that --serve looks at at once."`
}

// Run analyzes the record, or serves.
func (c *analyzeCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	spec, err := parseProgram(c.Agent)
	if err != nil {
		return err
	}
	limits, err := parseLimits(c.Limits)
	switch {
	case err != nil:
		return err
	case game.Spec().Players != 2:
		return cli.Usagef("--game %s: analysis is of games of two seats, this one has %d", c.Game, game.Spec().Players)
	case c.Sims < 0 || c.Number < 0:
		return cli.Usagef("--sims %d --number %d: want 1 or more, or none for the default", c.Sims, c.Number)
	case c.Serve != (c.File == ""):
		return cli.Usagef("want a record to analyze, or --serve, and not both")
	case c.Serve:
		return c.serve(ctx, std, game, spec)
	}
	return c.analyze(ctx, std, game, spec, limits)
}

// parseLimits reads three losses in hundredths.
func parseLimits(text string) (review.Limits, error) {
	var of [3]float64
	parts := strings.Split(text, ",")
	last := 0.0
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil || len(parts) != 3 || n <= last || n > 100 {
			return review.Limits{}, cli.Usagef("--limits %q: want three numbers that grow, up to 100, such as 5,10,20", text)
		}
		of[i], last = n/100, n
	}
	return review.Limits{Doubtful: of[0], Mistake: of[1], Blunder: of[2]}, nil
}

// analyze judges the games of the record.
func (c *analyzeCommand) analyze(ctx context.Context, std *cli.Streams, game envs.Game, spec agentcatalog.Spec, limits review.Limits) error {
	games, worlds, err := c.load(std, game)
	if err != nil {
		return err
	}
	format, err := c.format(game)
	if err != nil {
		return err
	}
	if c.SVG != "" && len(games) != 1 {
		return cli.Usagef("--svg draws one game: want --number, 1 to %d", len(games))
	}
	a := &reviewing{
		std: std, out: newLines(std.Out), json: c.JSON, progress: newStatus(std.Err),
		command: c, spec: spec, named: game,
		reviewer: review.Reviewer{Limits: limits, Query: agents.Query{Visits: c.Sims, Lines: 1}},
	}
	defer a.close()
	for _, g := range games {
		a.total += len(g.Moves)
	}
	var annotated []*gamefile.Game
	for i, g := range games {
		err = a.game(ctx, i, worlds[i], g)
		annotated = append(annotated, review.Annotate(worlds[i], g, a.judgements))
		if err != nil {
			annotated = append(annotated, games[i+1:]...) // no game of the record is lost
			break
		}
	}
	a.progress.Clear()
	if err != nil && ctx.Err() != nil {
		err = fmt.Errorf("interrupted after %d of %d moves", a.done, a.total)
	} else if err != nil && a.done == 0 {
		return err
	}
	if wrote := c.write(std, worlds, format, annotated, a); wrote != nil {
		return wrote
	}
	a.summarize(len(games))
	if err == nil {
		err = a.out.err
	}
	return err
}

// serve answers queries until the input ends.
func (c *analyzeCommand) serve(ctx context.Context, std *cli.Streams, game envs.Game, spec agentcatalog.Spec) error {
	if c.Concurrency < 1 {
		return cli.Usagef("--concurrency %d: want at least 1", c.Concurrency)
	}
	if err := spec.Fits(game); err != nil {
		return cli.Usage(err)
	}
	agent, err := spec.New(game, c.Seed) // what is wrong with it is told before any query
	if err != nil {
		return err
	}
	closeAgent(agent)
	return plainEnd(analysis.Serve(ctx, std.In, std.Out, analysis.Config{
		World: game, Name: spec.String(), Version: cli.Version(), Concurrency: c.Concurrency, Now: time.Now,
		NewAgent: func(world envs.Game) (agents.Agent, error) {
			if err := spec.Fits(world); err != nil {
				return nil, err
			}
			return spec.New(world, c.Seed)
		},
		Resize: func(side int) (envs.Game, error) { return envcatalog.Game(resized(game.Spec().Name, side)) },
	}))
}

// load reads the games that are asked for, and the world of each.
func (c *analyzeCommand) load(std *cli.Streams, game envs.Game) ([]*gamefile.Game, []envs.Game, error) {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return nil, nil, err
	}
	games, worlds, err := gamefile.ReadEach(c.File, text, recordedWorlds(std, c.File, c.Game, game))
	if err != nil {
		return nil, nil, err
	}
	if c.Number > len(games) {
		return nil, nil, cli.Usagef("--number %d: %s has games 1 to %d", c.Number, c.File, len(games))
	}
	if c.Number > 0 {
		games, worlds = games[c.Number-1:c.Number], worlds[c.Number-1:c.Number]
	}
	return games, worlds, nil
}

// format is that of the annotated record.
func (c *analyzeCommand) format(game envs.Game) (gamefile.Format, error) {
	if c.Out == "" {
		return "", nil
	}
	in, errIn := os.Stat(c.File)
	out, errOut := os.Stat(c.Out)
	if errIn == nil && errOut == nil && os.SameFile(in, out) {
		return "", cli.Usagef("--out %s: the record itself stays as it is; want another file", c.Out)
	}
	format, ok := gamefile.FormatOf(c.Out)
	if !ok {
		return "", cli.Usagef("--out %s: want a file that ends in %s", c.Out, gamefile.Formats)
	}
	if err := format.Holds(game); err != nil {
		return "", cli.Usagef("--out %s: %w", c.Out, err)
	}
	return format, nil
}

// write writes the record and the curve, as far as they go.
func (c *analyzeCommand) write(std *cli.Streams, worlds []envs.Game, format gamefile.Format, games []*gamefile.Game, a *reviewing) error {
	if c.Out != "" {
		err := durable.WriteFile(c.Out, func(w io.Writer) error {
			for i, g := range games {
				if err := gamefile.Write(w, worlds[i], format, g); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(std.Err, "wrote", c.Out)
	}
	if c.SVG == "" {
		return nil
	}
	name := games[0].Player(0)
	if name == "" {
		name = "the first seat"
	}
	svg, err := review.Plot(name, a.judgements)
	if err != nil {
		return err
	}
	if err := durable.WriteBytes(c.SVG, svg); err != nil {
		return err
	}
	fmt.Fprintln(std.Err, "wrote", c.SVG)
	return nil
}

// reviewing is a record under review.
type reviewing struct {
	std      *cli.Streams
	out      *lines
	json     bool
	progress *status
	command  *analyzeCommand
	spec     agentcatalog.Spec
	named    envs.Game       // by --game
	reviewer review.Reviewer // of the world at hand

	total, done int // moves
	judgements  []review.Judgement
	seats       [2]tally
}

// tally adds up the judgements of a seat.
type tally struct {
	Moves    int     `json:"moves"`
	Doubtful int     `json:"doubtful"`
	Mistakes int     `json:"mistakes"`
	Blunders int     `json:"blunders"`
	Loss     float64 `json:"mean_loss"` // the sum, until the end
}

func (t *tally) add(j *review.Judgement) {
	t.Moves++
	t.Loss += j.Loss()
	switch j.Mark {
	case gamefile.Doubtful:
		t.Doubtful++
	case gamefile.Mistake:
		t.Mistakes++
	case gamefile.Blunder:
		t.Blunders++
	}
}

// take makes the agent of a world, unless it is that of the game before.
func (a *reviewing) take(world envs.Game) error {
	name := world.Spec().Name
	if r := &a.reviewer; r.World == nil || r.World.Spec().Name != name {
		a.close()
		agent, err := a.make(world)
		if err != nil && name != a.named.Spec().Name {
			err = fmt.Errorf("%s holds a game of %s by its size, komi and rules (SZ, KM, RU), unless --game names others: %w",
				a.command.File, name, err)
		}
		if err != nil {
			return err
		}
		r.World, r.Agent = world, agent
	}
	return nil
}

func (a *reviewing) make(world envs.Game) (agents.Agent, error) {
	if err := a.spec.Fits(world); err != nil {
		return nil, cli.Usage(err)
	}
	return a.spec.New(world, a.command.Seed)
}

// close lets the agent at hand go.
func (a *reviewing) close() {
	if a.reviewer.Agent != nil {
		closeAgent(a.reviewer.Agent)
	}
	a.reviewer.World, a.reviewer.Agent = nil, nil
}

// game judges one game of a world, and tells each move as it comes.
func (a *reviewing) game(ctx context.Context, index int, world envs.Game, g *gamefile.Game) error {
	a.judgements = nil
	if err := a.take(world); err != nil {
		return err
	}
	if !a.json {
		kind := ""
		if name := world.Spec().Name; name != a.named.Spec().Name {
			kind = " (" + name + ")"
		}
		fmt.Fprintf(a.std.Out, "game %d%s: %s\n", index+1, kind, strings.Trim(g.Player(0)+" – "+g.Player(1)+", "+g.Result, " –,"))
	}
	s := g.Start(a.reviewer.World)
	return a.reviewer.Game(ctx, g, func(j review.Judgement) {
		a.judgements = append(a.judgements, j)
		a.done++
		a.seats[j.Seat].add(&j)
		a.tell(index, s, &j)
		s.Play(j.Action)
		a.progress.show("move %d of %d", a.done, a.total)
	})
}

// shownLine is how many moves of a better line are told.
const shownLine = 8

// tell writes a judgement.
func (a *reviewing) tell(index int, s envs.State, j *review.Judgement) {
	world := a.reviewer.World
	move := agents.Notation(world).FormatAction(s, j.Action)
	line := agents.LineNames(world, s, j.Best, shownLine)
	if a.json {
		a.out.write(map[string]any{
			"game": index, "world": world.Spec().Name, "ply": j.Ply, "seat": j.Seat, "move": move, "before": j.Before, "after": j.After,
			"loss": j.Loss(), "mark": j.Mark.String(), "line": line, "visits": j.Visits,
		})
		return
	}
	text := fmt.Sprintf("%3d. seat %d  %-8s %5.1f %% → %5.1f %%", j.Ply+1, j.Seat+1, move+j.Mark.String(), 100*j.Before, 100*j.After)
	if len(j.Best) > 0 && j.Best[0] != j.Action {
		text += "  best " + strings.Join(line, " ")
	}
	a.progress.Clear()
	fmt.Fprintln(a.std.Out, text)
}

// summarize tells what each seat's moves add up to.
func (a *reviewing) summarize(games int) {
	for seat := range a.seats {
		t := &a.seats[seat]
		t.Loss /= float64(max(t.Moves, 1))
		if !a.json {
			fmt.Fprintf(a.std.Out, "seat %d: %d moves, %d doubtful, %d mistakes, %d blunders, mean loss %.1f %%\n",
				seat+1, t.Moves, t.Doubtful, t.Mistakes, t.Blunders, 100*t.Loss)
		}
	}
	if a.json {
		a.out.write(map[string]any{"games": games, "moves": a.done, "total": a.total, "seats": a.seats})
	}
}
