package selfplay_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/selfplay"
)

// TestReplayIsTheGame replays games that fork, that draw cheap searches and
// that begin at random, in the first generation and later.
func TestReplayIsTheGame(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, train(t, context.Background(), dir, everything(t), options(2)))
	for _, id := range []selfplay.GameID{{Generation: 0, Game: 3}, {Generation: 2, Game: 0}, {Generation: 2, Game: 11}, {Generation: 3, Game: 5}} {
		var moves []envs.Action
		played, err := selfplay.Replay(context.Background(), dir, id, options(1), func(m *alphazero.Move) {
			moves = append(moves, m.Action)
			assert.Equal(t, len(m.State.Legal(nil)), len(m.Lines), "a line an action")
			assert.Contains(t, m.State.Legal(nil), m.Action)
			assert.Len(t, m.Values, 2)
		})
		require.NoError(t, err)
		assert.True(t, played.Same, "%v", id)
		assert.Equal(t, played.Record.Actions, played.Again.Actions)
		assert.Equal(t, played.Record.Actions[played.Record.Opening:], moves, "every move but the opening is told")
	}
}

func TestReplayTellsADifference(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "generations", "2")
	require.NoError(t, train(t, context.Background(), dir, c, options(1)))
	folder, changed, err := selfplay.OpenFolder(dir)
	require.NoError(t, err)
	require.NoError(t, changed.Set("selfplay.simulations", "30"))
	require.NoError(t, folder.Change(changed, nil))
	same := 0
	for game := range 6 {
		played, err := selfplay.Replay(context.Background(), dir, selfplay.GameID{Generation: 1, Game: game}, options(1), nil)
		require.NoError(t, err)
		if played.Same {
			same++
		}
		n := played.Differs()
		assert.Equal(t, played.Record.Actions[:n], played.Again.Actions[:n])
		assert.False(t, n < min(len(played.Record.Actions), len(played.Again.Actions)) && played.Record.Actions[n] == played.Again.Actions[n])
		assert.Equal(t, n == len(played.Record.Actions) && n == len(played.Again.Actions), slices.Equal(played.Record.Actions, played.Again.Actions))
	}
	assert.Zero(t, same, "other searches leave other records")
}

func TestReplayRefuses(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, train(t, context.Background(), dir, tiny(t, "generations", "1"), options(1)))
	for id, want := range map[selfplay.GameID]string{
		{Generation: 5}:           "has no games of generation 5: want 0 to 1",
		{Generation: -1}:          "has no games of generation -1",
		{Generation: 0, Game: 12}: "generation 0 has no game 12: want 0 to 11",
	} {
		_, err := selfplay.Replay(context.Background(), dir, id, options(1), nil)
		assert.ErrorContains(t, err, want)
	}
}
