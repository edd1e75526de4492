package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/gallery"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
	"github.com/tengen-rl/tengen/viz/svg"
)

type renderCommand struct {
	File     string        `arg:"" optional:"" help:"A record to draw, .sgf, .pgn or .txt (moves, a game in a line); without one, --position and --moves."`
	Game     string        `required:"" placeholder:"NAME" help:"The game; arena games lists them. What the name leaves open of the size, the komi and the rules a record tells (SGF)."`
	Number   int           `default:"1" help:"Which game of the record."`
	Position string        `placeholder:"TEXT" help:"A position in the game's own notation (default: the first one)."`
	Moves    string        `placeholder:"TEXT" help:"Moves to play on from there, separated by blanks or commas."`
	Agent    string        `placeholder:"AGENT" help:"Paint what the agent thinks of the last position."`
	Overlay  string        `enum:"candidates,policy,line" default:"candidates" help:"What of it: candidates, policy or line."`
	Values   bool          `help:"Paint what each cell of a small gridworld is worth under the best play, and where that goes."`
	Discount float64       `default:"0.99" help:"Of --values."`
	Png      string        `name:"png" placeholder:"PATH" help:"The last position as a PNG file; a folder gets one for every ply."`
	Gif      string        `name:"gif" placeholder:"FILE" help:"The whole game as an animation."`
	Svg      string        `name:"svg" placeholder:"FILE" help:"The last position as an SVG file."`
	Width    int           `default:"640" help:"Width of a picture in pixels."`
	Delay    time.Duration `default:"700ms" help:"How long an animation shows each position."`
	Dark     bool          `help:"Light on dark."`
	Flip     bool          `help:"As the second seat sees the board."`
}

// Run draws the game.
func (c *renderCommand) Run(ctx context.Context, std *cli.Streams) error {
	if c.Png == "" && c.Gif == "" && c.Svg == "" {
		return cli.Usagef("nothing to write: want --png, --gif or --svg")
	}
	if !(c.Discount > 0 && c.Discount <= 1) {
		return cli.Usagef("--discount %v: want more than 0 and at most 1", c.Discount)
	}
	if c.Delay < 20*time.Millisecond || c.Delay > 2*time.Minute {
		return cli.Usagef("--delay %v: want 20ms to 2m", c.Delay)
	}
	if c.Width < 16 || c.Width > 8192 {
		return cli.Usagef("--width %d: want 16 to 8192", c.Width)
	}
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	shown, err := c.load(std, game)
	if err != nil {
		return err
	}
	game = shown.World // as the record has it
	if c.Values {      // whether that can be done is known before anything is written
		p := board.Draw(game, shown.Shown(), board.Options{Last: board.None})
		if err := gallery.Values(&p, game, c.Discount, board.Light()); err != nil {
			return cli.Usagef("--values: %w", err)
		}
	}
	if c.Agent != "" {
		thought, err := c.ask(ctx, game, shown.Newest())
		if err != nil {
			return err
		}
		shown.Think(thought)
	}
	return c.write(ctx, std, shown)
}

// load returns the game that is drawn.
func (c *renderCommand) load(std *cli.Streams, game envs.Game) (*app.Game, error) {
	if c.File != "" {
		if c.Position != "" || c.Moves != "" {
			return nil, cli.Usagef("a record and --position or --moves: want one of the two")
		}
		games, err := gallery.File(c.File, recordedWorlds(std, c.File, c.Game, game))
		if err != nil {
			return nil, err
		}
		if c.Number < 1 || c.Number > len(games) {
			return nil, cli.Usagef("--number %d: %s has games 1 to %d", c.Number, c.File, len(games))
		}
		return games[c.Number-1], nil
	}
	s, err := arena.ParsePosition(game, c.Position)
	if err != nil {
		return nil, cli.Usage(err)
	}
	g := app.NewGame(game, s, nil)
	actions, err := arena.PlayMoves(game, s, c.Moves)
	if err != nil {
		return nil, cli.Usage(err)
	}
	for _, a := range actions {
		g.Play(a, agents.Thought{})
	}
	return g, nil
}

