package selfplay_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/replay/shard"
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

// TestForksInWorldsOfASeed lets every game that can begin like one of the
// generation before: in a world whose seed decides the start, in one of dice, in
// one of both, and in one whose seed decides the size of the board, and with it
// which moves are legal.
func TestForksInWorldsOfASeed(t *testing.T) {
	for _, world := range []string{"catch", "frozenlake", "minigrid/doorkey-5x5:obs=full", "go:3/5,plies=20"} {
		t.Run(world, func(t *testing.T) {
			preset := "doorkey"
			if strings.HasPrefix(world, "go") {
				preset = "go579"
			}
			c, err := selfplay.Preset(world, preset)
			require.NoError(t, err)
			for _, set := range []string{
				"generations=3", "network.blocks=1", "network.channels=4", "selfplay.games=12", "selfplay.slots=4",
				"selfplay.simulations=4", "selfplay.cheap_simulations=0", "selfplay.fork_share=1", "train.passes=0.1", "evaluate.every=0",
			} {
				key, value, _ := strings.Cut(set, "=")
				require.NoError(t, c.Set(key, value))
			}
			require.NoError(t, c.Validate())
			dir := t.TempDir()
			require.NoError(t, train(t, context.Background(), dir, c, options(2)))

			plies := 0
			game, generations := games(t, dir, 3)
			for g := 1; g < len(generations); g++ {
				for i, r := range generations[g] {
					same := max(0, r.Opening-1) // the last ply of the opening is its own
					assert.True(t, slices.ContainsFunc(generations[g-1], func(old *alphazero.Record) bool {
						return old.Seed == r.Seed && same < len(old.Actions) && slices.Equal(old.Actions[:same], r.Actions[:same])
					}), "generation %d, game %d begins like none before", g, i)
					plies += r.Opening
					_, err := r.Samples(game, alphazero.Targets{Discount: 1})
					assert.NoError(t, err)
				}
			}
			assert.Greater(t, plies, 24, "more than a random move a game")
			for i := range 12 {
				played, err := selfplay.Replay(context.Background(), dir, selfplay.GameID{Generation: 2, Game: i}, options(1), nil)
				require.NoError(t, err)
				assert.True(t, played.Same, "game %d", i)
			}
		})
	}
}

// games returns the records of the first generations of a run.
func games(t *testing.T, dir string, generations int) (envs.Game, [][]*alphazero.Record) {
	t.Helper()
	game, err := selfplay.World(dir)
	require.NoError(t, err)
	all := make([][]*alphazero.Record, generations)
	for g := range all {
		lines, err := shard.Read(filepath.Join(dir, "games", fmt.Sprintf("%06d.jsonl.zst", g)))
		require.NoError(t, err)
		for _, line := range lines {
			r, err := alphazero.DecodeRecord(line)
			require.NoError(t, err)
			all[g] = append(all[g], r)
		}
	}
	return game, all
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
