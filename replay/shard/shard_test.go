package shard_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/replay/shard"
)

func records(n int) [][]byte {
	all := make([][]byte, n)
	for i := range all {
		all[i] = fmt.Appendf(nil, `{"game":%d,"actions":"%s"}`+"\n", i, bytes.Repeat([]byte("3"), 3*i))
	}
	return all
}

func write(t *testing.T, path string, all [][]byte) {
	t.Helper()
	w, _, err := shard.Open(path)
	require.NoError(t, err)
	for _, r := range all {
		require.NoError(t, w.Append(r))
	}
	require.NoError(t, w.Close())
}

func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	want := records(9)
	write(t, path, want[:4])
	w, held, err := shard.Open(path)
	require.NoError(t, err)
	assert.Equal(t, want[:4], held)
	for _, r := range want[4:] {
		require.NoError(t, w.Append(r))
	}
	require.NoError(t, w.Close())
	got, err := shard.Read(path)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestOtherReadersOfZstdReadIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	want := records(5)
	write(t, path, want)
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	decoder, err := zstd.NewReader(file)
	require.NoError(t, err)
	defer decoder.Close()
	got, err := io.ReadAll(decoder)
	require.NoError(t, err)
	assert.Equal(t, string(bytes.Join(want, nil)), string(got))
}

// A shard cut off at any byte keeps its whole records, and what is appended
// after the cut makes the very file that was never cut.
func TestTornAtEveryByte(t *testing.T) {
	dir := t.TempDir()
	want := records(4)
	path := filepath.Join(dir, "whole")
	write(t, path, want)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := range whole {
		torn := filepath.Join(dir, "torn")
		require.NoError(t, os.WriteFile(torn, whole[:cut], 0o666))
		w, held, err := shard.Open(torn)
		require.NoError(t, err, "cut at %d", cut)
		require.Less(t, len(held), len(want))
		if len(held) > 0 {
			require.Equal(t, want[:len(held)], held)
		}
		for _, r := range want[len(held):] {
			require.NoError(t, w.Append(r))
		}
		require.NoError(t, w.Close())
		again, err := os.ReadFile(torn)
		require.NoError(t, err)
		require.Equal(t, whole, again, "cut at %d", cut)
	}
}

func TestFlippedBitIsAnError(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "s")
	write(t, path, records(3))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1 << (i % 8)
		bad := filepath.Join(dir, "bad")
		require.NoError(t, os.WriteFile(bad, flipped, 0o666))
		_, err := shard.Read(bad)
		require.ErrorContains(t, err, bad, "bit flipped in byte %d", i)
		require.ErrorContains(t, err, "damaged")
		_, _, err = shard.Open(bad)
		require.Error(t, err)
		after, err := os.ReadFile(bad)
		require.NoError(t, err)
		require.Equal(t, flipped, after, "a damaged shard is left as it is")
	}
}
