package selfplay_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
)

// gated are the knobs of a run whose weights must pass a gate.
func gated(t *testing.T, set ...string) selfplay.Config {
	return tiny(t, append([]string{"generations", "5", "evaluate.gate_games", "40", "evaluate.gate_elo", "200", "evaluate.simulations", "8"}, set...)...)
}

// weights returns the files of weights of a run.
func weights(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "weights", "*.safetensors"))
	require.NoError(t, err)
	var all []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		all = append(all, string(data[len(data)-200:])) // what comes before names the generation
	}
	return all
}

func TestOnlyWeightsThatPassPlay(t *testing.T) {
	dir := t.TempDir()
	var gates []selfplay.Gate
	o := options(2)
	o.Report = func(r *selfplay.Report) { gates = append(gates, *r.Gate) }
	require.NoError(t, train(t, context.Background(), dir, gated(t,
		"network.channels", "16", "selfplay.games", "48", "train.passes", "8", "train.window", "2000",
		"evaluate.gate_games", "100", "evaluate.gate_elo", "80"), o))
	all := weights(t, dir)
	require.Len(t, all, 6)
	passed := 0
	for i, g := range gates {
		assert.LessOrEqual(t, g.Games, 100)
		assert.Equal(t, g.Passed, all[i] != all[i+1], "generation %d: new weights play if they passed, and only then", i+1)
		if g.Passed {
			passed++
			assert.Positive(t, g.Elo)
			assert.Greater(t, g.LLR, 2.9)
		}
	}
	assert.Positive(t, passed, "some are stronger than untrained ones")
	assert.Less(t, passed, len(gates), "not all are stronger by so much than the last")
}

// TestAGatedRunIsAFunctionOfItsConfig compares runs on one thread and on two,
// and one that is stopped after every generation; averaged weights are the
// hardest case, since three sets of them stand beside each other.
func TestAGatedRunIsAFunctionOfItsConfig(t *testing.T) {
	whole, pieces := t.TempDir(), t.TempDir()
	c := gated(t, "train.average", "0.9", "generations", "3")
	require.NoError(t, train(t, context.Background(), whole, c, options(1)))
	for {
		ctx, cancel := context.WithCancel(context.Background())
		o := options(2)
		o.Report = func(*selfplay.Report) { cancel() }
		if err := train(t, ctx, pieces, c, o); err == nil {
			cancel()
			break
		}
		cancel()
	}
	same(t, files(t, whole), files(t, pieces), "pieces")
}

func TestGatesNeedTwoSeats(t *testing.T) {
	c, err := selfplay.Preset("minigrid/doorkey-5x5:obs=full", "")
	require.NoError(t, err)
	require.NoError(t, c.Set("evaluate.gate_games", "10"))
	assert.ErrorContains(t, c.Validate(), "evaluate.gate_games should be 0: a gate is a match of two")
}
