package main

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// need skips the test, by name, unless all programs are installed.
func need(t *testing.T, programs ...string) {
	t.Helper()
	if race.Enabled {
		t.Skip("the programs that it runs are built without the race detector")
	}
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
}

// build builds arena into a temporary folder.
func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "arena")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// display starts a display without a screen and returns its name.
func display(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1400x900x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{write}
	require.NoError(t, x.Start())
	t.Cleanup(func() { _ = x.Process.Kill(); _ = x.Wait() })
	require.NoError(t, write.Close())
	line, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err, "Xvfb has not started")
	return ":" + strings.TrimSpace(line)
}

// A real window on a real display: a person plays a whole game by clicks.
func TestAWindowIsPlayedIn(t *testing.T) {
	need(t, "Xvfb", "xdotool", "import", "go")
	arena, at := build(t), display(t)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	game := exec.CommandContext(ctx, arena, "watch", "--game", "connect4", "--seed", "1", "human", "random")
	game.Env = append(os.Environ(), "DISPLAY="+at, "LIBGL_ALWAYS_SOFTWARE=1")
	game.Stderr = os.Stderr
	out, err := game.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, game.Start())
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	x := func(args ...string) string {
		c := exec.CommandContext(ctx, "xdotool", args...)
		c.Env = append(os.Environ(), "DISPLAY="+at)
		text, _ := c.Output() // a search that finds nothing yet fails
		return strings.TrimSpace(string(text))
	}
	for x("search", "--name", "Tengen") == "" {
		require.NoError(t, ctx.Err(), "no window has come up")
		time.Sleep(200 * time.Millisecond)
	}

	outcome := playByMouse(t, ctx, lines, func(column int) {
		// The rack is 840 units wide in a box of 856 × 732, see viz/board and viz/app.
		x("mousemove", fmt.Sprint(120+column*95), "400", "click", "1")
	})
	assert.Regexp(t, "^(you win|random wins)$|^a draw$", outcome)
	shot := filepath.Join(t.TempDir(), "window.png")
	picture := exec.CommandContext(ctx, "import", "-display", at, "-window", "root", shot)
	text, err := picture.CombinedOutput()
	require.NoError(t, err, "%s", text)
	f, err := os.Open(shot)
	require.NoError(t, err)
	defer f.Close()
	m, err := png.Decode(f)
	require.NoError(t, err)
	assert.Greater(t, share(m, scene.RGB(0x1f5fa8)), 0.05, "the rack is blue")
	assert.Greater(t, share(m, board.Light().Ground), 0.2, "the panel is light")

	require.NoError(t, game.Process.Signal(syscall.SIGINT))
	for range lines {
	}
	assert.NoError(t, game.Wait(), "Ctrl-C closes the window")
}

// share is how much of a picture is of the colour, 0 to 1.
func share(m image.Image, c color.NRGBA) float64 {
	count, size := 0, m.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			if color.NRGBAModel.Convert(m.At(x, y)) == c {
				count++
			}
		}
	}
	return float64(count) / float64(size.Dx()*size.Dy())
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
