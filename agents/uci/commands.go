package uci

import (
	"context"

	"github.com/tengen-rl/tengen/agents"
)

// command is a line of the table of commands. An error of run is told in an
// info string.
type command struct {
	name string
	when when
	run  func(e *Engine, ctx context.Context, arguments []string) error
}

// when tells what becomes of a command that comes during a search.
type when int

const (
	atOnce  when = iota
	ordered      // at once, and again for the search that a waiting command begins
	idle         // it waits for the end of the search
)

// commands are those that the engine knows. A line about debugging or
// registration is passed over as a whole, lest its words pass for commands.
var commands = []command{
	{name: "uci", run: introduce},
	{name: "isready", run: ready},
	{name: "ucinewgame", when: idle, run: newGame},
	{name: "setoption", when: idle, run: setOption},
	{name: "position", when: idle, run: setPosition},
	{name: "go", when: idle, run: think},
	{name: "ponderhit", when: ordered, run: ponderHit},
	{name: "stop", when: ordered, run: stop},
	{name: "quit", run: quit},
	{name: "debug", run: passOver},
	{name: "register", run: passOver},
}

func passOver(*Engine, context.Context, []string) error { return nil }

// introduce tells what the engine is and what can be set.
func introduce(e *Engine, _ context.Context, _ []string) error {
	e.out.line("id name %s", e.config.Name)
	e.out.line("id author %s", e.config.Author)
	for _, o := range e.options() {
		e.out.line("option name %s type %s", o.name, o.form)
	}
	e.out.line("uciok")
	return nil
}

func ready(e *Engine, _ context.Context, _ []string) error {
	e.out.line("readyok")
	return nil
}

func newGame(e *Engine, _ context.Context, _ []string) error {
	e.agent.Reset()
	e.told = followed{}
	return nil
}

func setPosition(e *Engine, _ context.Context, arguments []string) (err error) {
	e.position, err = readPosition(e.game, arguments)
	return err
}

// think begins the search that go asks for. What cannot be read of the command
// is told and passed over: every go is answered.
func think(e *Engine, ctx context.Context, arguments []string) error {
	at := e.position
	if at == nil {
		e.out.remark("go: the last position was refused")
		e.out.line("bestmove %s", noMove)
		return nil
	}
	limits, wrong := readLimits(e.game, at.state, arguments)
	for _, err := range wrong {
		e.out.remark("go: %v", err)
	}
	if err := e.follow(ctx, at); err != nil {
		e.out.remark("go: the agent: %v", err)
	}
	e.search = e.begin(ctx, at.state, limits)
	return nil
}

// follow tells an agent that must know them the moves so far.
func (e *Engine) follow(ctx context.Context, p *position) error {
	f, ok := agents.Power[agents.Follower](e.agent)
	if !ok {
		return nil
	}
	return e.told.catchUp(ctx, e.game, f, p)
}

func ponderHit(e *Engine, _ context.Context, _ []string) error {
	e.search.ponderHit()
	return nil
}

func stop(e *Engine, _ context.Context, _ []string) error {
	e.search.stop()
	return nil
}

func quit(e *Engine, _ context.Context, _ []string) error {
	e.quitting = true
	return nil
}
