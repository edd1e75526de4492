package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Player is who has a seat.
type Player struct {
	Name  string
	Agent agents.Agent // nil is a person at the terminal
}

// Config is what a Console needs.
type Config struct {
	World   envs.Game
	Players []Player // by seat
	Seed    uint64   // of the world, in the first game
	In      io.Reader
	Out     io.Writer

	// Advisor is asked for hints; it plays no seat. Nil gives none.
	Advisor agents.Agent
}

// Console is a terminal with people before it. It is not safe for concurrent
// use.
type Console struct {
	config   Config
	notation envs.Notation
	reader   *agents.Human
	games    uint64 // begun

	start   gamefile.Game // the seed and the position that the game began with
	actions []envs.Action
	state   envs.State
	returns []float32   // by seat, so far
	gaveUp  envs.Player // the seat that has resigned, or Over

	version int // of what is to be shown: it grows with every change
	shown   int // the version that was shown last

	ours map[string]bool // the files written here, which may be replaced
}

// New returns a console at the beginning of a game.
func New(c Config) *Console {
	return &Console{
		config: c, notation: agents.Notation(c.World), reader: agents.NewHuman(c.World, c.In, c.Out), ours: map[string]bool{},
	}
}

// Play plays games until the people leave, which is no error, or the context
// ends. It returns the error of an agent, of the reader or of the writer; Game
// tells how far the game has come in any case.
func (c *Console) Play(ctx context.Context) error {
	if err := c.begin(ctx, gamefile.Game{Seed: c.config.Seed}); err != nil {
		return err
	}
	for {
		err := c.turn(ctx)
		if errors.Is(err, agents.ErrQuit) {
			if !c.over() {
				c.say("\nYou left the game.\n")
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Game returns the game as it stands.
func (c *Console) Game() *gamefile.Game {
	g := &gamefile.Game{Seed: c.start.Seed, Position: c.start.Position}
	for _, p := range c.config.Players {
		g.Players = append(g.Players, p.Name)
	}
	for _, a := range c.actions {
		g.Moves = append(g.Moves, gamefile.Move{Action: a})
	}
	switch {
	case c.gaveUp == 0:
		g.Result, g.Ending = gamefile.SecondWins, arena.Resigned
	case c.gaveUp == 1:
		g.Result, g.Ending = gamefile.FirstWins, arena.Resigned
	default:
		g.Finish(c.config.World)
	}
	return g
}

// begin sets up a game and plays the moves that it has.
func (c *Console) begin(ctx context.Context, g gamefile.Game) error {
	c.games++
	c.start = gamefile.Game{Seed: g.Seed, Position: g.Position}
	c.gaveUp = envs.Over
	var actions []envs.Action
	for _, m := range g.Moves {
		actions = append(actions, m.Action)
	}
	return c.replay(ctx, actions)
}

// another begins a new game of the world.
func (c *Console) another(ctx context.Context) error {
	return c.begin(ctx, gamefile.Game{Seed: seed.Mix(c.config.Seed, c.games)})
}

// replay plays a game anew from its start, so that agents know it as well.
func (c *Console) replay(ctx context.Context, actions []envs.Action) error {
	c.state, c.actions = c.start.Start(c.config.World), nil
	c.version++
	c.returns = make([]float32, c.config.World.Spec().Players)
	for seat, p := range c.config.Players {
		if p.Agent == nil {
			continue
		}
		p.Agent.Reset()
		if f, ok := agents.Power[agents.Follower](p.Agent); ok {
			if err := f.Begin(ctx, c.state); err != nil {
				return c.failure(ctx, seat, err)
			}
		}
	}
	for _, a := range actions {
		if err := c.play(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// play makes a legal move.
func (c *Console) play(ctx context.Context, a envs.Action) error {
	for seat, p := range c.config.Players {
		if f, ok := agents.Power[agents.Follower](p.Agent); ok {
			if err := f.Follow(ctx, c.state, a); err != nil {
				return c.failure(ctx, seat, err)
			}
		}
	}
	c.state.Play(a)
	c.actions = append(c.actions, a)
	c.version++
	rewards := make([]float32, len(c.returns))
	c.state.Rewards(rewards)
	for p := range rewards {
		c.returns[p] += rewards[p]
	}
	return nil
}

// failure is the error of an agent, or of the context if that has ended.
func (c *Console) failure(ctx context.Context, seat int, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("seat %d: %w", seat+1, err)
}

func (c *Console) over() bool { return c.state.ToPlay() == envs.Over || c.gaveUp != envs.Over }

// turn has an agent move, or a person move or give a command.
func (c *Console) turn(ctx context.Context) error {
	seat, over := c.state.ToPlay(), c.over()
	if !over && c.config.Players[seat].Agent != nil {
		return c.reply(ctx, seat, c.config.Players[seat])
	}
	if c.shown != c.version {
		c.shown = c.version
		c.show()
		if over {
			c.announce()
		}
	}
	question := "your move (? for help): "
	switch {
	case over:
		question = "new, undo, save FILE or quit: "
	case c.people() > 1:
		question = fmt.Sprintf("seat %d, %s", seat+1, question)
	}
	line, err := c.reader.Ask(ctx, question)
	if err != nil {
		return err
	}
	return c.obey(ctx, line)
}

// giveUp ends the game by the resignation of a seat.
func (c *Console) giveUp(seat envs.Player) {
	c.gaveUp = seat
	c.version++
}

// people counts those at the terminal.
func (c *Console) people() (n int) {
	for _, p := range c.config.Players {
		if p.Agent == nil {
			n++
		}
	}
	return n
}

// reply has an agent move.
func (c *Console) reply(ctx context.Context, seat envs.Player, p Player) error {
	a, err := p.Agent.Act(ctx, c.state)
	switch {
	case errors.Is(err, agents.ErrResign) && len(c.config.Players) == 2:
		c.say("%s resigns\n", p.Name)
		c.giveUp(seat)
		return nil
	case err != nil:
		return c.failure(ctx, int(seat), err)
	case !slices.Contains(c.state.Legal(nil), a):
		return c.failure(ctx, int(seat), fmt.Errorf("action %d is illegal", a))
	}
	c.say("%s plays %s\n", p.Name, c.notation.FormatAction(c.state, a))
	return c.play(ctx, a)
}

// say writes for people. An error of the writer shows with the next question.
func (c *Console) say(format string, args ...any) { fmt.Fprintf(c.config.Out, format, args...) }
