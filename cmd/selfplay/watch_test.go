package main

import (
	"context"
	"errors"
	"fmt"
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
)

// A run of DQN is watched in a window while it trains: boards, and curves beside
// them. Ctrl-C ends both, and what was learned is what a run that nobody watches
// learns.
func TestTrainingIsWatchedInAWindow(t *testing.T) {
	screen.Need(t, screen.Programs...)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	dir := t.TempDir()
	watched, alone := filepath.Join(dir, "watched"), filepath.Join(dir, "alone")
	w := screen.New(ctx, t)
	program := exec.CommandContext(ctx, screen.Build(t), small(watched, "--steps", "100000000", "--watch")...)
	program.Env = w.Env()
	var said strings.Builder
	program.Stderr = &said
	require.NoError(t, program.Start())
	w.Wait()
	curve := board.SeatColors()[0]
	for screen.Share(w.Picture(), curve) == 0 {
		require.NoError(t, ctx.Err(), "no curve is shown")
		time.Sleep(200 * time.Millisecond)
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", program.Process.Pid)) // its first thread, which is the window's
	require.NoError(t, err)
	assert.Equal(t, "10", strings.Fields(string(stat))[18], "the window gives way")
	require.NoError(t, program.Process.Signal(syscall.SIGINT))
	assert.Equal(t, 1, exitCode(program.Wait()))
	assert.Contains(t, said.String(), "all saved; go on with: selfplay resume "+watched)
	code, _, errs := call(context.Background(), small(alone)...)
	require.Zero(t, code, errs)
	name := filepath.Join("weights", "000004.safetensors")
	want, err := os.ReadFile(filepath.Join(alone, name))
	require.NoError(t, err)
	got, err := os.ReadFile(filepath.Join(watched, name))
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

// exitCode is that of a program that has ended.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}
