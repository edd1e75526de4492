package imitation_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/imitation"
)

// habit is how the players of the generated games choose: always the first of
// the legal moves, but for two at random in the beginning.
func habit(legal []envs.Action, ply int, rng *rand.Rand) envs.Action {
	if ply < 2 {
		return legal[rng.IntN(len(legal))]
	}
	return legal[0]
}

// write makes a file of games of the habit, of at most so many plies: those
// that are not over by then are called a draw, as people agree on one.
func write(t *testing.T, world string, format gamefile.Format, games, plies int) string {
	t.Helper()
	game, err := catalog.Game(world)
	require.NoError(t, err)
	var text bytes.Buffer
	for i := range games {
		rng := seed.Stream(uint64(i))
		g := &gamefile.Game{Result: gamefile.Drawn}
		s := game.New(0)
		for ply := 0; ply < plies && s.ToPlay() != envs.Over; ply++ {
			a := habit(s.Legal(nil), ply, rng)
			g.Moves = append(g.Moves, gamefile.Move{Action: a})
			s.Play(a)
		}
		g.Finish(game)
		require.NoError(t, gamefile.Write(&text, game, format, g))
	}
	file := filepath.Join(t.TempDir(), "games."+string(format))
	require.NoError(t, os.WriteFile(file, text.Bytes(), 0o666))
	return file
}

// small is a run that takes seconds.
func small(t *testing.T, world string, from []string, set ...string) imitation.Config {
	t.Helper()
	c := imitation.Defaults(world, from)
	set = append([]string{
		"network.blocks", "1", "network.channels", "16", "network.value_hidden", "16",
		"train.batch", "64", "train.learning_rate", "0.005", "train.symmetries", "false",
		"report_every", "40", "max_passes", "12", "held_out", "0.2",
	}, set...)
	for i := 0; i < len(set); i += 2 {
		require.NoError(t, c.Set(set[i], set[i+1]))
	}
	require.NoError(t, c.Validate())
	return c
}

// train begins the run in dir, or goes on with it, and returns its reports.
func train(t *testing.T, ctx context.Context, dir string, c imitation.Config, threads int) ([]imitation.Report, *imitation.Run, error) {
	t.Helper()
	folder, _, err := imitation.OpenFolder(dir)
	if err != nil {
		folder, err = imitation.Create(dir, c, false)
	}
	require.NoError(t, err)
	var reports []imitation.Report
	run, err := imitation.Start(folder, c, imitation.Options{
		Threads: threads, Now: time.Now, Report: func(r *imitation.Report) { reports = append(reports, *r) },
	})
	require.NoError(t, err)
	err = run.Train(ctx)
	require.NoError(t, run.WriteReport())
	require.NoError(t, run.Close())
	return reports, run, err
}

// TestAHabitIsLearned reads games of each format and learns what the players
// do, and who wins.
func TestAHabitIsLearned(t *testing.T) {
	for _, c := range []struct {
		world  string
		format gamefile.Format
		games  int
		plies  int
		best   float64 // accuracy that must be reached
	}{
		{"hex:4", gamefile.SGF, 240, 16, 0.8},
		{"gardner", gamefile.PGN, 150, 12, 0.7},
		{"tictactoe", gamefile.Text, 200, 9, 0.7},
	} {
		t.Run(c.world, func(t *testing.T) {
			config := small(t, c.world, []string{write(t, c.world, c.format, c.games, c.plies)})
			dir := filepath.Join(t.TempDir(), "run")
			reports, run, err := train(t, context.Background(), dir, config, 2)
			require.NoError(t, err)
			first, last := reports[0], reports[len(reports)-1]
			assert.Greater(t, last.Accuracy, c.best)
			assert.Less(t, last.Loss, first.Loss, "the newest weights are the best")
			for _, r := range reports {
				assert.LessOrEqual(t, last.Loss, r.Loss)
			}
			sum := run.Summary()
			assert.Equal(t, c.games, sum.Games+sum.HeldGames)
			assert.InDelta(t, 0.2*float64(c.games), sum.HeldGames, 0.1*float64(c.games))
			assert.FileExists(t, sum.Weights)
			assert.FileExists(t, run.ReportPath())
			held := 0
			for _, s := range last.Plies {
				held += s.Positions
			}
			assert.Equal(t, sum.HeldPositions, held, "every position held out is of some stretch")

			counts, err := imitation.Verify(dir)
			require.NoError(t, err)
			assert.Equal(t, last.Generation, counts.Generation)
		})
	}
}

