package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/compare"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Runs are compared by the right moves that their reports tell, and those that
// were not asked for any are refused.
func TestCompareByTruth(t *testing.T) {
	base := t.TempDir()
	run, unasked, steps := filepath.Join(base, "asked"), filepath.Join(base, "unasked"), filepath.Join(base, "steps")
	for _, args := range [][]string{
		tiny(run, "--set", "evaluate.every=1", "--set", "evaluate.positions=20"),
		tiny(unasked, "--set", "evaluate.every=1", "--set", "evaluate.positions=0"),
		small(steps),
	} {
		code, _, stderr := call(context.Background(), args...)
		require.Zero(t, code, stderr)
	}
	svg := filepath.Join(base, "curves.svg")
	code, stdout, stderr := call(context.Background(), "compare", "--truth", "--json", "--svg", svg, run)
	require.Zero(t, code, stderr)
	var group compare.Group
	line, _, _ := strings.Cut(stdout, "\n")
	require.NoError(t, json.Unmarshal([]byte(line), &group))
	reports, err := metrics.Read[selfplay.Report](rundir.Dir(run))
	require.NoError(t, err)
	require.Len(t, group.Curve, len(reports))
	for i, r := range reports {
		right, asked := 0, 0
		for _, set := range r.Truth {
			right, asked = right+set.Positions-set.Mistakes, asked+set.Positions
		}
		require.Positive(t, asked)
		assert.InDelta(t, 100*float64(right)/float64(asked), group.Curve[i].IQM, 1e-9, "sets of the same size")
	}
	picture, err := os.ReadFile(svg)
	require.NoError(t, err)
	assert.Contains(t, string(picture), "right moves, %")

	for run, want := range map[string]string{
		unasked: "unasked has no such evaluation yet",
		steps:   "steps is a run of dqn, which is never asked for right moves",
	} {
		code, _, stderr = call(context.Background(), "compare", "--truth", "--svg", svg, run)
		assert.Equal(t, 1, code)
		assert.Contains(t, stderr, want)
	}
}
