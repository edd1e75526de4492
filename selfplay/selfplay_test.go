package selfplay_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/selfplay"
)

// tiny is a run that takes well under a second.
func tiny(t *testing.T, set ...string) selfplay.Config {
	t.Helper()
	c, err := selfplay.Preset("tictactoe", "quick")
	require.NoError(t, err)
	c.Seed = 1
	set = append([]string{
		"generations", "4", "network.blocks", "1", "network.channels", "4", "network.value_hidden", "8",
		"selfplay.games", "12", "selfplay.slots", "3", "selfplay.simulations", "8", "selfplay.cache", "64",
		"train.batch", "32", "train.micro_batch", "8", "train.passes", "2", "train.window", "150",
		"evaluate.every", "0", "evaluate.final_games", "0",
	}, set...)
	for i := 0; i < len(set); i += 2 {
		require.NoError(t, c.Set(set[i], set[i+1]))
	}
	require.NoError(t, c.Validate())
	return c
}

// everything is a tiny run with every part of learning that is off by default.
func everything(t *testing.T) selfplay.Config {
	return tiny(t,
		"selfplay.full_share", "0.5", "selfplay.cheap_simulations", "4", "selfplay.count_kept", "true", "selfplay.forced", "2", "selfplay.root_temperature", "1.2",
		"selfplay.dirichlet_shaped", "true", "selfplay.c_puct_log", "0.5", "selfplay.c_puct_deviation", "0.5", "selfplay.graph", "true",
		"selfplay.policy_plies", "1", "selfplay.fork_share", "0.3", "selfplay.surprise_weight", "0.5",
		"selfplay.decided_value", "0.5", "selfplay.decided_turns", "1",
		"network.pooled", "2", "network.pooled_heads", "true", "network.blocks", "2", "selfplay.discount", "0.98",
		"train.reply_weight", "0.15", "train.soft_weight", "2", "train.short_value_weight", "0.5",
		"train.window_start", "40", "train.min_positions", "30", "train.warm_up", "1.5", "train.average", "0.9")
}

func options(threads int) selfplay.Options {
	return selfplay.Options{Threads: threads, Now: time.Now, Report: func(*selfplay.Report) {}}
}

// train makes, or goes on with, the run in dir until it is done or the
// context ends.
func train(t *testing.T, ctx context.Context, dir string, c selfplay.Config, o selfplay.Options) error {
	t.Helper()
	var folder selfplay.Folder
	var err error
	if _, statErr := os.Stat(filepath.Join(dir, "config.toml")); statErr == nil {
		folder, c, err = selfplay.OpenFolder(dir)
	} else {
		folder, err = selfplay.Create(dir, c, false)
	}
	require.NoError(t, err)
	run, err := selfplay.Start(folder, c, o)
	require.NoError(t, err)
	defer func() { require.NoError(t, run.Close()) }()
	return run.Train(ctx)
}

// files returns the contents of the files of a run that should be a function
// of its config.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, sub := range []string{"weights", "state", "games"} {
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		require.NoError(t, err)
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, sub, e.Name()))
			require.NoError(t, err)
			all[sub+"/"+e.Name()] = string(data)
		}
	}
	return all
}

// same is assert.Equal of files without printing their bytes.
func same(t *testing.T, want, got map[string]string, what string) {
	t.Helper()
	for name := range want {
		assert.Contains(t, got, name, what)
		assert.True(t, want[name] == got[name], "%s: %s differs", what, name)
	}
	assert.Len(t, got, len(want), what)
}

// Whoever plays with the weights of a run plays by what it learned by.
func TestWeightsCarryHowTheyLearned(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "generations", "1", "selfplay.discount", "0.98", "selfplay.c_puct", "0.5")
	require.NoError(t, train(t, context.Background(), dir, c, options(1)))
	game, err := catalog.Game(c.Game)
	require.NoError(t, err)
	_, play, err := alphazero.LoadPlay(game, dir, alphazero.Newest)
	require.NoError(t, err)
	assert.Equal(t, float32(0.98), play.Search.Discount)
	assert.Equal(t, float32(0.5), play.Search.CPUCT)
}

