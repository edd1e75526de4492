package selfplay_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
)

// Every preset, made small, starts, plays and learns two generations, and comes
// to the same files when it is stopped between them.
func TestEveryPresetRunsAndResumes(t *testing.T) {
	for file, names := range presetTables(t) {
		for _, name := range names {
			t.Run(file.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				c, err := selfplay.Preset(file.game, name)
				require.NoError(t, err)
				for key, value := range map[string]string{
					"generations": "2", "network.blocks": "2", "network.channels": "8", "network.value_hidden": "8",
					"selfplay.games": "2", "selfplay.slots": "2", "selfplay.simulations": "3", "selfplay.cache": "64",
					"train.batch": "16", "train.micro_batch": "8", "train.passes": "0.25",
					"evaluate.every": "0", "evaluate.final_games": "0",
				} {
					require.NoError(t, c.Set(key, value))
				}
				if c.SelfPlay.CheapSimulations > 0 {
					c.SelfPlay.CheapSimulations = 1
				}
				c.Network.Pooled = min(c.Network.Pooled, 4)
				c.Seed = 1
				require.NoError(t, c.Validate())
				whole, stopped := t.TempDir(), t.TempDir()
				require.NoError(t, train(t, context.Background(), whole, c, options(1)))
				ctx, cancel := context.WithCancel(context.Background())
				o := options(2)
				o.Report = func(*selfplay.Report) { cancel() }
				require.ErrorIs(t, train(t, ctx, stopped, c, o), context.Canceled)
				require.NoError(t, train(t, context.Background(), stopped, c, options(1)))
				same(t, files(t, whole), files(t, stopped), "resumed")
				counts, err := selfplay.Verify(stopped)
				require.NoError(t, err)
				assert.Equal(t, 2, counts.Generation)
			})
		}
	}
}

// In a world of one seat the agent is measured by what it earns.
func TestOneSeatIsMeasuredByItsReturn(t *testing.T) {
	c, err := selfplay.Preset("", "doorkey")
	require.NoError(t, err)
	c.Game = "catch"
	for key, value := range map[string]string{
		"generations": "12", "network.channels": "32", "selfplay.games": "48", "selfplay.simulations": "16",
		"selfplay.temperature_plies": "4", "evaluate.every": "12", "evaluate.games": "20", "evaluate.final_games": "30",
		"evaluate.simulations": "16", "train.learning_rate": "0.005",
	} {
		require.NoError(t, c.Set(key, value))
	}
	c.Seed = 1
	require.NoError(t, c.Validate())
	dir := t.TempDir()
	folder, err := selfplay.Create(dir, c, false)
	require.NoError(t, err)
	var last selfplay.Report
	o := options(2)
	o.Report = func(r *selfplay.Report) { last = *r }
	run, err := selfplay.Start(folder, c, o)
	require.NoError(t, err)
	require.NoError(t, run.Train(context.Background()))
	require.NotNil(t, last.Returns)
	strengths, err := run.Evaluate(context.Background(), nil)
	require.NoError(t, err)
	assert.Empty(t, strengths)
	summary := run.Summary(strengths)
	require.NotNil(t, summary.Returns)
	assert.Greater(t, summary.Mean, 0.9, "the ball is caught")
	assert.LessOrEqual(t, summary.Lo, summary.Mean)
	require.NoError(t, run.Close())
}
