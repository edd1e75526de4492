package gtp

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/child"
)

// AgentConfig says which program an Agent runs and how long it waits for it.
type AgentConfig struct {
	// Command is the program and its arguments. A program that is not found
	// in PATH is looked for where Debian keeps games.
	Command []string

	// Start is how long the program may take to start up and to set up a
	// position; 0 is DefaultStart.
	Start time.Duration

	// Move is how long it may take for a move, 0 is as long as the context
	// allows. A program that takes longer has failed.
	Move time.Duration
}

// DefaultStart leaves time to load a network.
const DefaultStart = 2 * time.Minute

// Agent is a program that plays by the protocol. It follows the game on a
// board of its own, so it must be told of every move (agents.Follower); an
// Act at a position that it was not told of sets the stones up anew, without
// the past of a ko, and is an error in other worlds than Go.
//
// A program that crashes, takes too long, answers what makes no sense or no
// legal move has failed: the error tells why, with the last that it wrote to
// its standard error. The program is then ended, and the next Begin starts
// another.
type Agent struct {
	game     envs.Game
	goban    *goban.Game // game, if it is Go
	notation envs.Notation
	config   AgentConfig

	program       child.Program
	client        client // of the running program
	name, version string
	clock         agents.Clock

	at     envs.State  // the position of the program's board
	placed bool        // at is that position
	timed  bool        // the program knows how the clocks began
	own    envs.Action // the program has played this move at that position and nobody has followed it yet, or none
}

const none envs.Action = -1

var (
	_ agents.Agent      = (*Agent)(nil)
	_ agents.Follower   = (*Agent)(nil)
	_ agents.Clocked    = (*Agent)(nil)
	_ agents.Identified = (*Agent)(nil)
	_ io.Closer         = (*Agent)(nil)
)

// NewAgent starts a program that plays game, a world of two seats. The error
// tells why it does not, or not this game. The agent must be closed.
func NewAgent(ctx context.Context, game envs.Game, config AgentConfig) (*Agent, error) {
	if seats := game.Spec().Players; seats != 2 {
		return nil, fmt.Errorf("gtp: %s has seats: %d; want a world of two", game.Spec().Name, seats)
	}
	if config.Start == 0 {
		config.Start = DefaultStart
	}
	a := &Agent{
		game: game, notation: agents.Notation(game), config: config,
		program: child.Program{Command: config.Command}, at: game.New(0), own: none,
	}
	a.goban, _ = game.(*goban.Game)
	if err := a.start(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// start runs the program and learns what it is.
func (a *Agent) start(ctx context.Context) error {
	a.placed = false
	if err := a.program.Start(); err != nil {
		return fmt.Errorf("gtp: %w", err)
	}
	return a.try(ctx, a.config.Start, func(ctx context.Context) error {
		if err := a.greet(ctx); err != nil {
			return err
		}
		return a.clear(ctx)
	})
}

// try does something with the program within a time.
func (a *Agent) try(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	err := a.program.Try(ctx, limit, func(ctx context.Context, p *child.Process) error {
		a.client.process = p
		return do(ctx)
	})
	if err != nil {
		return fmt.Errorf("gtp: %w", err)
	}
	return nil
}

// greet asks for the protocol, the name and the commands of the program.
func (a *Agent) greet(ctx context.Context) error {
	var commands string
	for _, q := range []struct {
		command string
		answer  *string
	}{{"protocol_version", new(string)}, {"name", &a.name}, {"version", &a.version}, {"list_commands", &commands}} {
		text, err := a.client.ask(ctx, q.command)
		if err != nil {
			return err
		}
		if q.command == "protocol_version" && text != "2" {
			return fmt.Errorf("it speaks version %s of the protocol: want 2", excerpt(text))
		}
		*q.answer = text
	}
	a.client.known = strings.Fields(commands)
	return nil
}

// Identify returns the name and the version that the program gives itself.
func (a *Agent) Identify() (name, version string) { return a.name, a.version }

// SetClock tells the program the time before the next move, if it knows the
// commands for it. Byo-yomi is told as one move a period, which is what every
// program understands.
func (a *Agent) SetClock(c agents.Clock) { a.clock = c }

// Reset forgets the position and the clock.
func (a *Agent) Reset() { a.placed, a.clock = false, agents.Clock{} }

// Begin sets up a position on the program's board, and starts the program
// again if it has failed before.
func (a *Agent) Begin(ctx context.Context, start envs.State) error {
	if !a.program.Running() {
		if err := a.start(ctx); err != nil {
			return err
		}
	}
	return a.try(ctx, a.config.Start, func(ctx context.Context) error {
		if err := a.clear(ctx); err != nil {
			return err
		}
		if err := a.setUp(ctx, start); err != nil {
			return err
		}
		a.at.CopyFrom(start)
		a.placed, a.timed, a.own = true, false, none
		return nil
	})
}

// Follow plays a move on the program's board, unless that is where it comes
// from.
func (a *Agent) Follow(ctx context.Context, s envs.State, move envs.Action) error {
	if !a.isAt(s) || a.own != none && a.own != move {
		if err := a.Begin(ctx, s); err != nil {
			return err
		}
	}
	if a.own != move {
		command := "play " + colours[s.ToPlay()] + " " + a.notation.FormatAction(s, move)
		err := a.try(ctx, a.config.Start, func(ctx context.Context) error {
			_, err := a.client.ask(ctx, command)
			return err
		})
		if err != nil {
			return err
		}
	}
	a.own = none
	a.at.Play(move)
	return nil
}

// colours are what the protocol calls the seats.
var colours = [2]string{"b", "w"}

// Act asks the program for a move. One that resigns is agents.ErrResign.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if !a.isAt(s) || a.own != none {
		if err := a.Begin(ctx, s); err != nil {
			return 0, err
		}
	}
	var answer string
	err := a.try(ctx, a.config.Move, func(ctx context.Context) (err error) {
		if err = a.tellTime(ctx); err == nil {
			answer, err = a.client.ask(ctx, "genmove "+colours[s.ToPlay()])
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if strings.EqualFold(answer, "resign") {
		a.placed = false // what its board is now, the protocol does not say
		return 0, agents.ErrResign
	}
	move, err := a.notation.ParseAction(s, answer)
	if err != nil {
		return 0, fmt.Errorf("gtp: %w", a.program.Fail(fmt.Errorf("its move %s is %w: %w", excerpt(answer), agents.ErrIllegal, err)))
	}
	a.own = move
	return move, nil
}

// isAt tells whether the program's board is at s, as far as a world can tell.
func (a *Agent) isAt(s envs.State) bool { return a.program.Running() && a.placed && same(a.at, s) }

// same tells whether two positions are equal; of a world that cannot tell, it
// takes all for equal.
func same(a, b envs.State) bool {
	x, ok := a.(envs.Hasher)
	return !ok || x.Hash() == b.(envs.Hasher).Hash()
}

// Close ends the program.
func (a *Agent) Close() error {
	a.program.Close()
	return nil
}
