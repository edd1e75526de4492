package gtp_test

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/seed"
)

// gnuGo is the command of GNU Go; the test is skipped where it is not
// installed.
func gnuGo(t *testing.T, options ...string) []string {
	t.Helper()
	for _, path := range []string{"gnugo", "/usr/games/gnugo"} {
		if found, err := exec.LookPath(path); err == nil {
			return append([]string{found, "--mode", "gtp", "--chinese-rules", "--positional-superko", "--seed", "1"}, options...)
		}
	}
	t.Skip("GNU Go is not installed (Debian: gnugo)")
	return nil
}

func board(t testing.TB, size int) *goban.Game {
	t.Helper()
	game, err := goban.New(goban.DefaultConfig(size))
	require.NoError(t, err)
	return game
}

func newAgent(t *testing.T, game envs.Game, config gtp.AgentConfig) *gtp.Agent {
	t.Helper()
	a, err := gtp.NewAgent(context.Background(), game, config)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.Close()) })
	return a
}

func TestGNUGoPlaysAGame(t *testing.T) {
	game := board(t, 9)
	a := newAgent(t, game, gtp.AgentConfig{Command: gnuGo(t, "--level", "1"), Move: time.Minute})
	name, version := a.Identify()
	assert.Equal(t, "GNU Go", name)
	assert.NotEmpty(t, version)
	for _, players := range [][]agents.Agent{{a, agents.Random(seed.Stream(1))}, {agents.Random(seed.Stream(2)), a}} {
		record, err := arena.Play(context.Background(), game, arena.Opening{}, players, arena.PlayConfig{})
		require.NoError(t, err)
		require.Nil(t, record.Fault)
		assert.Greater(t, len(record.Actions), 10)
	}
}

var _ = os.Args
