package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/screen"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// shown is a command whose window has come up on a display of its own.
type shown struct {
	*exec.Cmd
	*screen.Screen
	t     *testing.T
	ctx   context.Context
	lines chan string     // of its standard output; closed with it
	errs  strings.Builder // its standard error; to be read after its end
}

// open runs a command of arena and waits for its window.
func open(t *testing.T, args ...string) *shown {
	t.Helper()
	return openIn(t, nil, args...)
}

// openIn is open with more in the environment.
func openIn(t *testing.T, env []string, args ...string) *shown {
	t.Helper()
	arena := screen.Build(t)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	w := &shown{Cmd: exec.CommandContext(ctx, arena, args...), Screen: screen.New(ctx, t), t: t, ctx: ctx, lines: make(chan string, 1000)}
	w.Cmd.Env = append(w.Screen.Env(), env...)
	w.Stderr = io.MultiWriter(os.Stderr, &w.errs)
	out, err := w.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, w.Start())
	go func() {
		defer close(w.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			w.lines <- s.Text()
		}
	}()
	w.Screen.Wait()
	return w
}

// close ends the command by Ctrl-C.
func (w *shown) close() {
	w.t.Helper()
	require.NoError(w.t, w.Process.Signal(syscall.SIGINT))
	for range w.lines {
	}
	assert.NoError(w.t, w.Cmd.Wait(), "Ctrl-C closes the window")
}

// A real window on a real display: a person takes a move back by a key, and
// plays a whole game by clicks.
func TestAWindowIsPlayedIn(t *testing.T) {
	screen.Need(t, screen.Programs...)
	w := open(t, "watch", "--game", "connect4", "--seed", "1", "human", "random")
	click := func(column int) {
		// The rack is 840 units wide in a box of 856 × 732, see viz/board and viz/app.
		w.Do("mousemove", fmt.Sprint(120+column*95), "400", "click", "1")
	}
	for undone := false; !undone; {
		click(3)
		select {
		case line := <-w.lines:
			require.Contains(t, line, "you: ")
			require.Contains(t, <-w.lines, "random: ")
			w.Do("windowfocus", w.Do("search", "--name", "Tengen"), "keydown", "u", "sleep", "0.3", "keyup", "u")
			require.Equal(t, "back to move 0", <-w.lines)
			undone = true
		case <-time.After(time.Second): // the window is not painted yet
			require.NoError(t, w.ctx.Err())
		}
	}

	outcome := playByMouse(t, w.ctx, w.lines, click)
	assert.Regexp(t, "^(you win|random wins)$|^a draw$", outcome)
	m := w.Picture()
	assert.Greater(t, screen.Share(m, scene.RGB(0x1f5fa8)), 0.05, "the rack is blue")
	assert.Greater(t, screen.Share(m, board.Light().Ground), 0.2, "the panel is light")
	w.close()
}

// A match that is watched has the result of one that is not, though somebody
// steps, holds and jumps; the window stays after the last game.
func TestAMatchIsWatchedInAWindow(t *testing.T) {
	screen.Need(t, screen.Programs...)
	args := []string{"match", "--game", "connect4", "--games", "6", "--json", "mcts:sims=30", "greedy"}
	code, want, errs := run(context.Background(), "", args...)
	require.Zero(t, code, errs)

	w := open(t, append(args, "--watch", "--boards", "4")...)
	var got strings.Builder
	for range strings.Count(want, "\n") {
		w.Do("mousemove", "300", "300", "key", "space", "key", "Right", "key", "End", "key", "space")
		select {
		case line := <-w.lines:
			got.WriteString(line + "\n")
		case <-w.ctx.Done():
			require.Fail(t, "the match did not end", got.String())
		}
	}
	assert.Equal(t, want, got.String())
	blue := 0.0
	for blue < 0.05 {
		require.NoError(t, w.ctx.Err(), "no rack is shown")
		time.Sleep(200 * time.Millisecond)
		blue = screen.Share(w.Picture(), scene.RGB(0x1f5fa8))
	}
	w.Do("mousemove", "300", "300", "click", "1")
	for now := blue; now > 0.95*blue && now < 1.05*blue; now = screen.Share(w.Picture(), scene.RGB(0x1f5fa8)) {
		require.NoError(t, w.ctx.Err(), "a click looks at one game")
		time.Sleep(200 * time.Millisecond)
	}
	w.close()
}

