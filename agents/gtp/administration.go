package gtp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// errSyntax is what the draft calls arguments that cannot be read.
var errSyntax = errors.New("syntax error")

// administration are the commands about the protocol and the board.
var administration = []command{
	{name: "protocol_version", run: func(*Engine, context.Context, []string) (string, error) { return "2", nil }},
	{name: "name", run: func(e *Engine, _ context.Context, _ []string) (string, error) { return e.config.Name, nil }},
	{name: "version", run: func(e *Engine, _ context.Context, _ []string) (string, error) { return e.config.Version, nil }},
	{name: "known_command", run: knownCommand},
	{name: "list_commands", run: listCommands},
	{name: "quit", run: func(e *Engine, _ context.Context, _ []string) (string, error) {
		e.quitting = true
		return "", nil
	}},
	{name: "boardsize", run: boardSize},
	{name: "clear_board", run: clearBoard},
	{name: "showboard", run: showBoard},
}

func knownCommand(e *Engine, _ context.Context, arguments []string) (string, error) {
	if len(arguments) != 1 {
		return "", errSyntax
	}
	return strconv.FormatBool(e.find(arguments[0]) != nil), nil
}

func listCommands(e *Engine, _ context.Context, _ []string) (string, error) {
	var names []string
	for _, c := range e.commands {
		if e.find(c.name) != nil {
			names = append(names, c.name)
		}
	}
	return strings.Join(names, "\n"), nil
}

// boardSize changes the size of the board, which empties it.
func boardSize(e *Engine, _ context.Context, arguments []string) (string, error) {
	size, err := wholeNumber(arguments)
	if err != nil {
		return "", err
	}
	if spec := e.table.game.Spec(); spec.Obs[1] == size && spec.Obs[2] == size {
		e.clear()
		return "", nil
	}
	game, err := e.resized(size)
	if err == nil {
		err = e.renew(game)
	}
	if err != nil {
		return "", fmt.Errorf("unacceptable size: %w", err)
	}
	return "", nil
}

// resized returns the game on another board.
func (e *Engine) resized(size int) (envs.Game, error) {
	if g := e.goban(); g != nil {
		c := g.Config()
		usual := c.MaxPlies == goban.DefaultPlies(c.Size)
		if c.Size = size; usual {
			c.MaxPlies = goban.DefaultPlies(size)
		}
		c.Handicap, c.Free = 0, false
		return goban.New(c)
	}
	if e.config.Resize == nil {
		spec := e.table.game.Spec()
		return nil, fmt.Errorf("%s is played on %d rows of %d", spec.Name, spec.Obs[1], spec.Obs[2])
	}
	return e.config.Resize(size)
}

// clear goes back to the first position.
func (e *Engine) clear() {
	e.table.clear()
	e.synced = false
	e.agent.Reset()
}

func clearBoard(e *Engine, _ context.Context, _ []string) (string, error) {
	e.clear()
	return "", nil
}

// showBoard draws the board, beginning on a line of its own.
func showBoard(e *Engine, _ context.Context, _ []string) (string, error) {
	board, ok := e.table.at.(fmt.Stringer)
	if !ok {
		return "", fmt.Errorf("%s draws no board", e.table.game.Spec().Name)
	}
	text := "\n"
	for line := range strings.Lines(board.String()) {
		if strings.TrimSpace(line) != "" {
			text += line
		}
	}
	return text, nil
}

// wholeNumber reads the only argument.
func wholeNumber(arguments []string) (int, error) {
	if len(arguments) != 1 {
		return 0, errSyntax
	}
	n, err := strconv.ParseInt(arguments[0], 10, 32)
	if err != nil {
		return 0, errSyntax
	}
	return int(n), nil
}
