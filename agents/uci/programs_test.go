package uci_test

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/uci"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/seed"
)

// program is the command of a chess program; the test is skipped where it is
// not installed.
func program(t *testing.T, name string, arguments ...string) []string {
	t.Helper()
	for _, path := range []string{name, "/usr/games/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return append([]string{found}, arguments...)
		}
	}
	t.Skipf("%s is not installed (a Debian package has it)", name)
	return nil
}

func newAgent(t *testing.T, game chess.Game, config uci.AgentConfig) *uci.Agent {
	t.Helper()
	a, err := uci.NewAgent(context.Background(), game, config)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, a.Close()) })
	return a
}

// Programs of others win against random moves, and tell what they think.
func TestProgramsPlayGames(t *testing.T) {
	few := uci.Limit{Nodes: 300}
	for _, c := range []struct {
		program string
		game    chess.Game
		config  uci.AgentConfig
	}{
		{"stockfish", chess.New(), uci.AgentConfig{Limit: few, Options: []uci.Option{{Name: "Hash", Value: "1"}}}},
		{"fairy-stockfish", chess.Gardner(), uci.AgentConfig{Limit: few, Options: []uci.Option{{Name: "Skill Level", Value: "20"}}}},
		{"fairy-stockfish", chess.LosAlamos(), uci.AgentConfig{Limit: few}},
		{"fairy-stockfish", chess.New(), uci.AgentConfig{Limit: few}},
		{"gnuchess", chess.New(), uci.AgentConfig{Limit: uci.Limit{Depth: 2}}},
	} {
		t.Run(c.program+" "+c.game.Spec().Name, func(t *testing.T) {
			c.config.Command, c.config.Move = program(t, c.program), time.Minute
			if c.program == "gnuchess" {
				c.config.Command = append(c.config.Command, "-u")
			}
			a := newAgent(t, c.game, c.config)
			name, _ := a.Identify()
			assert.NotEmpty(t, name)
			for seat, players := range [][]agents.Agent{{a, agents.Random(seed.Stream(1))}, {agents.Random(seed.Stream(2)), a}} {
				record, err := arena.Play(context.Background(), c.game, arena.Opening{}, players, arena.PlayConfig{})
				require.NoError(t, err)
				require.Nil(t, record.Fault)
				assert.EqualValues(t, 1, record.Returns[seat], "won")
			}
			thought := a.Explain()
			if assert.NotEmpty(t, thought.Candidates) {
				assert.Positive(t, thought.Values[1])
			}
		})
	}
}