// A tournament that is watched has the games of one that is not.
func TestATournamentIsWatchedInAWindow(t *testing.T) {
	screen.Need(t, screen.Programs...)
	file := filepath.Join(t.TempDir(), "event.toml")
	require.NoError(t, os.WriteFile(file, []byte(`name = "three"
game = "connect4"
format = "roundrobin"
[[player]]
agent = "greedy"
[[player]]
agent = "random"
[[player]]
agent = "mcts:sims=20"
`), 0o666))
	args := []string{"tournament", "--json", file}
	code, want, errs := run(context.Background(), "", args...)
	require.Zero(t, code, errs)
	code, _, errs = run(context.Background(), "", append(args, "--boards", "0")...)
	assert.Equal(t, 2, code)
	assert.Contains(t, errs, "--boards 0: want 1 to 400")

	w := open(t, append(args, "--watch", "--boards", "2")...)
	var got strings.Builder
	for range strings.Count(want, "\n") {
		select {
		case line := <-w.lines:
			got.WriteString(line + "\n")
		case <-w.ctx.Done():
			require.Fail(t, "the tournament did not end", got.String())
		}
	}
	assert.Equal(t, want, got.String())
	for screen.Share(w.Picture(), scene.RGB(0x1f5fa8)) < 0.05 {
		require.NoError(t, w.ctx.Err(), "no rack is shown")
		time.Sleep(200 * time.Millisecond)
	}
	w.close()
}

// What goes wrong with the games closes the window and is told.
func TestAWindowClosesOnAnError(t *testing.T) {
	screen.Need(t, screen.Programs...)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	arena := exec.CommandContext(ctx, screen.Build(t), "match", "--game", "connect4", "--watch", "random", "dqn:nowhere")
	arena.Env = screen.New(ctx, t).Env()
	text, err := arena.CombinedOutput()
	require.NoError(t, ctx.Err(), "the window stays")
	assert.Error(t, err)
	assert.Contains(t, string(text), "nowhere is no folder of a run")
}

// playByMouse clicks from column to column until a line tells how the game
// ended.
func playByMouse(t *testing.T, ctx context.Context, lines <-chan string, click func(column int)) string {
	t.Helper()
	moves := 0
	for column := 0; ; column = (column + 1) % 7 {
		click(column)
		wait := time.After(1500 * time.Millisecond)
		for waiting := true; waiting; {
			select {
			case line, ok := <-lines:
				require.True(t, ok, "the window has closed after %d moves", moves)
				if !strings.Contains(line, ": ") {
					require.GreaterOrEqual(t, moves, 7)
					return line
				}
				if moves++; strings.HasPrefix(line, "random: ") {
					waiting = false
				}
			case <-wait:
				waiting = false // a full column
			case <-ctx.Done():
				require.Fail(t, "the game did not end", "%d moves", moves)
			}
		}
	}
}

// Without a display one line says so, and what works all the same.
func TestNoDisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	code, out, errs := run(context.Background(), "", "watch", "--game", "connect4", "random", "random")
	assert.Equal(t, 1, code)
	assert.Empty(t, out)
	assert.Equal(t, "arena: there is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set; "+
		"arena render draws pictures and arena serve shows a page in a browser without one\n", errs)
}

func TestWatchRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"random", "random"}, 2, "--game says which game it is"},
		{[]string{"--game", "connect4", "random"}, 2, "connect4 has seats: 2; agents named: 1"},
		{[]string{"--game", "connect4", "human", "human"}, 2, "want at most one human"},
		{[]string{"--game", "connect4", "none.txt"}, 1, "no such file"},
		{[]string{t.TempDir()}, 1, "is no folder of a run"},
		{[]string{"--games", "0", "x"}, 2, "--games 0: want 1 to 400"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"watch"}, c.args...)...)
		assert.Equal(t, c.code, code, "%v: %s", c.args, errs)
		assert.Contains(t, errs, c.want)
	}
}
