package gallery_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/gallery"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	return path
}

// always is one world for all records.
func always(world envs.Game) func(gamefile.Header) (envs.Game, error) {
	return func(gamefile.Header) (envs.Game, error) { return world, nil }
}

// Each game of a record is of the world that is told for its header.
func TestRecordsAreOfTheirOwnWorlds(t *testing.T) {
	path := write(t, "a.sgf", "(;GM[1]FF[4]SZ[9];B[ee])(;GM[1]FF[4]SZ[13]KM[6.5];B[mm];W[cc])")
	games, err := gallery.File(path, func(h gamefile.Header) (envs.Game, error) {
		return catalog.Game(fmt.Sprintf("go:%d", max(h.Side, 5)))
	})
	require.NoError(t, err)
	require.Len(t, games, 2)
	assert.Equal(t, "go:9", games[0].World.Spec().Name)
	assert.Equal(t, "go:13", games[1].World.Spec().Name)
	assert.Equal(t, 2, games[1].Plies())
}

func TestRecordsAreShownFromTheirBeginning(t *testing.T) {
	for _, c := range []struct {
		game, file, text string
		plies            int
	}{
		{"go:9", "a.sgf", "(;GM[1]FF[4]SZ[9];B[ee];W[cc];B[gg])", 3},
		{"chess", "b.pgn", "[Event \"?\"]\n\n1. e4 e5 2. Nf3 *\n", 3},
		{"connect4", "c.txt", "4453\n12\n", 4},
	} {
		world, err := catalog.Game(c.game)
		require.NoError(t, err)
		games, err := gallery.File(write(t, c.file, c.text), always(world))
		require.NoError(t, err)
		g := games[0]
		assert.Equal(t, c.plies, g.Plies(), c.file)
		assert.Equal(t, world.New(0).(envs.Hasher).Hash(), g.Shown().(envs.Hasher).Hash())
		assert.Contains(t, g.Title, c.file+", game 1 of")
	}
}

func TestFilesThatHoldNoGames(t *testing.T) {
	world, err := catalog.Game("go:9")
	require.NoError(t, err)
	_, err = gallery.File("no/such.sgf", always(world))
	assert.ErrorContains(t, err, "no such file")
	_, err = gallery.File(write(t, "bad.sgf", "(;GM[1]SZ[9];B[ee"), always(world))
	assert.ErrorContains(t, err, "bad.sgf")
	_, err = gallery.OpenRun(t.TempDir())
	assert.ErrorContains(t, err, "is no folder of a run")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config.toml"), []byte("game = \"taxi\"\nagent = \"imitation\"\n"), 0o666))
	_, err = gallery.OpenRun(dir)
	assert.ErrorContains(t, err, `a run of "imitation" plays no games to be shown; those of az, dqn, pqn and tabular do`)
}

// The newest games of a run are shown with what the search made of them.
func TestTheGamesOfARun(t *testing.T) {
	config, err := selfplay.Preset("tictactoe", "quick")
	require.NoError(t, err)
	for key, value := range map[string]string{
		"generations": "2", "network.blocks": "1", "network.channels": "4", "selfplay.games": "6", "selfplay.slots": "2",
		"selfplay.simulations": "8", "train.passes": "1", "evaluate.every": "0", "evaluate.final_games": "0",
	} {
		require.NoError(t, config.Set(key, value))
	}
	dir := filepath.Join(t.TempDir(), "run")
	folder, err := selfplay.Create(dir, config, false)
	require.NoError(t, err)
	run, err := gallery.OpenRun(dir)
	require.NoError(t, err)
	_, err = run.Newest(3)
	assert.ErrorContains(t, err, "has no finished games yet")

	training, err := selfplay.Start(folder, config, selfplay.Options{Threads: 1, Now: time.Now, Report: func(*selfplay.Report) {}})
	require.NoError(t, err)
	require.NoError(t, training.Train(context.Background()))
	require.NoError(t, training.Close())
	games, err := run.Newest(8)
	require.NoError(t, err)
	require.Len(t, games, 8)
	assert.Equal(t, "generation 1, game 5", games[0].Title)
	assert.Equal(t, "generation 0, game 4", games[7].Title)
	g := games[0]
	g.Jump(g.Plies() - 1)
	thought := g.Thought()
	require.NotEmpty(t, thought.Candidates)
	var total float32
	for i, c := range thought.Candidates {
		total += c.Prior
		if i > 0 {
			assert.LessOrEqual(t, c.Visits, thought.Candidates[i-1].Visits, "best first")
		}
	}
	assert.InDelta(t, 1, total, 1e-5)
	g.Jump(99)
	assert.Equal(t, envs.Over, g.Shown().ToPlay())
}

