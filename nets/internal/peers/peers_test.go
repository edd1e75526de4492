package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBenchmarkLinesAreCases(t *testing.T) {
	parse := benchmark("Plan", 2)
	for _, c := range []struct {
		line, name string
		micros     float64
	}{
		{"BenchmarkPlan/5x64s9/batch8-2   100   4000 ns/op   2000 positions/s", "5x64s9/batch8", 2},
		{"BenchmarkPlan/one   100   500 ns/op", "one", 0.25},
		{"BenchmarkOther/one   100   500 ns/op", "", 0},
		{"goos: linux is not one", "", 0},
	} {
		name, micros, err := parse(strings.Fields(c.line))
		require.NoError(t, err)
		assert.Equal(t, c.name, name, c.line)
		assert.InDelta(t, c.micros, micros, 1e-9, c.line)
	}
	_, _, err := parse(strings.Fields("BenchmarkPlan/one 100 many ns/op"))
	assert.Error(t, err)
}

// echo is a source that prints the same lines each time.
func echo(name, text string) source {
	return source{name: name, args: []string{"printf", text}, parse: plain}
}

func compare(peers ...source) comparison {
	return comparison{
		title: "echo", name: "a", ours: echo("Tengen", "a 10\\n"), peers: peers,
		bar: 1.5, rate: rate{"things/s", 1}, turns: 1,
	}
}

func TestTheFastestPeerCounts(t *testing.T) {
	r, err := compare(echo("slow", "a 40\\n"), echo("fast", "a 20\\n")).run(context.Background(), 3)
	require.NoError(t, err)
	assert.Equal(t, 1, r.best())
	assert.InDelta(t, 2, r.ratio(1), 1e-9)
	assert.Equal(t, "| a | 100000 things/s | 50000 | fast | 2.00 | 2.00 | 1.50 | met |\n", r.row())
}

func TestAPeerThatDoesNotRunIsNamed(t *testing.T) {
	absent := source{name: "absent", missing: errors.New("it was not built")}
	wrong := echo("wrong", "b 20\\n")
	r, err := compare(absent, wrong).run(context.Background(), 2)
	require.NoError(t, err)
	assert.Equal(t, -1, r.best())
	require.Len(t, r.failed, 2)
	assert.Contains(t, r.failed[0], "absent did not run: it was not built")
	assert.Contains(t, r.failed[1], "no time for a")
	table := markdown([]result{r, r}, 2)
	assert.Contains(t, table, "| a | 100000 things/s | none |")
	assert.Equal(t, 1, strings.Count(table, "it was not built"))
	assert.Equal(t, 1, strings.Count(table, "## echo"))
}

func TestABarThatIsMissedIsSaid(t *testing.T) {
	r, err := compare(echo("close", "a 12\\n")).run(context.Background(), 1)
	require.NoError(t, err)
	assert.Contains(t, r.row(), "| 1.20 | 1.20 | 1.50 | missed |")
}

func TestMedian(t *testing.T) {
	assert.Zero(t, median(nil))
	assert.Equal(t, 3.0, median([]float64{9, 3, 1}))
	assert.Equal(t, 2.5, median([]float64{4, 2, 3, 1}))
}

// Each case has a rate and a bar, or making the table would panic.
func TestEveryCaseIsWhole(t *testing.T) {
	for _, c := range comparisons(&workshop{}) {
		assert.Positive(t, c.rate.of, "%s: %s", c.title, c.name)
		assert.NotEmpty(t, c.peers, "%s: %s", c.title, c.name)
	}
}
