package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/seed"
)

type playCommand struct {
	Game  string  `required:"" placeholder:"NAME" help:"The game; arena games lists them."`
	Agent string  `arg:"" optional:"" default:"mcts:sims=1000" help:"Your opponent; human is another person."`
	Seat  int     `default:"1" help:"Your seat; 1 moves first."`
	Seed  *uint64 `help:"Seed of the game and of the agent (default: another one each time)."`
}

// Run plays one game between the person and the agent.
func (c *playCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, err := parseGame(c.Game)
	if err != nil {
		return err
	}
	if seats := game.Spec().Players; c.Seat < 1 || c.Seat > seats {
		return cli.Usagef("--seat %d: want 1 to %d", c.Seat, seats)
	}
	number := uint64(time.Now().UnixNano())
	if c.Seed != nil {
		number = *c.Seed
	}
	person := agents.NewHuman(game, std.In, std.Out)
	players, err := c.seat(game, person, number)
	if err != nil {
		return err
	}
	notation := agents.Notation(game)
	last := game.New(number) // the position after the last move
	config := arena.PlayConfig{Watch: func(s envs.State, a envs.Action, _ arena.Note) {
		if players[s.ToPlay()] != agents.Agent(person) {
			fmt.Fprintf(std.Out, "%s plays %s\n", c.Agent, notation.FormatAction(s, a))
		}
		last.CopyFrom(s)
		last.Play(a)
	}}
	record, err := arena.Play(ctx, game, arena.Opening{Seed: number}, players, config)
	switch {
	case err != nil:
		fmt.Fprintln(std.Out)
		return errors.New("the game was interrupted")
	case record.Fault != nil && errors.Is(record.Fault.Err, agents.ErrQuit):
		fmt.Fprintln(std.Out, "\nYou left the game.")
		return nil
	case record.Fault != nil:
		return fmt.Errorf("seat %d: %w", record.Fault.Seat+1, record.Fault.Err)
	}
	c.announce(std.Out, last, record)
	return nil
}

// seat puts the person in their seat and an agent in every other.
func (c *playCommand) seat(game envs.Game, person agents.Agent, number uint64) ([]agents.Agent, error) {
	players := make([]agents.Agent, game.Spec().Players)
	spec, err := parseAgent(c.Agent, game)
	if err != nil {
		return nil, err
	}
	for i := range players {
		players[i] = person
		if i == c.Seat-1 || spec.Human() {
			continue
		}
		if players[i], err = spec.New(game, seed.Mix(number, uint64(i))); err != nil {
			return nil, err
		}
	}
	return players, nil
}

func (c *playCommand) announce(w io.Writer, last envs.State, r arena.Record) {
	if board, ok := last.(fmt.Stringer); ok {
		fmt.Fprint(w, board)
	}
	switch seat := envs.Player(c.Seat - 1); {
	case len(r.Returns) == 1:
		fmt.Fprintf(w, "The game is over. Your return: %g\n", r.Returns[0])
	case c.Agent == "human" && r.Outcome(0) == arena.Draw, r.Outcome(seat) == arena.Draw:
		fmt.Fprintln(w, "A draw.")
	case c.Agent == "human":
		for p := range r.Returns {
			if r.Outcome(envs.Player(p)) == arena.Win {
				fmt.Fprintf(w, "Seat %d wins.\n", p+1)
			}
		}
	case r.Outcome(seat) == arena.Win:
		fmt.Fprintln(w, "You win.")
	default:
		fmt.Fprintln(w, "You lose.")
	}
}
