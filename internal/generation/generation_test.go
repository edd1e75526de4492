package generation_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/generation"
)

func TestFind(t *testing.T) {
	run := t.TempDir()
	_, err := generation.Find(run, generation.Newest, ".json")
	assert.ErrorContains(t, err, "is no folder of a run")
	require.NoError(t, os.Mkdir(filepath.Join(run, "weights"), 0o755))
	_, err = generation.Last(run, ".json")
	assert.ErrorContains(t, err, "has no weights yet")
	for _, name := range []string{"000002.json", "000010.json", "000011.safetensors", ".new-000012.json-1", "notes.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(run, "weights", name), nil, 0o600))
	}
	for number, want := range map[int]string{generation.Newest: "000010.json", 2: "000002.json", 7: "000007.json"} {
		file, err := generation.Find(run, number, ".json")
		require.NoError(t, err)
		assert.Equal(t, filepath.Join(run, "weights", want), file)
	}
	require.NoError(t, os.WriteFile(generation.Best(run, ".json"), nil, 0o600))
	file, err := generation.Find(run, generation.Newest, ".json")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(run, "weights", "best.json"), file, "what the run has set apart comes first")
	last, err := generation.Last(run, ".json")
	require.NoError(t, err)
	assert.Equal(t, 10, last)
}
