package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
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
	Symmetries  int    `json:"symmetries"`  // of the board, the identity included; 0 if the world tells none
	Kinds       string `json:"kinds"`       // what else the name may be followed by; empty if nothing
}

// Run lists the worlds.
func (c *gamesCommand) Run(std *cli.Streams) error {
	out, names := newLines(std.Out), envcatalog.Names()
	for _, name := range names {
		game, err := envcatalog.Game(name)
		if err != nil {
			return err
		}
		line := newWorldLine(name, game)
		if c.JSON {
			out.write(line)
		} else {
			line.print(std.Out)
		}
	}
	if c.JSON {
		out.write(map[string]int{"games": len(names)})
	}
	return out.err
}

func newWorldLine(name string, game envs.Game) worldLine {
	spec := game.Spec()
	line := worldLine{
		Game: name, Players: spec.Players, Actions: spec.Actions, Observation: spec.Obs,
		MaxPlies: spec.MaxPlies, Kinds: envcatalog.Kinds(name),
	}
	if g, ok := game.(envs.Symmetric); ok {
		line.Symmetries = len(g.Symmetries())
	}
	return line
}

func (l worldLine) print(w io.Writer) {
	fmt.Fprintf(w, "%-22s seats %d, actions %d, observation %d × %d × %d", l.Game, l.Players, l.Actions,
		l.Observation[0], l.Observation[1], l.Observation[2])
	if l.Symmetries > 0 {
		fmt.Fprintf(w, ", symmetries %d", l.Symmetries)
	}
	if l.MaxPlies > 0 {
		fmt.Fprintf(w, ", plies at most %d", l.MaxPlies)
	}
	if l.Kinds != "" {
		fmt.Fprintf(w, "; also %s", l.Kinds)
	}
	fmt.Fprintln(w)
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
	fmt.Fprintf(std.Out, "what the mover observes:\n%s", arena.FormatPlanes(v.Planes))
	return nil
}
