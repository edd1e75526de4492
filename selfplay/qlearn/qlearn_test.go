package qlearn_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// tiny returns a config for each kind of agent whose run takes well under a
// second.
func tiny(t *testing.T, agent string, set ...string) qlearn.Config {
	t.Helper()
	c, err := qlearn.Preset(agent, qlearn.DefaultPreset)
	require.NoError(t, err)
	c.Game, c.Seed = "frozenlake", 1
	set = append(append([]string{
		"steps", "2000", "report_every", "500", "checkpoint_every", "1000",
		"evaluate.every", "1000", "evaluate.episodes", "5", "evaluate.final_episodes", "8", "evaluate.max_steps", "100",
	}, tinyKnobs[agent]...), set...)
	for i := 0; i < len(set); i += 2 {
		require.NoError(t, c.Set(set[i], set[i+1]))
	}
	require.NoError(t, c.Validate())
	return c
}

var tinyKnobs = map[string][]string{
	"pqn": {"pqn.network.hidden", "[8]", "pqn.train.lanes", "4", "pqn.train.steps", "25", "pqn.train.epochs", "1",
		"pqn.train.minibatches", "2", "pqn.train.micro_batch", "20", "pqn.explore.steps", "1500"},
	"tabular": {"tabular.decay_steps", "1500"},
	"dqn": {
		"dqn.network.hidden", "[8]", "dqn.replay.capacity", "800", "dqn.replay.warmup", "100",
		"dqn.train.every", "4", "dqn.train.batch", "8", "dqn.target.every", "50", "dqn.explore.steps", "1500",
	},
}

// clock ticks a second at each look: speeds do not depend on the machine.
func clock() func() time.Time {
	now := time.Unix(1000, 0)
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

func options(threads int) qlearn.Options {
	return qlearn.Options{Threads: threads, Now: clock(), Report: func(*qlearn.Report) {}}
}

// train makes, or goes on with, the run in dir until it is done or the
// context ends.
func train(t *testing.T, ctx context.Context, dir string, c qlearn.Config, o qlearn.Options) error {
	t.Helper()
	var folder qlearn.Folder
	var err error
	if _, statErr := os.Stat(filepath.Join(dir, "config.toml")); statErr == nil {
		folder, c, err = qlearn.OpenFolder(dir)
	} else {
		folder, err = qlearn.Create(dir, c, false)
	}
	require.NoError(t, err)
	run, err := qlearn.Start(folder, c, o)
	require.NoError(t, err)
	defer func() { require.NoError(t, run.Close()) }()
	return run.Train(ctx)
}

// files returns the contents of the files of a run that are a function of its
// config. A checkpoint holds the seconds of its stretch, which are cut out.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, sub := range []string{"weights", "state"} {
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

// timeless reads the reports without what the clock makes.
func timeless(t *testing.T, dir string) []qlearn.Report {
	t.Helper()
	folder, _, err := qlearn.OpenFolder(dir)
	require.NoError(t, err)
	reports, err := metrics.Read[qlearn.Report](folder.Dir)
	require.NoError(t, err)
	for i := range reports {
		reports[i].Seconds, reports[i].StepsPerS = 0, 0
	}
	return reports
}

func TestARunDependsOnItsConfigAlone(t *testing.T) {
	for _, agent := range qlearn.Agents() {
		t.Run(agent, func(t *testing.T) {
			base := t.TempDir()
			require.NoError(t, train(t, context.Background(), base, tiny(t, agent), options(1)))
			want := files(t, base)
			assert.Len(t, want, 5+1, "weights of generations 0 to 4, one checkpoint")
			dir := t.TempDir()
			require.NoError(t, train(t, context.Background(), dir, tiny(t, agent), options(3)))
			same(t, want, files(t, dir), "threads")
			assert.Equal(t, timeless(t, base), timeless(t, dir))
			other := t.TempDir()
			require.NoError(t, train(t, context.Background(), other, tiny(t, agent, "seed", "2"), options(1)))
			for name, data := range files(t, other) {
				if strings.HasPrefix(name, "weights/000004.") {
					assert.False(t, want[name] == data, "another seed, other weights")
				}
			}
		})
	}
}

// A run that is stopped again and again, in the middle of things, comes to the
// files and reports of one that never was.
func TestAStoppedRunResumesExactly(t *testing.T) {
	errStop := errors.New("stop")
	for _, agent := range qlearn.Agents() {
		t.Run(agent, func(t *testing.T) {
			base, dir := t.TempDir(), t.TempDir()
			require.NoError(t, train(t, context.Background(), base, tiny(t, agent), options(1)))
			stops := 0
			for {
				ctx, cancel := context.WithCancelCause(context.Background())
				o := options(1)
				looks := 0
				o.Now = func() time.Time { // is asked twice a chunk, and after every report
					if looks++; looks == 4+stops%7 {
						cancel(errStop)
					}
					return time.Unix(1000, 0)
				}
				err := train(t, ctx, dir, tiny(t, agent), o)
				cancel(nil)
				if err == nil {
					break
				}
				require.ErrorIs(t, err, errStop)
				stops++
				require.Less(t, stops, 100)
			}
			assert.Greater(t, stops, 3)
			want, got := files(t, base), files(t, dir)
			for _, all := range []map[string]string{want, got} { // the clocks differ
				all["state/000000002000.state"] = withoutSeconds(all["state/000000002000.state"])
			}
			same(t, want, got, "stopped")
			assert.Equal(t, timeless(t, base), timeless(t, dir), "no report is lost or made of a part")
		})
	}
}

// withoutSeconds cuts the counters and the sum out of a checkpoint: they hold
// how long things took.
func withoutSeconds(state string) string {
	lines := strings.SplitN(state, "\n", 3)
	return lines[2][:len(lines[2])-4]
}

// What a kill may leave: temporary files, weights and reports beyond the
// checkpoint, an older checkpoint, a torn line of metrics.
func TestRemainsOfAKilledProcess(t *testing.T) {
	base := t.TempDir()
	c := tiny(t, "dqn")
	require.NoError(t, train(t, context.Background(), base, c, options(1)))
	want := files(t, base)

	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	o := options(1)
	o.Report = func(r *qlearn.Report) {
		if r.Steps == 1000 {
			cancel()
		}
	}
	require.ErrorIs(t, train(t, ctx, dir, c, o), context.Canceled)
	for name, data := range map[string]string{
		"weights/000003.safetensors":            want["weights/000003.safetensors"],
		"weights/.new-000004.safetensors-12345": "half",
		"state/000000000500.state":              "of a checkpoint before, not yet removed",
		"state/.new-000000001500.state-12345":   "half",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644))
	}
	lines := filepath.Join(dir, "metrics.jsonl")
	text, err := os.ReadFile(lines)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(lines, append(text, `{"generation":3,"steps":1500}`+"\n"+`{"generation":4,"ste`...), 0o644))

	require.NoError(t, train(t, context.Background(), dir, c, options(2)))
	got := files(t, dir)
	for _, all := range []map[string]string{want, got} {
		all["state/000000002000.state"] = withoutSeconds(all["state/000000002000.state"])
	}
	same(t, want, got, "killed")
	counts, err := qlearn.Verify(dir)
	require.NoError(t, err)
	assert.Equal(t, 4, counts.Reports, "every report is made once")
	assert.Equal(t, 2000, counts.Steps)
	assert.Equal(t, 5, counts.Weights)
}

