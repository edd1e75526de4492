package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImitateARunAndPlayOn learns from the games of a run, resumes, and lets
// self-play begin there.
func TestImitateARunAndPlayOn(t *testing.T) {
	dir := t.TempDir()
	run, learned, on := filepath.Join(dir, "run"), filepath.Join(dir, "learned"), filepath.Join(dir, "on")
	code, _, stderr := call(context.Background(), tiny(run)...)
	require.Zero(t, code, stderr)

	imitate := []string{"imitate", "--from", run, "--game", "tictactoe", "--out", learned, "--threads", "1", "--json",
		"--set", "network.blocks=2", "--set", "network.channels=8", "--set", "train.batch=32", "--set", "report_every=10",
		"--set", "held_out=0.3", "--set", "max_passes=4"}
	code, stdout, stderr := call(context.Background(), imitate...)
	require.Zero(t, code, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	var sum map[string]any
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &sum))
	assert.EqualValues(t, 48, sum["games"].(float64)+sum["held_games"].(float64))
	assert.Contains(t, stderr, "plies   1 to  10")
	assert.Contains(t, stderr, "train --game tictactoe --start "+learned)

	code, _, stderr = call(context.Background(), "resume", learned)
	require.Zero(t, code, stderr)
	assert.Contains(t, stderr, "resumed at measurement")
	code, stdout, stderr = call(context.Background(), "verify", learned)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "is whole: tictactoe by imitation")

	for _, start := range []string{learned, sum["weights"].(string)} {
		flags := tiny(on, "--start", start, "--force", "--set", "generations=1")
		flags = withoutKnobs(flags, "network.")
		code, _, stderr = call(context.Background(), flags...)
		require.Zero(t, code, stderr)
		began, err := os.ReadFile(filepath.Join(on, "weights", "000000.safetensors"))
		require.NoError(t, err)
		given, err := os.ReadFile(sum["weights"].(string))
		require.NoError(t, err)
		assert.Equal(t, numbers(given), numbers(began), "the run begins with the weights")
	}
}

// numbers is what a safetensors file has behind its header.
func numbers(file []byte) []byte {
	return file[len(file)-1000:]
}

// withoutKnobs returns flags without those of --set whose key begins so.
func withoutKnobs(flags []string, key string) []string {
	var kept []string
	for i := 0; i < len(flags); i++ {
		if flags[i] == "--set" && strings.HasPrefix(flags[i+1], key) {
			i++
			continue
		}
		kept = append(kept, flags[i])
	}
	return kept
}

func TestImitateAndStartRefuse(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	code, _, stderr := call(context.Background(), tiny(run)...)
	require.Zero(t, code, stderr)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"imitate", "--game", "tictactoe"}, 2, "--from"},
		{[]string{"imitate", "--game", "hex:3", "--from", run}, 1, "is a run of tictactoe by az; want one of hex:3 by az"},
		{[]string{"imitate", "--game", "tictactoe", "--from", run, "--set", "held_out=2"}, 2, "held_out"},
		{[]string{"imitate", "--game", "tictactoe", "--from", run, "--watch"}, 2, "plays no games"},
		{[]string{"train", "--game", "connect4", "--start", run}, 1, `plays "tictactoe", not "connect4"`},
		{[]string{"train", "--game", "tictactoe", "--start", filepath.Join(dir, "nowhere")}, 1, "--start: "},
		{[]string{"train", "--game", "tictactoe", "--start", run, "--set", "network.channels=5"}, 1, "has a network of the shape"},
		{[]string{"train", "--game", "cartpole", "--start", run}, 2, "--start: only runs of az"},
	} {
		t.Run(fmt.Sprint(c.args), func(t *testing.T) {
			out := filepath.Join(dir, "x")
			code, _, stderr := call(context.Background(), append(c.args, "--out", out)...)
			assert.Equal(t, c.code, code, stderr)
			assert.Contains(t, stderr, c.want)
			assert.NoDirExists(t, out)
		})
	}
}
