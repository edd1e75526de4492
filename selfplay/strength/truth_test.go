package strength_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	worlds "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

func entrant(t *testing.T, game envs.Game, text string) arena.Entrant {
	spec, err := catalog.Parse(text)
	require.NoError(t, err)
	return arena.Entrant{New: func(key uint64) (agents.Agent, error) { return spec.New(game, key) }}
}

func TestTruthTellsGoodFromBad(t *testing.T) {
	for name, sets := range map[string]int{"tictactoe": 1, "connect4": 6} {
		game, err := worlds.Game(name)
		require.NoError(t, err)
		exam := strength.Exam{Positions: 30, Seed: 1, Concurrency: 2}
		perfect, err := strength.Truth(context.Background(), game, entrant(t, game, "alphabeta:depth=9"), exam)
		require.NoError(t, err)
		require.Len(t, perfect, sets)
		chance, err := strength.Truth(context.Background(), game, entrant(t, game, "random"), exam)
		require.NoError(t, err)
		good, bad := 0, 0
		for i, m := range chance {
			assert.Equal(t, perfect[i].Set, m.Set)
			assert.Equal(t, 30, m.Positions)
			assert.Less(t, m.Lo, m.Share+1e-9)
			assert.Greater(t, m.Hi, m.Share)
			good, bad = good+perfect[i].Mistakes, bad+m.Mistakes
		}
		assert.Less(t, 3*good, bad, name)

		exam.Concurrency = 1
		again, err := strength.Truth(context.Background(), game, entrant(t, game, "random"), exam)
		require.NoError(t, err)
		assert.Equal(t, chance, again, "whoever is asked at the same time")
	}
}

func TestTruthOfAWorldWithoutSets(t *testing.T) {
	game, err := worlds.Game("hex:5")
	require.NoError(t, err)
	none, err := strength.Truth(context.Background(), game, entrant(t, game, "random"), strength.Exam{Positions: 5})
	require.NoError(t, err)
	assert.Empty(t, none)
}

func TestDescribe(t *testing.T) {
	assert.Equal(t, "hard 2.0 % (0.4 to 10.5), easy 0.0 % (0.0 to 7.1)", strength.Describe([]strength.Mistakes{
		{Set: "hard", Positions: 50, Mistakes: 1, Share: 0.02, Lo: 0.004, Hi: 0.105},
		{Set: "easy", Positions: 50, Hi: 0.071},
	}))
}
