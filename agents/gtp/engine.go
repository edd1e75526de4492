package gtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/lines"
)

// mostLine is the length of a command line, in bytes.
const mostLine = 1 << 16

// EngineConfig says what an Engine plays and how.
type EngineConfig struct {
	Game          envs.Game // the first game, of two seats
	Name, Version string    // what the engine calls itself, a line each

	// NewAgent makes the agent that plays a game. It is called for the first
	// game and whenever the controller changes size, komi or rules. An agent
	// that is an io.Closer is closed when another takes its place.
	NewAgent func(game envs.Game) (agents.Agent, error)

	// Resize returns the world on a board of another size, for worlds other
	// than Go; nil if there is none.
	Resize func(size int) (envs.Game, error)

	// Resign is the expected return, from -1 to 0, at or below which the
	// engine resigns instead of moving. At 0 it never does.
	Resign float32

	Random *rand.Rand       // for estimates of which stones are dead
	Now    func() time.Time // the clock, for how often analyses are told
}

// Engine answers a controller's commands. It is used once.
type Engine struct {
	config EngineConfig
	table  *table
	agent  agents.Agent
	synced bool // the agent, if it is an agents.Follower, has been told of all moves
	out    *writer

	commands []command

	incoming chan incoming
	waiting  *incoming // taken off incoming while a command ran
	quitting bool

	mu     sync.Mutex
	cancel context.CancelFunc // ends the command under way
}

// incoming is a line of the controller's, or why there is none.
type incoming struct {
	line string
	err  error
}

// NewEngine returns an engine, or the error of the first agent.
func NewEngine(config EngineConfig) (*Engine, error) {
	if seats := config.Game.Spec().Players; seats != 2 {
		return nil, fmt.Errorf("gtp: %s has seats: %d; want a world of two", config.Game.Spec().Name, seats)
	}
	e := &Engine{
		config: config, incoming: make(chan incoming),
		commands: slices.Concat(administration, playing, goCommands, analysing, rulesOfAnyGame),
	}
	if err := e.renew(config.Game); err != nil {
		return nil, err
	}
	return e, nil
}

// renew changes to another game and the agent for it. If there is no such
// agent everything stays as it is.
func (e *Engine) renew(game envs.Game) error {
	agent, err := e.config.NewAgent(game)
	if err != nil {
		return err
	}
	e.dismiss()
	e.agent, e.table, e.synced = agent, newTable(game), false
	agent.Reset()
	return nil
}

// dismiss closes the agent, if there is one.
func (e *Engine) dismiss() {
	if c, ok := e.agent.(io.Closer); ok {
		c.Close()
	}
}

// Run reads commands and writes answers until quit, the end of the input, or
// the end of the context, whose error it returns. The goroutine that reads
// ends with the next line after that, or when in is closed.
func (e *Engine) Run(ctx context.Context, in io.Reader, out io.Writer) error {
	defer e.dismiss()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e.out = newWriter(out)
	go e.read(ctx, lines.NewReader(in, mostLine))
	for !e.quitting && e.out.err == nil {
		next, err := e.next(ctx)
		if err != nil {
			return err
		}
		switch {
		case errors.Is(next.err, lines.ErrTooLong):
			e.out.answer(request{}, "", fmt.Errorf("a command of more than %d characters", mostLine))
		case next.err == io.EOF:
			return nil
		case next.err != nil:
			return fmt.Errorf("read commands: %w", next.err)
		default:
			e.handle(ctx, next.line)
		}
	}
	return e.out.err
}

// read hands the lines on, except the call for an end of the command under
// way that GoGui sends as a comment.
func (e *Engine) read(ctx context.Context, from *lines.Reader) {
	for {
		line, err := from.Next()
		if errors.Is(err, lines.ErrTooLong) && from.SkipRest() != nil {
			continue // the next line tells
		}
		if strings.HasPrefix(strings.TrimSpace(line), "# interrupt") {
			e.interrupt()
			continue
		}
		select {
		case e.incoming <- incoming{line, err}:
		case <-ctx.Done():
			return
		}
		if err != nil && !errors.Is(err, lines.ErrTooLong) {
			return
		}
	}
}

func (e *Engine) interrupt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.cancel != nil {
		e.cancel()
	}
}

// next waits for a line.
func (e *Engine) next(ctx context.Context) (incoming, error) {
	if w := e.waiting; w != nil {
		e.waiting = nil
		return *w, nil
	}
	select {
	case got := <-e.incoming:
		return got, nil
	case <-ctx.Done():
		return incoming{}, ctx.Err()
	}
}

// called tells whether the controller has sent something since the command
// under way began.
func (e *Engine) called() bool {
	if e.waiting == nil {
		select {
		case got := <-e.incoming:
			e.waiting = &got
		default:
		}
	}
	return e.waiting != nil
}

// handle does what a line asks for.
func (e *Engine) handle(ctx context.Context, line string) {
	r, ok := parseRequest(line)
	if !ok {
		return
	}
	c := e.find(r.name)
	if c == nil {
		e.out.answer(r, "", errors.New("unknown command"))
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	e.mu.Lock()
	e.cancel = cancel
	e.mu.Unlock()
	defer e.interrupt()
	if c.stream != nil {
		c.stream(e, ctx, r)
		return
	}
	text, err := c.run(e, ctx, r.arguments)
	e.out.answer(r, text, err)
}

// command is a line of the table of commands: either run, or stream, which
// writes its own answer.
type command struct {
	name   string
	goOnly bool
	run    func(e *Engine, ctx context.Context, arguments []string) (string, error)
	stream func(e *Engine, ctx context.Context, r request)
}

// find returns the command of a name that the game has, or nil.
func (e *Engine) find(name string) *command {
	for _, c := range e.commands {
		if c.name == name && (!c.goOnly || e.goban() != nil) {
			return &c
		}
	}
	return nil
}

// goban returns the game if it is Go, or nil.
func (e *Engine) goban() *goban.Game {
	g, _ := e.table.game.(*goban.Game)
	return g
}
