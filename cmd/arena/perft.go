package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/cli"
)

type perftCommand struct {
	Game     string `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Depth    int    `required:"" help:"Length of the sequences, in plies."`
	Position string `placeholder:"TEXT" help:"A position in the game's own notation (default: the first one)."`
	Divide   bool   `help:"Count for each move of the position separately too."`
	JSON     bool   `name:"json" help:"One JSON object a depth on standard output; the last one is the depth asked for."`
}

// perftLine is a count for programs.
type perftLine struct {
	Game     string  `json:"game"`
	Position string  `json:"position"`
	Move     string  `json:"move,omitempty"` // the first one, of a count for one move
	Depth    int     `json:"depth"`
	Nodes    uint64  `json:"nodes"`
	Seconds  float64 `json:"seconds"`
}

const deepestPerft = 99

// Run counts to every depth up to the one asked for, so that there is
// something to see. Ctrl-C ends it.
func (c *perftCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	switch {
	case c.Depth < 0 || c.Depth > deepestPerft:
		return cli.Usagef("--depth %d: want 0 to %d", c.Depth, deepestPerft)
	case c.Divide && c.Depth == 0:
		return cli.Usagef("--divide: want --depth 1 or more")
	}
	s, err := parsePosition(game, c.Position, "")
	if err != nil {
		return err
	}
	out, position := newLines(std.Out), arena.NewView(game, s).Position
	print := func(line perftLine) {
		line.Game, line.Position = c.Game, position
		switch {
		case c.JSON:
			out.write(line)
		case line.Move != "":
			fmt.Fprintf(std.Out, "%s: %d\n", line.Move, line.Nodes)
		default:
			fmt.Fprintf(std.Out, "depth %d: %d sequences in %.3f s\n", line.Depth, line.Nodes, line.Seconds)
		}
	}
	for depth := min(1, c.Depth); depth <= c.Depth; depth++ {
		start, nodes := time.Now(), uint64(0)
		if c.Divide && depth == c.Depth {
			nodes, err = divide(ctx, game, s, depth, print)
		} else {
			nodes, err = count(ctx, game, s, depth)
		}
		if err != nil {
			return fmt.Errorf("interrupted at depth %d", depth)
		}
		print(perftLine{Depth: depth, Nodes: nodes, Seconds: time.Since(start).Seconds()})
	}
	return out.err
}

// divide counts the sequences of each move, which it prints, and of all.
func divide(ctx context.Context, game envs.Game, s envs.State, depth int, print func(perftLine)) (sum uint64, err error) {
	next := game.New(0)
	for _, a := range s.Legal(nil) {
		start := time.Now()
		next.CopyFrom(s)
		next.Play(a)
		nodes, err := count(ctx, game, next, depth-1)
		if err != nil {
			return 0, err
		}
		name := agents.Notation(game).FormatAction(s, a)
		print(perftLine{Move: name, Depth: depth, Nodes: nodes, Seconds: time.Since(start).Seconds()})
		sum += nodes
	}
	return sum, nil
}

// count counts the sequences of s, by its own power if it has it. When the
// context ends it does not wait for that: the process is about to end, too.
func count(ctx context.Context, game envs.Game, s envs.State, depth int) (uint64, error) {
	counter, ok := s.(envs.Counter)
	if !ok {
		return envtest.PerftContext(ctx, game, s, depth)
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	done := make(chan uint64, 1)
	go func() { done <- counter.Perft(depth) }()
	select {
	case nodes := <-done:
		return nodes, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
