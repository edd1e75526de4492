package durable_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/durable"
)

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestAFailedWriteLeavesTheOldFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "config")
	require.NoError(t, durable.WriteBytes(path, []byte("old")))
	full := errors.New("disk full")
	err := durable.WriteFile(path, func(w io.Writer) error {
		_, _ = w.Write([]byte("ne"))
		return full
	})
	require.ErrorIs(t, err, full)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "old", string(data))
	assert.Equal(t, []string{"config"}, names(t, folder), "nothing stays beside it")

	require.NoError(t, durable.WriteBytes(path, []byte("new")))
	data, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "new", string(data))
}

func TestSweepRemovesWhatAKilledWriterLeft(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, durable.WriteBytes(filepath.Join(folder, "kept"), nil))
	// WriteFile names its temporary file before the writer is called: stop there.
	func() {
		defer func() { assert.NotNil(t, recover()) }()
		_ = durable.WriteFile(filepath.Join(folder, "lost"), func(io.Writer) error { panic("killed") })
	}()
	require.Len(t, names(t, folder), 2)
	require.NoError(t, durable.Sweep(folder))
	assert.Equal(t, []string{"kept"}, names(t, folder))
}
