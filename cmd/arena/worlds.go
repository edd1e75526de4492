package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/arena"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/cli"
)

type gamesCommand struct {
	JSON bool `name:"json" help:"One JSON object a game on standard output, then the summary."`
}

// worldLine is a world for programs.
type worldLine struct {
	Game        string `json:"game"`
	Players     int    `json:"players"`
	Actions     int    `json:"actions"`
	Observation [3]int `json:"observation"` // channels, height, width
	MaxPlies    int    `json:"max_plies"`   // 0 if the rules alone end it
}

// Run lists the worlds.
func (c *gamesCommand) Run(std *cli.Streams) error {
	out, names := newLines(std.Out), envcatalog.Names()
	for _, name := range names {
		game, err := envcatalog.Game(name)
		if err != nil {
			return err
		}
		spec := game.Spec()
		if c.JSON {
			out.write(worldLine{name, spec.Players, spec.Actions, spec.Obs, spec.MaxPlies})
		} else {
			fmt.Fprintf(std.Out, "%-12s seats %d, actions %d\n", name, spec.Players, spec.Actions)
		}
	}
	if c.JSON {
		out.write(map[string]int{"games": len(names)})
	}
	return out.err
}

type showCommand struct {
	Game     string `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Position string `placeholder:"TEXT" help:"A position in the game's own notation (default: the first one)."`
	Moves    string `placeholder:"TEXT" help:"Moves to play on from there, separated by blanks or commas."`
	JSON     bool   `name:"json" help:"One JSON object on standard output."`
}

// Run shows the position.
func (c *showCommand) Run(std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	s, err := parsePosition(game, c.Position, c.Moves)
	if err != nil {
		return err
	}
	v := arena.NewView(game, s)
	if c.JSON {
		out := newLines(std.Out)
		out.write(v)
		return out.err
	}
	fmt.Fprint(std.Out, v.Board)
	if v.Over {
		fmt.Fprintf(std.Out, "over; rewards %v\n", v.Rewards)
	} else {
		fmt.Fprintf(std.Out, "seat %d to move; moves %s\n", v.ToPlay+1, strings.Join(v.Legal, " "))
	}
	if v.Position != "" {
		fmt.Fprintf(std.Out, "position %s\n", v.Position)
	}
	return nil
}

type perftCommand struct {
	Game     string `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Depth    int    `required:"" help:"Length of the sequences, in plies."`
	Position string `placeholder:"TEXT" help:"A position in the game's own notation (default: the first one)."`
	JSON     bool   `name:"json" help:"One JSON object a depth on standard output; the last one is the depth asked for."`
}

// perftLine is a count for programs.
type perftLine struct {
	Game     string  `json:"game"`
	Position string  `json:"position"`
	Depth    int     `json:"depth"`
	Nodes    uint64  `json:"nodes"`
	Seconds  float64 `json:"seconds"`
}

const deepestPerft = 99

// Run counts to every depth up to the one asked for, so that there is
// something to see. A count knows no context: after Ctrl-C it is left to end
// with the process.
func (c *perftCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	if c.Depth < 0 || c.Depth > deepestPerft {
		return cli.Usagef("--depth %d: want 0 to %d", c.Depth, deepestPerft)
	}
	s, err := parsePosition(game, c.Position, "")
	if err != nil {
		return err
	}
	out, position := newLines(std.Out), arena.NewView(game, s).Position
	for depth := min(1, c.Depth); depth <= c.Depth; depth++ {
		start := time.Now()
		count := make(chan uint64, 1)
		go func() { count <- envtest.Perft(game, s, depth) }()
		var nodes uint64
		select {
		case <-ctx.Done():
			return fmt.Errorf("interrupted at depth %d", depth)
		case nodes = <-count:
		}
		seconds := time.Since(start).Seconds()
		if c.JSON {
			out.write(perftLine{c.Game, position, depth, nodes, seconds})
		} else {
			fmt.Fprintf(std.Out, "depth %d: %d sequences in %.3f s\n", depth, nodes, seconds)
		}
	}
	return out.err
}
