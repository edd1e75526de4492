package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSetsComeOutAgain makes the first positions of every set and compares
// them with the committed ones.
func TestSetsComeOutAgain(t *testing.T) {
	all, err := makers()
	require.NoError(t, err)
	for _, m := range all {
		t.Run(m.name, func(t *testing.T) {
			first := 3
			if strings.HasPrefix(m.name, "connect4/beginning") {
				first = 1 // several take seconds
			}
			got, err := m.make(context.Background(), first, func([]string, int) error { return nil })
			require.NoError(t, err)
			text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(m.name)+".txt"))
			require.NoError(t, err)
			want := strings.SplitAfter(string(text), "\n")
			require.GreaterOrEqual(t, len(want), first)
			assert.Equal(t, want[:first], got)
		})
	}
}

func TestWhatWasMadeIsKept(t *testing.T) {
	all, err := makers()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	m := &all[0]
	lines, err := m.make(ctx, m.count, func(lines []string, _ int) error {
		if len(lines) == 3 {
			cancel()
		}
		return nil
	})
	assert.ErrorIs(t, err, context.Canceled)
	require.Len(t, lines, 3)

	folder := t.TempDir()
	require.ErrorIs(t, run(ctx, folder, []string{"othello"}), context.Canceled)
	require.NoError(t, write(filepath.Join(folder, "some", "set.txt"), lines))
	text, err := os.ReadFile(filepath.Join(folder, "some", "set.txt"))
	require.NoError(t, err)
	assert.Equal(t, strings.Join(lines, ""), string(text))
}
