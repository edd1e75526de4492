package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
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

// compared returns what compare tells of one run by a measure, and the reports of
// the run.
func compared(t *testing.T, measure, svg, run string) (group compare.Group, reports []selfplay.Report) {
	t.Helper()
	code, stdout, stderr := call(context.Background(), "compare", measure, "--json", "--svg", svg, run)
	require.Zero(t, code, stderr)
	line, _, _ := strings.Cut(stdout, "\n")
	require.NoError(t, json.Unmarshal([]byte(line), &group))
	reports, err := metrics.Read[selfplay.Report](rundir.Dir(run))
	require.NoError(t, err)
	return group, reports
}

// A run is compared by the sum of its matches against its past, from the first
// weights on.
func TestCompareByThePast(t *testing.T) {
	base := t.TempDir()
	run, steps := filepath.Join(base, "run"), filepath.Join(base, "steps")
	for _, args := range [][]string{tiny(run, "--set", "evaluate.every=1", "--set", "evaluate.past_games=4"), small(steps)} {
		code, _, stderr := call(context.Background(), args...)
		require.Zero(t, code, stderr)
	}
	group, reports := compared(t, "--past", filepath.Join(base, "curves.svg"), run)
	require.Len(t, group.Curve, len(reports)+1)
	assert.Zero(t, group.Curve[0].At)
	assert.Zero(t, group.Curve[0].IQM)
	sum := 0.0
	for i, r := range reports {
		require.NotNil(t, r.Past)
		sum += math.Abs(r.Past.Elo)
		assert.InDelta(t, r.Past.Elo, group.Curve[i+1].IQM-group.Curve[i].IQM, 1e-9)
	}
	assert.Positive(t, sum, "matches that are all drawn prove nothing")

	// A chain with a gap cannot be summed.
	text, err := os.ReadFile(filepath.Join(run, "metrics.jsonl"))
	require.NoError(t, err)
	gap := bytes.ReplaceAll(text, []byte(`"past":{"generation":1,`), []byte(`"past":{"generation":9,`))
	require.NotEqual(t, text, gap)
	require.NoError(t, os.WriteFile(filepath.Join(run, "metrics.jsonl"), gap, 0o666))
	code, _, stderr := call(context.Background(), "compare", "--past", "--svg", filepath.Join(base, "no.svg"), run)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "generation 2 was measured against 9")

	code, _, stderr = call(context.Background(), "compare", "--past", "--svg", filepath.Join(base, "no.svg"), steps)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "steps is a run of dqn, which plays no matches against its past")
	code, _, stderr = call(context.Background(), "compare", "--past", "--truth", run)
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "--past")
}

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
	group, reports := compared(t, "--truth", svg, run)
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
		code, _, stderr := call(context.Background(), "compare", "--truth", "--svg", svg, run)
		assert.Equal(t, 1, code)
		assert.Contains(t, stderr, want)
	}
}
