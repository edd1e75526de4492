package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena/console"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/seed"
)

type playCommand struct {
	Game  string  `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Agent string  `arg:"" optional:"" default:"mcts:sims=1000" help:"Your opponent; human is another person."`
	Seat  int     `default:"1" help:"Your seat; 1 moves first."`
	Hint  string  `placeholder:"AGENT" help:"Who is asked for hints (default: one like your opponent)."`
	Save  string  `placeholder:"FILE" help:"Keep the game there at its end, and when you leave: .sgf, .pgn or .txt."`
	Seed  *uint64 `help:"Seed of the game and of the agents (default: another one each time)."`
}

// hintStream keeps the randomness of the advisor apart from that of the seats.
const hintStream = 1 << 20

// Run plays games between the person and the agent.
func (c *playCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	if err := c.check(game); err != nil {
		return err
	}
	spec, err := parseAgent(c.Agent, game)
	if err != nil {
		return err
	}
	number := uint64(time.Now().UnixNano())
	if c.Seed != nil {
		number = *c.Seed
	}
	players, err := c.seat(game, spec, number)
	for _, p := range players {
		if p.Agent != nil {
			defer closeAgent(p.Agent)
		}
	}
	if err != nil {
		return err
	}
	advisor, err := c.advisor(game, spec, seed.Mix(number, hintStream))
	if err != nil {
		return err
	}
	defer closeAgent(advisor)
	table := console.New(console.Config{World: game, Players: players, Seed: number, In: std.In, Out: std.Out, Advisor: advisor})
	err = table.Play(ctx)
	if ctx.Err() != nil {
		fmt.Fprintln(std.Out)
		err = errors.New("the game was interrupted")
	}
	if c.Save == "" {
		return err
	}
	if kept := table.Save(c.Save); kept != nil {
		return errors.Join(err, kept)
	}
	fmt.Fprintln(std.Err, "wrote", c.Save)
	return err
}

// check tells what is wrong with the flags before anybody has moved.
func (c *playCommand) check(game envs.Game) error {
	if seats := game.Spec().Players; c.Seat < 1 || c.Seat > seats {
		return cli.Usagef("--seat %d: want 1 to %d", c.Seat, seats)
	}
	if c.Save == "" {
		return nil
	}
	format, ok := gamefile.FormatOf(c.Save)
	if !ok {
		return cli.Usagef("--save %s: want a file that ends in %s", c.Save, gamefile.Formats)
	}
	if err := format.Holds(game); err != nil {
		return cli.Usagef("--save %s: %w", c.Save, err)
	}
	if _, err := os.Stat(c.Save); !errors.Is(err, fs.ErrNotExist) {
		return cli.Usagef("--save %s: it is there already; want another name", c.Save)
	}
	return nil
}

// seat puts the person in their seat and an agent, or another person, in every
// other. Whatever the error, the agents returned are to be closed.
func (c *playCommand) seat(game envs.Game, spec agentcatalog.Spec, number uint64) ([]console.Player, error) {
	players := make([]console.Player, game.Spec().Players)
	for i := range players {
		if i == c.Seat-1 || spec.Human() {
			players[i].Name = "human"
			continue
		}
		agent, err := spec.New(game, seed.Mix(number, uint64(i)))
		if err != nil {
			return players, err
		}
		players[i] = console.Player{Name: c.Agent, Agent: agent}
	}
	return players, nil
}

// defaultHint is who is asked for hints where a person plays another.
const defaultHint = "mcts:sims=1000"

// advisor makes the agent that is asked for hints.
func (c *playCommand) advisor(game envs.Game, opponent agentcatalog.Spec, number uint64) (agents.Agent, error) {
	if c.Hint == "" && !opponent.Human() {
		return opponent.New(game, number)
	}
	text := c.Hint
	if text == "" {
		text = defaultHint
	}
	spec, err := parseMachine(text, game)
	if err != nil {
		return nil, err
	}
	return spec.New(game, number)
}
