package selfplay_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay"
)

// begin makes the folder of a run with its first weights.
func begin(t *testing.T, dir string, c selfplay.Config) {
	t.Helper()
	folder, err := selfplay.Create(dir, c, false)
	require.NoError(t, err)
	run, err := selfplay.Start(folder, c, options(1))
	require.NoError(t, err)
	require.NoError(t, run.Close())
}

// TestAStartThatDoesNotFitLeavesNothing tries to begin runs with weights that
// are not there, or of another world or network, in a new folder and in place
// of a run.
func TestAStartThatDoesNotFitLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	begin(t, in("stands"), tiny(t))
	begin(t, in("wider"), tiny(t, "network.channels", "5"))
	connect4, err := selfplay.Preset("connect4", "quick")
	require.NoError(t, err)
	begin(t, in("connect4"), connect4)
	require.NoError(t, os.WriteFile(in("text"), []byte("no weights at all"), 0o644))
	before := files(t, in("stands"))

	for start, want := range map[string]string{
		"gone":                              "gone: no such file or directory",
		"stands/weights/000007.safetensors": "000007.safetensors: no such file or directory",
		"text":                              "start: load " + in("text"),
		".":                                 "is no folder of a run",
		"connect4":                          `plays "connect4", not "tictactoe"`,
		"wider":                             "has a network of the shape",
	} {
		t.Run(start, func(t *testing.T) {
			config := tiny(t)
			config.Start = in(start)
			_, err := selfplay.Create(in("fresh"), config, false)
			assert.ErrorContains(t, err, want)
			assert.NoDirExists(t, in("fresh"))
			_, err = selfplay.Create(in("stands"), config, true)
			assert.ErrorContains(t, err, want)
			same(t, before, files(t, in("stands")), "the run that stands")
		})
	}
}

// TestAStartFromAnotherSize begins runs with the weights of a run at another size
// of board, and under another komi.
func TestAStartFromAnotherSize(t *testing.T) {
	dir := t.TempDir()
	pooled := []string{"network.pooled", "2", "network.pooled_heads", "true", "network.blocks", "2", "selfplay.lookahead", "false"}
	goes := func(name string, set ...string) selfplay.Config {
		c := tiny(t, set...)
		c.Game = name
		return c
	}
	small, plain := filepath.Join(dir, "small"), filepath.Join(dir, "plain")
	begin(t, small, goes("go:5", pooled...))
	begin(t, plain, goes("go:5"))
	for name, start := range map[string]string{"go:7": small, "go:5,komi=24.5": plain} {
		c := goes(name)
		require.NoError(t, c.StartFrom(start))
		require.NoError(t, c.Validate())
		begin(t, filepath.Join(dir, name), c)
		want, _, err := nets.LoadPolicyValue(alphazero.WeightsFile(start, 0))
		require.NoError(t, err)
		got, _, err := nets.LoadPolicyValue(alphazero.WeightsFile(filepath.Join(dir, name), 0))
		require.NoError(t, err)
		for i, p := range got.Params() {
			require.Equal(t, want.Params()[i].Value, p.Value, p.Name)
		}
	}
	unlike := goes("go:7")
	assert.ErrorContains(t, unlike.StartFrom(plain), "is for observations [10 5 5], 26 actions")
}

// A run does not replace the folder that its first weights lie in.
func TestAStartIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	stands, link := filepath.Join(dir, "stands"), filepath.Join(dir, "link")
	begin(t, stands, tiny(t))
	require.NoError(t, os.Symlink(stands, link))
	before := files(t, stands)
	const weights = "weights/000000.safetensors"
	for _, start := range []string{stands, link, filepath.Join(stands, weights), filepath.Join(link, weights)} {
		for _, out := range []string{stands, link} {
			config := tiny(t)
			config.Start = start
			_, err := selfplay.Create(out, config, true)
			assert.ErrorContains(t, err, "start: "+start+" lies in "+out+", which the new run would replace")
			same(t, before, files(t, stands), start)
			_, err = selfplay.Create(out, config, false)
			assert.ErrorContains(t, err, "exists: `selfplay resume")
		}
	}
	config := tiny(t)
	config.Start = stands
	begin(t, stands+"-2", config) // whose name begins alike
}
