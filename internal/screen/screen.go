// Package screen lets tests open windows on a display without a screen.
package screen

import (
	"bufio"
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
)

// Need skips the test, by name, unless all programs are installed.
func Need(t *testing.T, programs ...string) {
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

// Programs are what a Screen is made of.
var Programs = []string{"Xvfb", "xdotool", "import", "go"}

// Build builds the program of the folder that the test stands in and returns its
// path.
func Build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// Screen is a display that belongs to a test and ends with it.
type Screen struct {
	t       *testing.T
	ctx     context.Context
	display string
}

// New starts a display. What is asked of it fails when the context ends.
func New(ctx context.Context, t *testing.T) *Screen {
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
	return &Screen{t, ctx, ":" + strings.TrimSpace(line)}
}

// Env is the environment of a program that opens its windows there.
func (s *Screen) Env() []string {
	return append(os.Environ(), "DISPLAY="+s.display, "LIBGL_ALWAYS_SOFTWARE=1")
}

// Wait waits until a window has come up.
func (s *Screen) Wait() {
	s.t.Helper()
	for s.Do("search", "--name", "Tengen") == "" {
		require.NoError(s.t, s.ctx.Err(), "no window has come up")
		time.Sleep(200 * time.Millisecond)
	}
}

// Do has xdotool do something on the display and returns what it says.
func (s *Screen) Do(args ...string) string {
	c := exec.CommandContext(s.ctx, "xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+s.display)
	text, _ := c.Output() // a search that finds nothing yet fails
	return strings.TrimSpace(string(text))
}

// Picture is what the display shows.
func (s *Screen) Picture() image.Image {
	s.t.Helper()
	shot := filepath.Join(s.t.TempDir(), "window.png")
	text, err := exec.CommandContext(s.ctx, "import", "-display", s.display, "-window", "root", shot).CombinedOutput()
	require.NoError(s.t, err, "%s", text)
	f, err := os.Open(shot)
	require.NoError(s.t, err)
	defer f.Close()
	m, err := png.Decode(f)
	require.NoError(s.t, err)
	return m
}

// Share is how much of a picture is of the colour, 0 to 1.
func Share(m image.Image, c color.NRGBA) float64 {
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
