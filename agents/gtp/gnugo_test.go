package gtp_test

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/child"
	"github.com/tengen-rl/tengen/internal/seed"
)

// gnuGo is the command of GNU Go at its quickest; the test is skipped where it
// is not installed.
func gnuGo(t *testing.T) []string {
	t.Helper()
	for _, path := range []string{"gnugo", "/usr/games/gnugo"} {
		if found, err := exec.LookPath(path); err == nil {
			return []string{found, "--mode", "gtp", "--chinese-rules", "--positional-superko", "--seed", "1", "--level", "1"}
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
	game := board(t, 5)
	a := newAgent(t, game, gtp.AgentConfig{Command: gnuGo(t), Move: time.Minute})
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

// Games of ours against GNU Go are scored as GNU Go scores them: by area,
// without the stones that are dead.
func TestFinalScoreIsThatOfGNUGo(t *testing.T) {
	command := gnuGo(t)
	dead := 0 // games that end with dead stones on the board
	for _, size := range []int{5, 7, 9} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			game := board(t, size)
			theirs := newAgent(t, game, gtp.AgentConfig{Command: command, Move: time.Minute})
			config := mcts.DefaultConfig()
			config.Simulations = 30
			ours := mcts.NewRollouts(game, 1, config, seed.Stream(uint64(size)))
			referee, err := child.Start(command)
			require.NoError(t, err)
			t.Cleanup(referee.Close)
			engine := control(t, engineConfig(game))
			for _, players := range [][]agents.Agent{{theirs, ours}, {ours, theirs}} {
				record, err := arena.Play(context.Background(), game, arena.Opening{}, players, arena.PlayConfig{})
				require.NoError(t, err)
				require.Nil(t, record.Fault)
				for _, command := range script(game, record.Actions) {
					engine.ask(command)
					require.NoError(t, referee.Send(context.Background(), command+"\n"))
					answerOf(t, referee)
				}
				require.NoError(t, referee.Send(context.Background(), "final_score\n"))
				want := answerOf(t, referee)
				assert.Equal(t, points(t, want), points(t, engine.ask("final_score")), "%s", engine.ask("showboard"))
				if engine.ask("final_status_list dead") != "" {
					dead++
				}
			}
		})
	}
	assert.Positive(t, dead, "it matters")
}

// script is a game as commands.
func script(game *goban.Game, actions []envs.Action) []string {
	c := game.Config()
	commands := []string{fmt.Sprintf("boardsize %d", c.Size), "clear_board", fmt.Sprintf("komi %v", c.Komi)}
	s := game.New(0)
	for _, a := range actions {
		commands = append(commands, "play "+"bw"[s.ToPlay():s.ToPlay()+1]+" "+game.FormatAction(s, a))
		s.Play(a)
	}
	return commands
}

// answerOf reads an answer of a program, which must be one of success.
func answerOf(t *testing.T, p *child.Process) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	first, err := p.Line(ctx)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(first, "="), first)
	_, err = p.Line(ctx)
	require.NoError(t, err)
	return strings.TrimSpace(first[1:])
}

// points is by how many points Black has won.
func points(t *testing.T, score string) float64 {
	t.Helper()
	if score == "0" {
		return 0
	}
	require.Regexp(t, `^[BW]\+[\d.]+$`, score)
	n, err := strconv.ParseFloat(score[2:], 64)
	require.NoError(t, err)
	if score[0] == 'W' {
		return -n
	}
	return n
}
