package truth_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/truth"
)

func TestReadPrefersTheGivenFolder(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TENGEN_TRUTH", folder)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "plain.txt"), []byte("plain"), 0o600))
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("packed"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(filepath.Join(folder, "packed.txt.gz"), packed.Bytes(), 0o600))

	assert.True(t, truth.Given())
	assert.Equal(t, "plain", string(truth.Read(t, "plain.txt")))
	assert.Equal(t, "packed", string(truth.Read(t, "packed.txt")))
	assert.Equal(t, []string{"packed.txt", "plain.txt"}, truth.Files(t, "p*.txt"))
}

func TestPublicSkipsWithoutItsFolder(t *testing.T) {
	t.Setenv("TENGEN_TRUTH", t.TempDir())
	var skipped bool
	t.Run("inner", func(t *testing.T) {
		defer func() { skipped = t.Skipped() }()
		truth.Public(t, "connect4/any.txt")
	})
	assert.True(t, skipped)
}