func TestEvaluationLeavesTheRunAlone(t *testing.T) {
	often, never := t.TempDir(), t.TempDir()
	require.NoError(t, train(t, context.Background(), often, tiny(t, "dqn", "evaluate.every", "500"), options(2)))
	require.NoError(t, train(t, context.Background(), never, tiny(t, "dqn", "evaluate.every", "0"), options(1)))
	a, b := files(t, often), files(t, never)
	for name := range a {
		if strings.HasPrefix(name, "weights") {
			assert.True(t, a[name] == b[name], name)
		}
	}
	for i, r := range timeless(t, often) {
		require.NotNil(t, r.EvalReturn)
		assert.Equal(t, 5, r.EvalEpisodes)
		assert.LessOrEqual(t, *r.EvalLo, *r.EvalReturn)
		assert.GreaterOrEqual(t, *r.EvalHi, *r.EvalReturn)
		assert.Nil(t, timeless(t, never)[i].EvalReturn)
	}
}

func TestReports(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, train(t, context.Background(), dir, tiny(t, "dqn"), options(1)))
	reports := timeless(t, dir)
	require.Len(t, reports, 4)
	games, updates := 0, 0
	for i, r := range reports {
		assert.Equal(t, i+1, r.Generation)
		assert.Equal(t, 500*(i+1), r.Steps)
		games += r.Episodes
		assert.Equal(t, games, r.Games)
		assert.Greater(t, r.Updates, updates)
		updates = r.Updates
		require.NotNil(t, r.Loss)
		assert.GreaterOrEqual(t, *r.MaxQ, *r.MeanQ)
		assert.Equal(t, (i+1)%2 == 0, r.EvalReturn != nil, "every second report has an evaluation")
	}
	assert.Equal(t, 2000/4-100/4, updates, "one in four steps after the warm-up")
	assert.InDelta(t, 0.05, reports[3].Epsilon, 1e-9, "exploration is over")
	assert.Greater(t, reports[0].Epsilon, reports[1].Epsilon)
}

