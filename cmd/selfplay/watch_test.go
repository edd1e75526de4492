package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/screen"
	"github.com/tengen-rl/tengen/viz/board"
)

// A run of DQN is watched in a window while it trains: boards, and curves beside
// them. The window closes with the training, whose result is that of a run that
// nobody watches.
func TestTrainingIsWatchedInAWindow(t *testing.T) {
	screen.Need(t, screen.Programs...)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	dir := t.TempDir()
	steps := []string{"--steps", "60000", "--set", "evaluate.final_episodes=20"}
	watched, alone := filepath.Join(dir, "watched"), filepath.Join(dir, "alone")
	w := screen.New(ctx, t)
	program := exec.CommandContext(ctx, screen.Build(t), small(watched, append(steps, "--watch", "--json")...)...)
	program.Env = w.Env()
	var out strings.Builder
	program.Stdout = &out
	require.NoError(t, program.Start())
	w.Wait()
	curve := board.SeatColors()[0]
	for screen.Share(w.Picture(), curve) == 0 {
		require.NoError(t, ctx.Err(), "no curve is shown")
		time.Sleep(200 * time.Millisecond)
	}
	require.NoError(t, program.Wait())
	code, _, errs := call(context.Background(), small(alone, steps...)...)
	require.Zero(t, code, errs)
	name := filepath.Join("weights", "000120.safetensors")
	want, err := os.ReadFile(filepath.Join(alone, name))
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(watched, name))
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Contains(t, out.String(), `"eval_episodes":20`)
}