// ask has the agent think of the position.
func (c *renderCommand) ask(ctx context.Context, game envs.Game, s envs.State) (agents.Thought, error) {
	spec, err := parseMachine(c.Agent, game)
	if err != nil {
		return agents.Thought{}, err
	}
	if s.ToPlay() == envs.Over {
		return agents.Thought{}, cli.Usagef("--agent: the last position is over, there is nothing to think of")
	}
	agent, err := spec.New(game, 1)
	if err != nil {
		return agents.Thought{}, err
	}
	defer closeAgent(agent)
	if _, err := agent.Act(ctx, s); err != nil && !errors.Is(err, agents.ErrResign) {
		return agents.Thought{}, err
	}
	explainer, ok := agents.Power[agents.Explainer](agent)
	if !ok {
		return agents.Thought{}, cli.Usagef("--agent %s: it does not tell what it thinks; mcts, alphabeta and az do", c.Agent)
	}
	return explainer.Explain(), nil
}

func closeAgent(a agents.Agent) {
	if closer, ok := agents.Power[io.Closer](a); ok {
		_ = closer.Close() // the game is over
	}
}

// write writes what was asked for.
func (c *renderCommand) write(ctx context.Context, std *cli.Streams, g *app.Game) error {
	if c.Svg != "" {
		if err := durable.WriteFile(c.Svg, func(w io.Writer) error { return svg.Write(w, c.scene(g, g.Plies())) }); err != nil {
			return err
		}
		fmt.Fprintln(std.Err, "wrote", c.Svg)
	}
	if c.Png != "" {
		if err := c.writePNG(ctx, std, g); err != nil {
			return err
		}
	}
	if c.Gif == "" {
		return nil
	}
	var pictures []*image.RGBA
	for ply := range g.Plies() + 1 {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		pictures = append(pictures, raster.Image(c.scene(g, ply), c.Width))
	}
	if err := durable.WriteFile(c.Gif, func(w io.Writer) error { return raster.GIF(w, pictures, c.Delay) }); err != nil {
		return err
	}
	fmt.Fprintln(std.Err, "wrote", c.Gif)
	return nil
}

// writePNG writes the last position, or every one if a folder is named.
func (c *renderCommand) writePNG(ctx context.Context, std *cli.Streams, g *app.Game) error {
	info, err := os.Stat(c.Png)
	if (err != nil || !info.IsDir()) && filepath.Ext(c.Png) == ".png" {
		if err := c.picture(c.Png, c.scene(g, g.Plies())); err != nil {
			return err
		}
		fmt.Fprintln(std.Err, "wrote", c.Png)
		return nil
	}
	if err := os.MkdirAll(c.Png, 0o777); err != nil {
		return err
	}
	for ply := range g.Plies() + 1 {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		if err := c.picture(filepath.Join(c.Png, fmt.Sprintf("%04d.png", ply)), c.scene(g, ply)); err != nil {
			return err
		}
	}
	fmt.Fprintf(std.Err, "wrote %d pictures to %s\n", g.Plies()+1, c.Png)
	return nil
}

func (c *renderCommand) picture(path string, s scene.Scene) error {
	return durable.WriteFile(path, func(w io.Writer) error { return png.Encode(w, raster.Image(s, c.Width)) })
}

// scene draws the position after a number of plies.
func (c *renderCommand) scene(g *app.Game, ply int) scene.Scene {
	g.Jump(ply)
	o := board.Options{Theme: board.Light(), Flip: c.Flip}
	if c.Dark {
		o.Theme = board.Dark()
	}
	o.Last, o.Before = g.Last()
	p := board.Draw(g.World, g.Shown(), o)
	if c.Values {
		_ = gallery.Values(&p, g.World, c.Discount, o.Theme) // Run has seen that it can be done
	}
	if thought := g.Thought(); len(thought.Candidates) > 0 {
		switch c.Overlay {
		case "candidates":
			overlay.Candidates(&p, thought, g.Shown().ToPlay(), o.Theme)
		case "policy":
			weights := make([]float32, g.World.Spec().Actions)
			for _, candidate := range thought.Candidates {
				weights[candidate.Action] = candidate.Prior
			}
			overlay.Policy(&p, weights)
		case "line":
			overlay.Line(&p, g.World, g.Shown(), thought.Candidates[0].Line, o)
		}
	}
	return p.Scene
}
