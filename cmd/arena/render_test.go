package main

import (
	"context"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRender(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	code, _, errs := run(context.Background(), "", "render", "--game", "connect4", "--moves", "445", "--agent", "mcts:sims=50",
		"--width", "200", "--png", path("last.png"), "--svg", path("last.svg"), "--gif", path("game.gif"))
	require.Zero(t, code, errs)
	f, err := os.Open(path("last.png"))
	require.NoError(t, err)
	defer f.Close()
	m, err := png.Decode(f)
	require.NoError(t, err)
	assert.Equal(t, 200, m.Bounds().Dx())
	text, err := os.ReadFile(path("last.svg"))
	require.NoError(t, err)
	assert.Contains(t, string(text), "<svg ")
	assert.Contains(t, string(text), "visits", "what the agent thinks is told on resting over it")
	assert.FileExists(t, path("game.gif"))

	record := path("game.txt")
	require.NoError(t, os.WriteFile(record, []byte("4453\n"), 0o666))
	code, _, errs = run(context.Background(), "", "render", "--game", "connect4", "--width", "100", "--png", path("plies"), record)
	require.Zero(t, code, errs)
	files, err := filepath.Glob(path("plies/*.png"))
	require.NoError(t, err)
	assert.Len(t, files, 5)

	// The record tells the size of its board, and what of its rules cannot be had.
	small := path("small.sgf")
	require.NoError(t, os.WriteFile(small, []byte("(;GM[1]FF[4]SZ[5]KM[0.5]RU[Japanese];B[cc])"), 0o666))
	code, _, errs = run(context.Background(), "", "render", "--game", "go", "--agent", "mcts:sims=5", "--svg", path("small.svg"), small)
	require.Zero(t, code, errs)
	assert.Equal(t, 1, strings.Count(errs, "count territory"))
	code, _, errs = run(context.Background(), "", "render", "--game", "go:9", "--svg", path("no.svg"), small)
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "small.sgf")

	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--moves", "4"}, 2, "nothing to write"},
		{[]string{"--png", path("x.png"), "--moves", "9"}, 2, `unknown move "9"`},
		{[]string{"--png", path("x.png"), "--agent", "random"}, 2, "it does not tell what it thinks"},
		{[]string{"--png", path("x.png"), "--values"}, 2, "--values: the values of connect4 cannot be shown"},
		{[]string{"--png", path("x.png"), "--delay", "1h"}, 2, "--delay 1h0m0s: want 20ms to 2m"},
		{[]string{"--png", path("x.png"), "--width", "5"}, 2, "--width 5: want 16 to 8192"},
		{[]string{"--png", path("x.png"), path("none.txt")}, 1, "no such file"},
		{[]string{"--png", path("x.png"), "--number", "2", record}, 2, "has games 1 to 1"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"render", "--game", "connect4"}, c.args...)...)
		assert.Equal(t, c.code, code, "%v: %s", c.args, errs)
		assert.Contains(t, errs, c.want)
	}
}
