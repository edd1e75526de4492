package agents

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// ErrQuit is returned by Human.Act when the person leaves the game, by the
// word quit or by closing the input.
var ErrQuit = errors.New("the player left the game")

// Human is the agent that asks a person. It shows the board on a writer and
// reads one move a line from a reader, in the notation of the world. A line
// that names no legal move is answered by what would, and asked for again.
//
// A read cannot be interrupted, so Act reads on a goroutine of its own, one
// at most. If the context ends first, Act returns at once and leaves that
// goroutine waiting for its line: the next Act takes the line, and closing
// the reader (or the end of the process, at a terminal) ends the goroutine.
type Human struct {
	notation envs.Notation
	lines    *bufio.Scanner
	out      io.Writer
	read     chan error // the result of the read on its way: nil, ErrQuit or the error of the reader
	reading  bool       // a read is on its way
}

// NewHuman returns the agent of a person at game who types on in and reads
// on out. The agent alone may read in from now on.
func NewHuman(game envs.Game, in io.Reader, out io.Writer) *Human {
	return &Human{
		notation: Notation(game),
		lines:    bufio.NewScanner(in),
		out:      out,
		read:     make(chan error, 1),
	}
}

// Reset does nothing: a person remembers what they like.
func (h *Human) Reset() {}

// Act shows s and returns the move that the person chose. It returns ErrQuit
// when they leave, the error of the reader or writer if one fails, and that of
// the context if it ends first.
func (h *Human) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := h.show(s); err != nil {
		return 0, err
	}
	for {
		line, err := h.Ask(ctx, "your move (? for help): ")
		if err != nil {
			return 0, err
		}
		switch line {
		case "":
			continue
		case "quit":
			return 0, ErrQuit
		case "board":
			err = h.show(s)
		case "help", "?":
			_, err = fmt.Fprintf(h.out, "moves: %s\ncommands: board (show it again), quit, help\n",
				list(Moves(h.notation, s)))
		default:
			action, wrong := h.notation.ParseAction(s, line)
			if wrong == nil {
				return action, nil
			}
			_, err = fmt.Fprintln(h.out, wrong)
		}
		if err != nil {
			return 0, fmt.Errorf("answer the player: %w", err)
		}
	}
}

// show prints the board, or the bare fact that it is the person's turn in a
// world that has no board to print.
func (h *Human) show(s envs.State) error {
	text := fmt.Sprintf("seat %d to move\n", s.ToPlay()+1)
	if board, ok := s.(fmt.Stringer); ok {
		text = strings.TrimRight(board.String(), "\n") + "\n"
	}
	if _, err := io.WriteString(h.out, text); err != nil {
		return fmt.Errorf("show the board: %w", err)
	}
	return nil
}

// Ask writes a question and returns the line that the person answers, without
// the blanks around it. The errors are those of Act.
func (h *Human) Ask(ctx context.Context, question string) (string, error) {
	if _, err := io.WriteString(h.out, question); err != nil {
		return "", fmt.Errorf("ask for a move: %w", err)
	}
	if !h.reading {
		h.reading = true
		go func() { h.read <- h.scan() }()
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case err := <-h.read:
		h.reading = false
		if err != nil {
			return "", err
		}
		return strings.TrimSpace(h.lines.Text()), nil
	}
}

// scan reads one line. Between it and the receive from h.read nobody else
// touches h.lines.
func (h *Human) scan() error {
	if h.lines.Scan() {
		return nil
	}
	if err := h.lines.Err(); err != nil {
		return fmt.Errorf("read a move: %w", err)
	}
	return ErrQuit
}
