package gtp

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/internal/child"
)

// mostAnswer is the length of an answer, in bytes, beyond which a program is
// taken to be writing garbage.
const mostAnswer = 4 << 20

// client asks a program one command after the other.
type client struct {
	process *child.Process
	id      int
	known   []string // list_commands
}

// ask sends a command and returns the text of its answer. A failure that the
// program reports is a *Refusal; after any other error the program is of no
// more use.
func (c *client) ask(ctx context.Context, command string) (string, error) {
	c.id++
	id := strconv.Itoa(c.id)
	if err := c.process.Send(ctx, id+" "+command+"\n"); err != nil {
		return "", fmt.Errorf("%q: %w", command, err)
	}
	status, text, err := c.answer(ctx, id)
	if err != nil {
		return "", fmt.Errorf("%q: %w", command, err)
	}
	if status == '?' {
		return "", &Refusal{Command: command, Text: text}
	}
	return text, nil
}

// Refusal is an answer by which a program says that it could not do what it
// was asked to.
type Refusal struct{ Command, Text string }

func (r *Refusal) Error() string { return fmt.Sprintf("%q: the answer is ? %s", r.Command, r.Text) }

// answer reads up to the empty line after an answer.
func (c *client) answer(ctx context.Context, id string) (status byte, text string, err error) {
	var answer []string
	for size := 0; ; {
		line, err := c.process.Line(ctx)
		if err != nil {
			return 0, "", err
		}
		if size += len(line) + 1; size > mostAnswer {
			return 0, "", fmt.Errorf("an answer of more than %d bytes", mostAnswer)
		}
		line = strings.TrimRight(line, " \t")
		switch {
		case line != "":
			answer = append(answer, line)
			if len(answer) == 1 && line[0] != '=' && line[0] != '?' {
				return 0, "", fmt.Errorf("the answer begins with %s: want = or ?", excerpt(line))
			}
		case len(answer) > 0:
			return split(answer, id)
		}
	}
}

// split takes the lines of an answer apart, which must bear the id.
func split(answer []string, id string) (status byte, text string, err error) {
	status, first := answer[0][0], answer[0][1:]
	digits := 0
	for digits < len(first) && '0' <= first[digits] && first[digits] <= '9' {
		digits++
	}
	if got := first[:digits]; got != id {
		return 0, "", fmt.Errorf("the answer is to command %q: want %s", got, id)
	}
	answer[0] = strings.TrimLeft(first[digits:], " \t")
	return status, strings.Join(answer, "\n"), nil
}

// knows tells whether the program has a command.
func (c *client) knows(command string) bool { return slices.Contains(c.known, command) }

// excerpt quotes the beginning of what a program wrote.
func excerpt(text string) string {
	const most = 60
	if len(text) <= most {
		return strconv.Quote(text)
	}
	return strconv.Quote(text[:most]) + "…"
}
