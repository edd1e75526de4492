package main

import (
	"bufio"
	"bytes"
	"context"
	"image/png"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/screen"
	"github.com/tengen-rl/tengen/viz/scene"
	"github.com/tengen-rl/tengen/viz/sound"
)

// serving starts arena serve on a free port and returns the address of its page.
func serving(t *testing.T, arena string, args ...string) string {
	t.Helper()
	program := t.TempDir() + "/tengen.wasm"
	server := exec.Command(arena, append([]string{"serve", "--http", "127.0.0.1:0", "--program", program}, args...)...)
	out, err := server.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		assert.NoError(t, server.Process.Signal(syscall.SIGINT))
		assert.NoError(t, server.Wait(), "Ctrl-C ends the server")
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if after, ok := strings.CutPrefix(lines.Text(), "open "); ok {
			address, _, _ := strings.Cut(after, " ")
			go func() {
				for lines.Scan() {
				}
			}()
			return address
		}
	}
	require.Fail(t, "the server has not started")
	return ""
}

// A visitor plays Connect Four to the end by real clicks in a real browser,
// against an agent that searches in the page, and with sound.
func TestAPageIsPlayedIn(t *testing.T) {
	screen.Need(t, "chromium", "go")
	address := serving(t, screen.Build(t), "--game", "connect4", "human", "mcts:sims=40")
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox,
		chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("use-angle", "swiftshader"), chromedp.WindowSize(1280, 900))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	defer stopAllocator()
	ctx, stop := chromedp.NewContext(allocator)
	defer stop()
	_, err := chromedp.Run(ctx, chromedp.Navigate(address))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	defer cancel()

	// state is what the page says of the game.
	type state struct{ Plies, Turn, Outcome string }
	read := func() state {
		s, err := chromedp.Run(ctx, chromedp.Evaluate[state](`({Plies: "", Turn: "", Outcome: "", ...Object.fromEntries(
			Object.entries(document.body.dataset).map(([k, v]) => [k[0].toUpperCase() + k.slice(1), v]))})`))
		require.NoError(t, err)
		return s
	}
	for read().Plies == "" {
		time.Sleep(100 * time.Millisecond) // the program is loading
	}
	_, err = chromedp.Run(ctx, chromedp.Evaluate[int](`pitches = [], set = AudioParam.prototype.setValueAtTime,
		AudioParam.prototype.setValueAtTime = function(v, at) { if (v > 1) pitches.push(v); return set.call(this, v, at) }, 0`))
	require.NoError(t, err)
	_, err = chromedp.Run(ctx, chromedp.KeyEvent("m"))
	require.NoError(t, err)
	var s state
	for column := 0; s.Outcome == ""; {
		if s = read(); s.Turn == "0" && s.Outcome == "" {
			_, err := chromedp.Run(ctx, chromedp.MouseClickXY(float64(160+column*94), 400))
			require.NoError(t, err)
			column = (column + 1) % 7
		}
		for range 20 { // until something has come of it, or the column was full
			time.Sleep(50 * time.Millisecond)
			if now := read(); now.Turn == "0" && now.Plies != s.Plies || now.Outcome != "" {
				break
			}
		}
	}
	assert.Contains(t, []string{"you win", "mcts:sims=40 wins", "a draw"}, s.Outcome)
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	require.NoError(t, err)
	m, err := png.Decode(bytes.NewReader(shot))
	require.NoError(t, err)
	assert.Greater(t, screen.Share(m, scene.RGB(0x1f5fa8)), 0.05, "the rack is blue")
	pitches, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`pitches`))
	require.NoError(t, err)
	require.Greater(t, len(pitches), 2)
	assert.Equal(t, sound.Of(false)[0].Pitch, pitches[0], "a move clicks")
	end := sound.Of(true)
	assert.Equal(t, []float64{end[0].Pitch, end[1].Pitch}, pitches[len(pitches)-2:], "the end has two notes")
	if dir := os.Getenv("TENGEN_SHOTS"); dir != "" {
		require.NoError(t, os.WriteFile(dir+"/page.png", shot, 0o666))
	}
}

func TestServeRefuses(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"random", "random"}, 2, "--game says which game it is"},
		{[]string{"--game", "connect4", "human"}, 2, "connect4 has seats: 2; agents named: 1"},
		{[]string{"--game", "connect4", "human", "az:none"}, 1, "none is no folder of a run"},
		{[]string{t.TempDir()}, 1, "is no folder of a run"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"serve"}, c.args...)...)
		assert.Equal(t, c.code, code, "%v: %s", c.args, errs)
		assert.Contains(t, errs, c.want)
	}
}
