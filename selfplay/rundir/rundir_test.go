package rundir_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/rundir"
)

const config = "format = 1\nversion = \"v1\"\ngame = \"cartpole\"\nagent = \"dqn\"\n"

func TestCreateAndOpen(t *testing.T) {
	dir := rundir.Dir(filepath.Join(t.TempDir(), "run"))
	require.NoError(t, dir.Create([]byte(config), false))
	opened, head, text, err := rundir.Open(dir.String())
	require.NoError(t, err)
	assert.Equal(t, dir, opened)
	assert.Equal(t, rundir.Head{Format: 1, Version: "v1", Game: "cartpole", Agent: "dqn"}, head)
	assert.Equal(t, config, text)

	_, _, _, err = rundir.OpenFormat(dir.String(), 2)
	assert.ErrorContains(t, err, `config.toml: format 1, written by version "v1"; this version reads format 2`)
	_, _, _, err = rundir.Open(dir.String() + "-gone")
	assert.ErrorContains(t, err, "is no folder of a run: it has no config.toml")
	_, _, _, err = rundir.OpenFormat(dir.Path(rundir.ConfigName), 1)
	assert.ErrorContains(t, err, "is a file; a run needs a folder")
	assert.ErrorContains(t, dir.Create([]byte(config), false), "exists: `selfplay resume")
}

// Force replaces what is a run's, and nothing that is being trained.
func TestForce(t *testing.T) {
	dir := rundir.Dir(t.TempDir())
	require.NoError(t, dir.Create([]byte(config), false))
	require.NoError(t, dir.Prepare("weights", "state"))
	old, state, mine := dir.Path("weights", "000001.safetensors"), dir.Path("state", "000001.state"), dir.Path("note.txt")
	for _, path := range []string{old, state, mine} {
		require.NoError(t, os.WriteFile(path, nil, 0o600))
	}
	lock, err := dir.Lock()
	require.NoError(t, err)
	assert.ErrorContains(t, dir.Create([]byte(config), true), "is being trained by another process")
	assert.FileExists(t, old)
	require.NoError(t, lock.Close())
	require.NoError(t, dir.Create([]byte(config), true))
	assert.NoFileExists(t, old)
	assert.NoFileExists(t, state)
	assert.FileExists(t, mine)

	foreign := rundir.Dir(t.TempDir())
	require.NoError(t, os.WriteFile(foreign.Path("thesis.tex"), nil, 0o600))
	assert.ErrorContains(t, foreign.Create([]byte(config), true), "exists and is no run")
}

func TestStates(t *testing.T) {
	dir := rundir.Dir(t.TempDir())
	require.NoError(t, dir.Prepare("state"))
	name := func(n int) string { return dir.Path("state", map[int]string{3: "3.state", 40: "000040.state"}[n]) }
	newest, err := dir.NewestState(".state")
	require.NoError(t, err)
	assert.Equal(t, -1, newest)
	for _, path := range []string{name(3), name(40), dir.Path("state", "99.other"), dir.Path("state", ".new-99.state-1")} {
		require.NoError(t, os.WriteFile(path, nil, 0o600))
	}
	newest, err = dir.NewestState(".state")
	require.NoError(t, err)
	assert.Equal(t, 40, newest)
	require.NoError(t, dir.RemoveStates(40, ".state", name))
	assert.NoFileExists(t, name(3))
	assert.FileExists(t, name(40))
	require.NoError(t, dir.Prepare("state"))
	assert.NoFileExists(t, dir.Path("state", ".new-99.state-1"), "what a killed process left is swept away")
}
