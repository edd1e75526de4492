package agents_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

func TestHumanAnswersEveryLine(t *testing.T) {
	game := connectfour.New()
	s := position(t, "444444")
	board := s.(*connectfour.State).String()
	for _, c := range []struct {
		name, typed string
		want        envs.Action
		says        []string
	}{
		{"a move", "5\n", 4, []string{board}},
		{"blanks and an empty line", "\n \t\n  7 \r\n", 6, nil},
		{"an illegal move", "4\n1\n", 0, []string{`illegal move "4": the column is full`}},
		{"no move at all", "queen takes\n1\n", 0, []string{`unknown move "queen takes": want the number of a column that is not full, 1 to 7`}},
		{"help", "help\n?\n1\n", 0, []string{"moves: 1 2 3 5 6 7\ncommands: board (show it again), quit, help\n"}},
		{"the board again", "board\n1\n", 0, []string{board + "your move (? for help): " + board}},
		{"a last line without its end", "2", 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			h := agents.NewHuman(game, strings.NewReader(c.typed), &out)
			h.Reset()
			got, err := h.Act(context.Background(), s)
			require.NoError(t, err)
			assert.Equal(t, c.want, got)
			for _, says := range c.says {
				assert.Contains(t, out.String(), says)
			}
			assert.NotContains(t, out.String(), `""`, "an empty line is no move")
		})
	}
}

func TestHumanPlaysAWorldWithoutWords(t *testing.T) {
	var out bytes.Buffer
	h := agents.NewHuman(plain{tictactoe.New()}, strings.NewReader("9\n8\n"), &out)
	got, err := h.Act(context.Background(), plain{tictactoe.New()}.New(0))
	require.NoError(t, err)
	assert.EqualValues(t, 8, got)
	assert.Contains(t, out.String(), "seat 1 to move\n")
	assert.Contains(t, out.String(), `"9" is no legal move: want one of 0 1 2 3 4 5 6 7 8`)
}

func TestHumanLeaves(t *testing.T) {
	s := tictactoe.New().New(0)
	broken := errors.New("the line is dead")
	for _, c := range []struct {
		name string
		in   io.Reader
		want error
	}{
		{"quit", strings.NewReader("quit\n1\n"), agents.ErrQuit},
		{"end of the input", strings.NewReader(""), agents.ErrQuit},
		{"a broken reader", iotest.ErrReader(broken), broken},
		{"a line without end", endless{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := agents.NewHuman(tictactoe.New(), c.in, io.Discard)
			_, err := h.Act(context.Background(), s)
			require.Error(t, err)
			if c.want != nil {
				assert.ErrorIs(t, err, c.want)
			}
			_, err = h.Act(context.Background(), s)
			if c.name != "quit" {
				assert.Error(t, err, "it stays gone")
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '7'
	}
	return len(p), nil
}

// A context ends the wait; the line that arrives later is the next answer.
func TestHumanIsInterruptible(t *testing.T) {
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	reads := &counter{Reader: in}
	h := agents.NewHuman(tictactoe.New(), reads, io.Discard)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 3 {
		_, err := h.Act(ctx, tictactoe.New().New(0))
		require.ErrorIs(t, err, context.Canceled)
	}

	go keyboard.Write([]byte("3\n"))
	got, err := h.Act(context.Background(), tictactoe.New().New(0))
	require.NoError(t, err)
	assert.EqualValues(t, 2, got)
	assert.EqualValues(t, 1, reads.n.Load(), "one read at a time")
}

// counter counts the reads.
type counter struct {
	io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	c.n.Add(1)
	return c.Reader.Read(p)
}

func TestHumanNeedsAPlaceToWrite(t *testing.T) {
	in, out := io.Pipe()
	in.Close()
	h := agents.NewHuman(tictactoe.New(), strings.NewReader("1\n"), out)
	_, err := h.Act(context.Background(), tictactoe.New().New(0))
	assert.ErrorIs(t, err, io.ErrClosedPipe)
}