func TestSummaryAndPage(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "dqn")
	folder, err := qlearn.Create(dir, c, false)
	require.NoError(t, err)
	run, err := qlearn.Start(folder, c, options(2))
	require.NoError(t, err)
	require.NoError(t, run.Train(context.Background()))
	summary, err := run.Evaluate(context.Background())
	require.NoError(t, err)
	assert.Equal(t, 8, summary.EvalEpisodes)
	assert.Equal(t, 2000, summary.Steps)
	assert.FileExists(t, summary.Weights)
	assert.Positive(t, summary.StepsPerS)
	require.NoError(t, run.WriteReport(&summary))
	require.NoError(t, run.Close())
	kept, ok, err := folder.Closing()
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, summary, kept)
	page, err := os.ReadFile(filepath.Join(dir, "report.html"))
	require.NoError(t, err)
	for _, want := range []string{"<svg", "Closing evaluation", "Return in evaluations", "frozenlake, learned by DQN"} {
		assert.True(t, strings.Contains(string(page), want), "the page shows %s", want)
	}
	for _, outside := range []string{"src=", "href=", "url("} {
		assert.False(t, strings.Contains(string(page), outside), "the page asks the network for nothing, not by %s", outside)
	}
}

// The best weights of a run are set apart, and measured in worlds that did not
// choose them.
func TestTheBestIsKept(t *testing.T) {
	dir := t.TempDir()
	c := tiny(t, "tabular", "steps", "6000", "evaluate.every", "500", "evaluate.episodes", "3", "evaluate.keep", "best", "evaluate.final_episodes", "40")
	folder, err := qlearn.Create(dir, c, false)
	require.NoError(t, err)
	run, err := qlearn.Start(folder, c, options(1))
	require.NoError(t, err)
	require.NoError(t, run.Train(context.Background()))
	summary, err := run.Evaluate(context.Background())
	require.NoError(t, err)
	require.NoError(t, run.Close())
	best := timeless(t, dir)[0]
	for _, r := range timeless(t, dir) {
		if *r.EvalReturn >= *best.EvalReturn {
			best = r
		}
	}
	assert.Equal(t, best.Generation, summary.Generation)
	assert.Equal(t, filepath.Join(dir, "weights", "best.json"), summary.Weights)
	kept, err := os.ReadFile(summary.Weights)
	require.NoError(t, err)
	numbered, err := os.ReadFile(filepath.Join(dir, "weights", fmt.Sprintf("%06d.json", best.Generation)))
	require.NoError(t, err)
	assert.Equal(t, string(numbered), string(kept))
	assert.NotEqual(t, *best.EvalReturn, *summary.EvalReturn, "other episodes, another mean")
}

// A world of two seats, against past selves and against a named agent.
func TestTwoSeats(t *testing.T) {
	for name, set := range map[string][]string{
		"past selves": {"dqn.selfplay.pool", "3", "dqn.selfplay.every", "100"},
		"a named one": {"opponent", "random"},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := qlearn.Preset("dqn", qlearn.DefaultPreset)
			require.NoError(t, err)
			c.Game, c.Seed = "tictactoe", 1
			set := append(append([]string{
				"steps", "1000", "report_every", "500", "evaluate.every", "500", "evaluate.episodes", "6", "evaluate.final_episodes", "6",
				"evaluate.opponents", `["random", "greedy"]`,
			}, tinyKnobs["dqn"]...), set...)
			for i := 0; i < len(set); i += 2 {
				require.NoError(t, c.Set(set[i], set[i+1]))
			}
			require.NoError(t, c.Validate())
			dir := t.TempDir()
			folder, err := qlearn.Create(dir, c, false)
			require.NoError(t, err)
			run, err := qlearn.Start(folder, c, options(1))
			require.NoError(t, err)
			require.NoError(t, run.Train(context.Background()))
			summary, err := run.Evaluate(context.Background())
			require.NoError(t, err)
			require.NoError(t, run.Close())
			require.Len(t, summary.Strengths, 2)
			first := summary.Strengths[0]
			assert.Equal(t, "random", first.Opponent)
			assert.Equal(t, 6, first.Wins+first.Draws+first.Losses)
			assert.InDelta(t, 2*first.Score-1, *summary.EvalReturn, 1e-12)
			assert.Equal(t, first.Elo, *summary.Elo)
			require.NotNil(t, timeless(t, dir)[0].EvalReturn)
			counts, err := qlearn.Verify(dir)
			require.NoError(t, err)
			assert.Equal(t, 1000, counts.Steps)
		})
	}
}