// Runs that keep no games show what their newest weights play, with what each action
// is worth, also when it is sent; the games are the same until there are newer
// weights.
func TestEpisodesOfARun(t *testing.T) {
	for _, c := range []struct {
		kind, game, preset string
		most               int // moves of an episode
	}{{"dqn", "frozenlake", "frozenlake", 100}, {"tabular", "frozenlake", "frozenlake", 100}, {"pqn", "connect4", "connect4", 42}} {
		t.Run(c.kind, func(t *testing.T) {
			config, err := qlearn.Preset(c.kind, c.preset)
			require.NoError(t, err)
			config.Steps, config.ReportEvery, config.Evaluate.Every = 8192, 4096, 0
			folder, err := qlearn.Create(filepath.Join(t.TempDir(), "a, run"), config, false)
			require.NoError(t, err)
			run, err := gallery.OpenRun(folder.String())
			require.NoError(t, err)
			_, err = run.Newest(2)
			assert.ErrorContains(t, err, "is no folder of a run")

			training, err := qlearn.Start(folder, config, qlearn.Options{Threads: 1, Now: time.Now, Report: func(*qlearn.Report) {}})
			require.NoError(t, err)
			first, err := run.Newest(2)
			require.NoError(t, err)
			assert.Equal(t, "weights 0, episode 1", first[0].Title)
			require.NoError(t, training.Train(context.Background()))
			require.NoError(t, training.Close())
			games, err := run.Newest(2)
			require.NoError(t, err)
			require.Len(t, games, 2)
			assert.Equal(t, "weights 2, episode 2", games[1].Title)
			text, err := run.Encode(2)
			require.NoError(t, err)
			sent, err := gallery.Decode(run.World(), text)
			require.NoError(t, err)
			thoughts := 0
			for i, g := range games {
				assert.Equal(t, g.Moves(), sent[i].Moves())
				assert.LessOrEqual(t, g.Plies(), c.most)
				require.Equal(t, envs.Over, g.Newest().ToPlay())
				for ply := range g.Plies() {
					g.Jump(ply)
					sent[i].Jump(ply)
					thought := g.Thought()
					if len(thought.Candidates) == 0 {
						continue // a table has no row there
					}
					thoughts++
					assert.Equal(t, thought, sent[i].Thought())
					assert.Len(t, thought.Candidates, len(g.Shown().Legal(nil)))
					if c.kind != "tabular" { // which draws among equals
						assert.Equal(t, thought.Candidates[0].Action, g.Moves()[ply], "it plays what is worth most")
					}
				}
			}
			assert.Positive(t, thoughts)
		})
	}
}

// What is sent may be damaged.
func TestDecodeRefuses(t *testing.T) {
	world, err := catalog.Game("tictactoe")
	require.NoError(t, err)
	for text, want := range map[string]string{
		`[]`: "the list has no games",
		`[{`: "unexpected end",
		`[{"episode":{"title":"one","actions":[4,4]}}]`:             "game 1 of the list: one: ply 1 does not fit tictactoe",
		`[{"episode":{"title":"one","actions":[0,1,2,3,4,5,6,7]}}]`: "one: tictactoe is over before ply 7",
		`[{"record":{"actions":[9]}}]`:                              "game 1 of the list: ",
	} {
		_, err := gallery.Decode(world, []byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}

// What the cells of a lake are worth by the world's own tables.
func TestValuesOfALake(t *testing.T) {
	world, err := catalog.Game("frozenlake")
	require.NoError(t, err)
	p := board.Draw(world, world.New(1), board.Options{Theme: board.Light(), Last: board.None})
	require.NoError(t, gallery.Values(&p, world, 1, board.Light()))
	golden.Picture(t, "lake.png", raster.Image(p.Scene, 320))
	spot, ok := p.At(p.Cells[0][0].To.Add(scene.Point{X: 5, Y: 5}))
	require.True(t, ok)
	assert.Equal(t, "value of this cell: 0.8235", spot.Note, "14 of 17")

	other, err := catalog.Game("connect4")
	require.NoError(t, err)
	p = board.Draw(other, other.New(1), board.Options{Theme: board.Light(), Last: board.None})
	assert.ErrorContains(t, gallery.Values(&p, other, 1, board.Light()), "want a world whose states are its cells")
}