func TestARunDependsOnItsConfigAlone(t *testing.T) {
	base := t.TempDir()
	require.NoError(t, train(t, context.Background(), base, tiny(t), options(1)))
	want := files(t, base)
	assert.Len(t, want, 5+1+4, "weights of generations 0 to 4, one state, games of four generations")
	for _, threads := range []int{2, 5} {
		dir := t.TempDir()
		require.NoError(t, train(t, context.Background(), dir, tiny(t), options(threads)))
		same(t, want, files(t, dir), "threads")
	}
	one, two := t.TempDir(), t.TempDir()
	require.NoError(t, train(t, context.Background(), one, everything(t), options(1)))
	require.NoError(t, train(t, context.Background(), two, everything(t), options(3)))
	same(t, files(t, one), files(t, two), "threads, with everything on")
	other := t.TempDir()
	require.NoError(t, train(t, context.Background(), other, tiny(t, "seed", "2"), options(1)))
	assert.NotEqual(t, want["games/000000.jsonl.zst"], files(t, other)["games/000000.jsonl.zst"], "another seed, other games")
}

// A run that is stopped again and again, at moments that its own clock
// decides, comes to the files of one that never was.
func TestAStoppedRunResumesExactly(t *testing.T) {
	for name, config := range map[string]selfplay.Config{"plain": tiny(t), "everything on": everything(t)} {
		t.Run(name, func(t *testing.T) { resumesExactly(t, config) })
	}
}

func resumesExactly(t *testing.T, config selfplay.Config) {
	base := t.TempDir()
	require.NoError(t, train(t, context.Background(), base, config, options(1)))
	want := files(t, base)
	errStop := errors.New("stop")
	for _, every := range []int{20, 90, 300} {
		dir := t.TempDir()
		stops := 0
		for {
			ctx, cancel := context.WithCancelCause(context.Background())
			o := options(1) // the clock is not for several goroutines
			ticks := 0
			o.Now = func() time.Time { // is asked around every evaluation
				if ticks++; ticks == 150+every*(stops%5) {
					cancel(errStop)
				}
				return time.Time{}
			}
			err := train(t, ctx, dir, config, o)
			cancel(nil)
			if err == nil {
				break
			}
			require.ErrorIs(t, err, errStop)
			stops++
			require.Less(t, stops, 1000)
		}
		assert.Positive(t, stops)
		same(t, want, files(t, dir), "stopped")
	}
}

// What a kill may leave: a torn record, temporary files, weights without
// their state, a torn line of metrics.
func TestRemainsOfAKilledProcess(t *testing.T) {
	base := t.TempDir()
	require.NoError(t, train(t, context.Background(), base, tiny(t), options(1)))
	want := files(t, base)

	short := tiny(t, "generations", "2", "train.learning_rate", "0.005")
	dir := t.TempDir()
	c := tiny(t)
	_, err := selfplay.Create(dir, c, false)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	o := options(1)
	o.Report = func(r *selfplay.Report) {
		if r.Generation == short.Generations {
			cancel()
		}
	}
	require.ErrorIs(t, train(t, ctx, dir, c, o), context.Canceled)

	whole := want["games/000002.jsonl.zst"]
	for name, data := range map[string]string{
		"games/000002.jsonl.zst":                whole[:len(whole)*2/3],
		"weights/000003.safetensors":            want["weights/000003.safetensors"],
		"weights/.new-000004.safetensors-12345": "half",
		"state/000001.safetensors":              "of a generation before, not yet removed",
		"state/.new-000003.safetensors-12345":   "half",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644))
	}
	metrics := filepath.Join(dir, "metrics.jsonl")
	text, err := os.ReadFile(metrics)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(metrics, append(text, `{"generation":3,"games":36}`+"\n"+`{"generation":4,"gam`...), 0o644))

	require.NoError(t, train(t, context.Background(), dir, c, options(2)))
	same(t, want, files(t, dir), "killed")
	counts, err := selfplay.Verify(dir)
	require.NoError(t, err)
	assert.Equal(t, 4, counts.Reports, "every generation is reported once")
	assert.Equal(t, 48, counts.Games)
}

// The window that a resumed run refills holds what it held, though no samples
// come of the random moves that games begin with.
func TestAFullWindowIsRefilled(t *testing.T) {
	c := tiny(t, "selfplay.random_share", "1", "selfplay.random_plies", "6", "train.window", "70")
	base, dir := t.TempDir(), t.TempDir()
	require.NoError(t, train(t, context.Background(), base, c, options(1)))
	for stop := 1; stop < c.Generations; stop++ {
		ctx, cancel := context.WithCancel(context.Background())
		o := options(1)
		o.Report = func(*selfplay.Report) { cancel() } // after each generation
		require.ErrorIs(t, train(t, ctx, dir, c, o), context.Canceled)
	}
	require.NoError(t, train(t, context.Background(), dir, c, options(1)))
	same(t, files(t, base), files(t, dir), "refilled")
}

