package uci

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/lines"
)

const (
	mostLine    = 1 << 20 // bytes in a command: a game of a hundred thousand moves
	mostWaiting = 256     // commands that wait for the end of a search
)

// EngineConfig says what an Engine plays and how.
type EngineConfig struct {
	// Game is what is played until the controller sets UCI_Variant.
	Game chess.Game

	// Name and Author are what the engine calls itself, a line each.
	Name, Author string

	// Settings are the numbers of the agent's that the controller may change.
	Settings []Setting

	// NewAgent makes the agent that plays a game with these values of the
	// Settings, in their order. It is called for the first game and whenever
	// the controller changes a value or the variant. An agent that is an
	// io.Closer is closed when another takes its place.
	NewAgent func(game chess.Game, settings []int) (agents.Agent, error)

	// Now is the clock by which the engine tells how long it has searched.
	Now func() time.Time
}

// Setting is a whole number that makes an agent stronger, weaker or faster.
type Setting struct {
	Name         string
	Value, Least int // Value is the one to begin with
	Most         int
}

// Engine answers a controller's commands, and reads them while it searches. It
// is used once.
//
// It thinks by agents.Analyze, within the limits that the controller sets. An
// agent that is agents.Clocked is told the clock and minds it; for any other,
// and at the latest when the time of an unclear position is over, the engine
// ends the search itself.
type Engine struct {
	config   EngineConfig
	settings []int
	multiPV  int
	showWDL  bool
	ponders  bool // the controller lets it think on its opponent's time

	agent    agents.Agent
	told     followed // what the agent, if it is an agents.Follower, has been told
	game     chess.Game
	position *position // what go searches; nil if the last one was refused

	out      writer
	search   *search  // under way, or nil
	waiting  []string // commands that come after it
	quitting bool
}

// NewEngine returns an engine, or the error of the first agent.
func NewEngine(config EngineConfig) (*Engine, error) {
	e := &Engine{config: config, multiPV: 1}
	for _, s := range config.Settings {
		e.settings = append(e.settings, s.Value)
	}
	if err := e.renew(config.Game, e.settings); err != nil {
		return nil, err
	}
	return e, nil
}

// renew changes to another game, or other settings, and the agent for it. If
// there is no such agent everything stays as it is.
func (e *Engine) renew(game chess.Game, settings []int) error {
	agent, err := e.config.NewAgent(game, settings)
	if err != nil {
		return err
	}
	if e.agent == nil || e.game.Spec().Name != game.Spec().Name {
		e.position = startOf(game)
	}
	e.dismiss()
	e.agent, e.game, e.settings, e.told = agent, game, settings, followed{}
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
// the end of the context, whose error it returns. A search under way is then
// ended, and answers first. The goroutine that reads ends with the next line
// after that, or when in is closed.
func (e *Engine) Run(ctx context.Context, in io.Reader, out io.Writer) error {
	defer e.dismiss()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	e.out.to = out
	incoming := make(chan incoming)
	go read(ctx, lines.NewReader(in, mostLine), incoming)
	defer func() { e.search.end() }()
	for !e.quitting && e.out.failure() == nil {
		select {
		case got := <-incoming:
			if err := e.take(ctx, got); err != nil {
				return err
			}
		case <-e.search.done():
			e.search.end()
			e.search = nil
			e.resume(ctx)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	e.search.end()
	return e.out.failure()
}

// incoming is a line of the controller's, or why there is none.
type incoming struct {
	line string
	err  error
}

// read hands the lines on.
func read(ctx context.Context, from *lines.Reader, to chan<- incoming) {
	for {
		line, err := from.Next()
		select {
		case to <- incoming{line, err}:
		case <-ctx.Done():
			return
		}
		if err != nil && !errors.Is(err, lines.ErrTooLong) {
			return
		}
	}
}

// take does what a line asks for, or puts it off.
func (e *Engine) take(ctx context.Context, got incoming) error {
	switch {
	case errors.Is(got.err, lines.ErrTooLong):
		e.out.remark("a command of more than %d bytes", mostLine)
		return nil
	case got.err == io.EOF:
		e.quitting = true
		return nil
	case got.err != nil:
		return fmt.Errorf("uci: read commands: %w", got.err)
	}
	c, arguments := find(got.line)
	if c == nil {
		return nil
	}
	busy := e.search != nil
	if !busy || c.when != idle {
		e.do(ctx, c, arguments)
	}
	switch later := busy && (c.when == idle || c.when == ordered && len(e.waiting) > 0); {
	case later && len(e.waiting) == mostWaiting:
		e.out.remark("%s: too many commands wait for the end of the search; it is ignored", c.name)
	case later:
		e.waiting = append(e.waiting, got.line)
	}
	return nil
}

// resume does what was put off, up to the next search and what is about it.
func (e *Engine) resume(ctx context.Context) {
	for len(e.waiting) > 0 && !e.quitting {
		c, arguments := find(e.waiting[0])
		if e.search != nil && c.when == idle {
			return
		}
		e.waiting = e.waiting[1:]
		e.do(ctx, c, arguments)
	}
}

func (e *Engine) do(ctx context.Context, c *command, arguments []string) {
	if err := c.run(e, ctx, arguments); err != nil {
		e.out.remark("%s: %v", c.name, err)
	}
}

// find returns the command of a line and its arguments. Words that are no
// command are passed over, as the protocol asks; nil if there are no others.
func find(line string) (*command, []string) {
	words := strings.Fields(line)
	for i, word := range words {
		for j := range commands {
			if commands[j].name == word {
				return &commands[j], words[i+1:]
			}
		}
	}
	return nil, nil
}