func TestTrainingStopsWhenNothingGetsBetter(t *testing.T) {
	file := write(t, "tictactoe", gamefile.Text, 60, 9)
	c := small(t, "tictactoe", []string{file}, "patience", "2", "report_every", "5", "max_passes", "1000", "train.learning_rate", "0.02")
	reports, run, err := train(t, context.Background(), filepath.Join(t.TempDir(), "run"), c, 1)
	require.NoError(t, err)
	assert.Less(t, run.Summary().Passes, 500.0)
	n := len(reports)
	best := reports[n-4] // then two that were not better, and the best again
	assert.True(t, best.Best)
	assert.False(t, reports[n-3].Best || reports[n-2].Best)
	assert.Equal(t, best.Held, reports[n-1].Held)
}

func TestARunThatWasStoppedComesToTheSame(t *testing.T) {
	file := write(t, "tictactoe", gamefile.Text, 60, 9)
	c := small(t, "tictactoe", []string{file}, "report_every", "10")
	whole, pieces := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "run")
	_, run, err := train(t, context.Background(), whole, c, 1)
	require.NoError(t, err)

	stop := errors.New("stop")
	for range 3 {
		ctx, cancel := context.WithCancelCause(context.Background())
		folder, _, err := imitation.OpenFolder(pieces)
		if err != nil {
			folder, err = imitation.Create(pieces, c, false)
		}
		require.NoError(t, err)
		part, err := imitation.Start(folder, c, imitation.Options{Threads: 2, Now: time.Now, Report: func(*imitation.Report) { cancel(stop) }})
		require.NoError(t, err)
		require.ErrorIs(t, part.Train(ctx), stop)
		require.NoError(t, part.Close())
	}
	_, again, err := train(t, context.Background(), pieces, c, 2)
	require.NoError(t, err)
	assert.Equal(t, read(t, run.Summary().Weights), read(t, again.Summary().Weights))
	assert.Equal(t, run.Summary().Generation, again.Summary().Generation)
	reports, _, err := train(t, context.Background(), pieces, c, 2)
	require.NoError(t, err)
	assert.Empty(t, reports, "what is done stays done")
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return text
}

func TestRefusals(t *testing.T) {
	file := write(t, "tictactoe", gamefile.Text, 30, 9)
	empty := t.TempDir()
	broken := filepath.Join(t.TempDir(), "broken.txt")
	require.NoError(t, os.WriteFile(broken, []byte("1 1\n"), 0o666))
	undecided := filepath.Join(t.TempDir(), "undecided.txt")
	require.NoError(t, os.WriteFile(undecided, []byte("1 2\n"), 0o666))
	for from, want := range map[string]string{
		"/nowhere.txt": "no such file",
		empty:          "a folder without games",
		broken:         "broken.txt",
		undecided:      "0 games to learn from and 0 held out, 1 of unknown result passed over",
	} {
		assert.ErrorContains(t, imitation.Check(small(t, "tictactoe", []string{from})), want)
	}
	assert.NoError(t, imitation.Check(small(t, "tictactoe", []string{filepath.Dir(file)})), "a folder of files")

	c := imitation.Defaults("cartpole", []string{file})
	assert.ErrorContains(t, c.Validate(), "cartpole has 1 seats; games of two are imitated")
	c = imitation.Defaults("tictactoe", nil)
	assert.ErrorContains(t, c.Validate(), "from is empty")
}

func TestAnotherArchiveIsNotGoneOnWith(t *testing.T) {
	file := write(t, "tictactoe", gamefile.Text, 60, 9)
	c := small(t, "tictactoe", []string{file}, "max_passes", "2")
	dir := filepath.Join(t.TempDir(), "run")
	_, _, err := train(t, context.Background(), dir, c, 1)
	require.NoError(t, err)
	text := string(read(t, file))
	require.NoError(t, os.WriteFile(file, []byte(text[:strings.LastIndex(text, "# Game")]), 0o666))
	folder, _, err := imitation.OpenFolder(dir)
	require.NoError(t, err)
	_, err = imitation.Start(folder, c, imitation.Options{Threads: 1, Now: time.Now})
	assert.ErrorContains(t, err, "are not those that the run began with")
}
