package uci

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/child"
)

// AgentConfig says which program an Agent runs, how strong it plays and how
// long the agent waits for it.
type AgentConfig struct {
	// Command is the program and its arguments. A program that is not found
	// in PATH is looked for where Debian keeps games.
	Command []string

	// Options are set before the first game. An option that the program does
	// not have is an error.
	Options []Option

	// Variant is what UCI_Variant is set to where the program has that
	// option; empty is the name of the world.
	Variant string

	// Limit is how far the program looks for a move. Without one it minds
	// the clock, and without a clock it takes DefaultTime.
	Limit Limit

	// Start is how long the program may take to start up and to make ready
	// for a game; 0 is DefaultStart.
	Start time.Duration

	// Move is how long it may take for a move, 0 is as long as the context
	// allows. A program that takes longer has failed.
	Move time.Duration
}

// Option is an option of the program; Value is empty for a button.
type Option struct{ Name, Value string }

// Limit ends the search for a move; zero fields do not.
type Limit struct {
	Nodes int
	Depth int // plies
	Time  time.Duration
}

const (
	DefaultStart = time.Minute // leaves time to load a network
	DefaultTime  = time.Second // for a move
)

// Agent is a program that plays by the protocol. It is told the moves of the
// game (agents.Follower), so that it knows of repetitions; an Act at a
// position that it was not told of gives it the position alone.
//
// A program that crashes, takes too long or answers no legal move has failed:
// the error tells why, with the last that it wrote to its standard error. The
// program is then ended, and the next Begin starts another.
type Agent struct {
	game    chess.Game
	config  AgentConfig
	program child.Program
	client  client // of the running program
	clock   agents.Clock

	start  string   // the first position of the game, in Forsyth-Edwards notation
	moves  []string // since then
	at     envs.State
	placed bool // at is the position after moves

	report report // of the last search
}

var (
	_ agents.Agent      = (*Agent)(nil)
	_ agents.Follower   = (*Agent)(nil)
	_ agents.Clocked    = (*Agent)(nil)
	_ agents.Explainer  = (*Agent)(nil)
	_ agents.Identified = (*Agent)(nil)
	_ io.Closer         = (*Agent)(nil)
)