func TestLimits(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, train(t, context.Background(), dir, tiny(t, "max_games", "17"), options(1)))
	counts, err := selfplay.Verify(dir)
	require.NoError(t, err)
	assert.Equal(t, 17, counts.Games, "12 in the first generation, 5 in the second")
	assert.Equal(t, 2, counts.Generation)

	dir = t.TempDir()
	steps := 0
	o := options(1)
	o.Report = func(r *selfplay.Report) { steps = r.Steps }
	require.NoError(t, train(t, context.Background(), dir, tiny(t, "max_steps", "7"), o))
	assert.Equal(t, 7, steps)
}

func TestDivergedTrainingIsAnError(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "train.learning_rate", "100", "train.final_learning_rate", "100", "train.weight_decay", "1", "train.passes", "20")
	err := train(t, context.Background(), dir, c, options(1))
	assert.ErrorContains(t, err, "training diverged in generation 1: the loss is not finite; lower train.learning_rate")
	counts, err := selfplay.Verify(dir)
	require.NoError(t, err)
	assert.Zero(t, counts.Generation, "what stood before stands")
}

func TestTwoProcessesCannotTrainOneRun(t *testing.T) {
	dir := t.TempDir()
	folder, err := selfplay.Create(dir, tiny(t), false)
	require.NoError(t, err)
	run, err := selfplay.Start(folder, tiny(t), options(1))
	require.NoError(t, err)
	_, err = selfplay.Start(folder, tiny(t), options(1))
	assert.ErrorContains(t, err, "is being trained by another process")
	require.NoError(t, run.Close())
	run, err = selfplay.Start(folder, tiny(t), options(1))
	require.NoError(t, err)
	require.NoError(t, run.Close())
}

func TestEvaluationLeavesTheRunAlone(t *testing.T) {
	plain, measured := t.TempDir(), t.TempDir()
	require.NoError(t, train(t, context.Background(), plain, tiny(t), options(1)))
	var elos int
	var past []int
	o := options(2)
	o.Report = func(r *selfplay.Report) {
		if r.Elo != nil {
			elos++
			assert.LessOrEqual(t, *r.EloLo, *r.Elo)
			assert.GreaterOrEqual(t, *r.EloHi, *r.Elo)
			require.Len(t, r.Truth, 1)
			assert.Equal(t, "all", r.Truth[0].Set)
			assert.Equal(t, 12, r.Truth[0].Positions)
			require.NotNil(t, r.Past)
			assert.Equal(t, 4, r.Past.Games)
			past = append(past, r.Past.Generation)
		}
	}
	c := tiny(t, "evaluate.every", "2", "evaluate.games", "4", "evaluate.past_games", "4", "evaluate.positions", "12",
		"evaluate.opponents", `["random"]`)
	require.NoError(t, train(t, context.Background(), measured, c, o))
	assert.Equal(t, 2, elos)
	assert.Equal(t, []int{0, 2}, past)
	same(t, files(t, plain), files(t, measured), "measured")
}

func TestEvaluateAndReport(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "evaluate.final_games", "6", "evaluate.opponents", `["random", "greedy"]`)
	folder, err := selfplay.Create(dir, c, false)
	require.NoError(t, err)
	run, err := selfplay.Start(folder, c, options(2))
	require.NoError(t, err)
	require.NoError(t, run.Train(context.Background()))
	var told []string
	strengths, err := run.Evaluate(context.Background(), func(s selfplay.Strength) { told = append(told, s.Opponent) })
	require.NoError(t, err)
	assert.Equal(t, []string{"random", "greedy"}, told)
	for _, s := range strengths {
		assert.Equal(t, 6, s.Games)
		assert.Equal(t, 6, s.Wins+s.Draws+s.Losses)
	}
	require.NoError(t, run.WriteReport(strengths))
	summary := run.Summary(strengths)
	assert.Equal(t, 4, summary.Generation)
	assert.FileExists(t, summary.Weights)
	assert.Equal(t, strengths[0].Elo, *summary.Elo)
	require.NoError(t, run.Close())
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	require.NoError(t, err)
	for _, want := range []string{"<svg", "Policy loss", "greedy", "Generation 3, game 0"} {
		assert.True(t, strings.Contains(string(page), want), "the page shows %s", want)
	}
	for _, outside := range []string{"src=", "href=", "url("} {
		assert.False(t, strings.Contains(string(page), outside), "the page asks the network for nothing, not by %s", outside)
	}
}
