package strength_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

func TestOpponents(t *testing.T) {
	game := tictactoe.New()
	assert.NoError(t, strength.Check(game, []string{"random", "az:nowhere", "alphabeta:depth=3"}))
	for opponent, want := range map[string]string{
		"stockfish":       "unknown agent",
		"human":           "nobody can sit at a run's matches",
		"tabular:runs/x":  "it plays worlds of one seat",
		"alphabeta:dpt=3": "unknown option",
	} {
		assert.ErrorContains(t, strength.Check(game, []string{"random", opponent}), want)
	}
	assert.NoError(t, strength.Available(game, []string{"random", "solver"}))
	assert.ErrorContains(t, strength.Available(game, []string{"random", "az:nowhere"}), "nowhere")
}

func TestMatch(t *testing.T) {
	game := tictactoe.New()
	us := arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		return alphabeta.New(game, alphabeta.Config{Depth: 9}, seed.Stream(number))
	}}
	r, err := strength.Match(context.Background(), game, us, "random", arena.MatchConfig{Games: 20, Seed: 1, Concurrency: 2})
	require.NoError(t, err)
	assert.Equal(t, "random", r.Opponent)
	assert.Equal(t, 20, r.Games)
	assert.Equal(t, r.Games, r.Wins+r.Draws+r.Losses)
	assert.Zero(t, r.Losses, "who sees all of the game loses none")
	assert.Greater(t, r.Score, 0.8)
	assert.LessOrEqual(t, r.ScoreLo, r.Score)
	assert.GreaterOrEqual(t, r.ScoreHi, r.Score)
	assert.Positive(t, r.Elo)

	table := strength.Table([]strength.Result{r})
	require.Len(t, table.Rows, 1)
	assert.Len(t, table.Rows[0], len(table.Head))
	assert.Equal(t, "random", table.Rows[0][0])
}