// NewAgent starts a program that plays game. The error tells why it does not,
// or not this game. The agent must be closed.
func NewAgent(ctx context.Context, game chess.Game, config AgentConfig) (*Agent, error) {
	if config.Start == 0 {
		config.Start = DefaultStart
	}
	a := &Agent{
		game: game, config: config, program: child.Program{Command: config.Command},
		at: game.New(0), report: newReport(game),
	}
	if err := a.run(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// run starts the program and sets its options.
func (a *Agent) run(ctx context.Context) error {
	if err := a.program.Start(); err != nil {
		return fmt.Errorf("uci: %w", err)
	}
	a.placed, a.client = false, client{}
	return a.try(ctx, a.config.Start, func(ctx context.Context) error {
		if err := a.client.greet(ctx); err != nil {
			return err
		}
		if err := a.chooseVariant(ctx); err != nil {
			return err
		}
		for _, o := range a.config.Options {
			if err := a.client.setOption(ctx, o); err != nil {
				return err
			}
		}
		return a.client.ready(ctx)
	})
}

// chooseVariant tells the program which game it plays, or finds that it does
// not play that.
func (a *Agent) chooseVariant(ctx context.Context) error {
	variant, _, _ := strings.Cut(a.game.Spec().Name, ":")
	if a.config.Variant != "" {
		variant = a.config.Variant
	}
	switch has := a.client.variants; {
	case has == nil && variant == "chess":
		return nil
	case has == nil:
		return fmt.Errorf("it plays chess only, not %s", variant)
	case !slices.Contains(has, variant):
		return fmt.Errorf("it does not play %s: want one of %s", variant, strings.Join(has, ", "))
	}
	return a.client.setOption(ctx, Option{variantOption, variant})
}

// try does something with the program within a time.
func (a *Agent) try(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	err := a.program.Try(ctx, limit, func(ctx context.Context, p *child.Process) error {
		a.client.process = p
		return do(ctx)
	})
	if err != nil {
		return fmt.Errorf("uci: %w", err)
	}
	return nil
}

// Identify returns the name that the program gives itself; the protocol has
// no version apart from it.
func (a *Agent) Identify() (name, version string) { return a.client.name, "" }

// SetClock implements agents.Clocked.
func (a *Agent) SetClock(c agents.Clock) { a.clock = c }

// Reset forgets the game and the clock.
func (a *Agent) Reset() { a.placed, a.clock = false, agents.Clock{} }

// Begin tells the program that a game begins, and starts it again if it has
// failed before.
func (a *Agent) Begin(ctx context.Context, start envs.State) error {
	if !a.program.Running() {
		if err := a.run(ctx); err != nil {
			return err
		}
	}
	err := a.try(ctx, a.config.Start, func(ctx context.Context) error {
		if err := a.client.say(ctx, "ucinewgame"); err != nil {
			return err
		}
		return a.client.ready(ctx)
	})
	if err != nil {
		return err
	}
	a.place(start)
	return nil
}

// place makes s the first position that the program is told of.
func (a *Agent) place(s envs.State) {
	position := s.(*chess.State).Position()
	a.start, a.moves = position.FEN(), a.moves[:0]
	a.at.CopyFrom(s)
	a.placed = true
}

// Follow implements agents.Follower. The program hears of the move when it is
// asked for the next.
func (a *Agent) Follow(_ context.Context, s envs.State, move envs.Action) error {
	if !a.isAt(s) {
		a.place(s)
	}
	a.moves = append(a.moves, a.game.FormatAction(s, move))
	a.at.Play(move)
	return nil
}

// isAt tells whether the program was told of s.
func (a *Agent) isAt(s envs.State) bool {
	return a.placed && a.at.(envs.Hasher).Hash() == s.(envs.Hasher).Hash()
}

// Act asks the program for a move.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if !a.program.Running() {
		if err := a.Begin(ctx, s); err != nil {
			return 0, err
		}
	}
	if !a.isAt(s) {
		a.place(s)
	}
	position := "position fen " + a.start
	if len(a.moves) > 0 {
		position += " moves " + strings.Join(a.moves, " ")
	}
	a.report.begin(s)
	var words []string
	err := a.try(ctx, a.config.Move, func(ctx context.Context) (err error) {
		if err = a.client.say(ctx, position, a.goCommand()); err == nil {
			words, err = a.client.wait(ctx, "bestmove", a.report.read)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(words) < 2 {
		words = append(words, "")
	}
	move, err := a.game.ParseAction(s, words[1])
	if err != nil {
		err = fmt.Errorf("it said \"bestmove %s\", %w: %w", excerpt(words[1]), agents.ErrIllegal, err)
		return 0, fmt.Errorf("uci: %w", a.program.Fail(err))
	}
	return move, nil
}

// goCommand starts a search by the limits that there are.
func (a *Agent) goCommand() string {
	limit := a.config.Limit
	if a.clock.Nodes > 0 {
		limit.Nodes = a.clock.Nodes
	}
	command := "go"
	add := func(name string, value int64) {
		if value > 0 {
			command += fmt.Sprintf(" %s %d", name, value)
		}
	}
	add("nodes", int64(limit.Nodes))
	add("depth", int64(limit.Depth))
	add("movetime", limit.Time.Milliseconds())
	if command != "go" {
		return command
	}
	timed := false
	for seat, t := range a.clock.Seats {
		if t.Total() <= 0 {
			continue
		}
		timed = true
		left := t.Left
		if t.Periods > 0 {
			left += t.Period // which is lost unless it is used
		}
		add(string("wb"[seat])+"time", max(left.Milliseconds(), 1))
		add(string("wb"[seat])+"inc", t.Increment.Milliseconds())
	}
	if !timed {
		return fmt.Sprintf("go movetime %d", DefaultTime.Milliseconds())
	}
	add("movestogo", int64(a.clock.Seats[a.at.ToPlay()].MovesToGo))
	return command
}

// Explain returns what the program told of its last search.
func (a *Agent) Explain() agents.Thought { return a.report.thought() }

// Close ends the program.
func (a *Agent) Close() error {
	if a.program.Running() {
		// Some programs do not mind the end of their input.
		_ = a.try(context.Background(), a.config.Start, func(ctx context.Context) error { return a.client.say(ctx, "quit") })
	}
	a.program.Close()
	return nil
}
