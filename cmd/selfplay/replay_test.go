package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReplayCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, _, stderr := call(context.Background(), tiny(dir, "--set", "selfplay.random_share=1", "--set", "selfplay.random_plies=1")...)
	require.Zero(t, code, stderr)

	code, stdout, stderr := call(context.Background(), "replay", dir, "3:5")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "generation 3, game 5: ")
	assert.Contains(t, stdout, "1 of them the opening")
	assert.Contains(t, stdout, "bit for bit as it was recorded")
	assert.Contains(t, stdout, "  2  ")

	code, stdout, stderr = call(context.Background(), "replay", dir, "3:5", "--move", "2")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "move 2, seat 2 to move: a full search of ")
	assert.Contains(t, stdout, "action    visits   prior        Q  line\n")

	code, stdout, stderr = call(context.Background(), "replay", dir, "3:5", "--move", "2", "--json")
	require.Zero(t, code, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 2)
	var move moveLine
	require.NoError(t, json.Unmarshal([]byte(lines[0]), &move))
	assert.Equal(t, 2, move.Move)
	assert.Len(t, move.Actions, 8)
	prior, visits := float32(0), 0
	for _, a := range move.Actions {
		prior += a.Prior
		visits += a.Visits
		assert.True(t, strings.HasPrefix(a.Line, a.Action), "%s begins with %s", a.Line, a.Action)
	}
	assert.InDelta(t, 1, prior, 1e-5)
	assert.Positive(t, visits)
	assert.Contains(t, lines[1], `"same":true`)

	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{dir, "3"}, 2, `game "3": want GENERATION:GAME, such as 3:17`},
		{[]string{dir, "3:5x"}, 2, "want GENERATION:GAME"},
		{[]string{dir, "3:12"}, 1, "generation 3 has no game 12: want 0 to 11"},
		{[]string{dir, "3:5", "--move", "1"}, 1, "--move 1: the first 1 moves are the opening, drawn without a search"},
		{[]string{dir, "3:5", "--move", "10"}, 1, "moves; want 2 to "},
		{[]string{dir, "3:5", "--move=-1"}, 2, "--move -1: want 1 for the first move"},
		{[]string{t.TempDir(), "3:5"}, 1, "config.toml"},
	} {
		code, _, stderr := call(context.Background(), append([]string{"replay"}, c.args...)...)
		assert.Equal(t, c.code, code, c.args)
		assert.Contains(t, stderr, c.want)
	}

	code, _, stderr = call(context.Background(), "resume", dir, "--override", "--set", "selfplay.simulations=30", "--set", "evaluate.final_games=0")
	require.Zero(t, code, stderr)
	code, _, stderr = call(context.Background(), "replay", dir, "3:5")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "game 3:5 is not what the run recorded, from move ")
}
