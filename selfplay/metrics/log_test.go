package metrics_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

type report struct {
	Steps int      `json:"steps"`
	Loss  *float64 `json:"loss"`
}

func (r *report) event() metrics.Event { return metrics.Event{Step: r.Steps} }

// What a process that was killed wrote beyond its last commit, or half, goes.
func TestLog(t *testing.T) {
	dir := rundir.Dir(t.TempDir())
	all := func(*report) bool { return true }
	log, err := metrics.Open(dir, all, (*report).event)
	require.NoError(t, err)
	assert.Zero(t, log.Last())
	loss := 0.5
	for i := range 4 {
		require.NoError(t, log.Add(&report{10 * i, &loss}))
	}
	require.NoError(t, log.Close())
	path := dir.Path(rundir.MetricsName)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(text, `{"steps":4`...), 0o600))

	log, err = metrics.Open(dir, func(r *report) bool { return r.Steps <= 20 }, (*report).event)
	require.NoError(t, err)
	require.Len(t, log.Reports(), 3)
	assert.Equal(t, 20, log.Last().Steps)
	require.NoError(t, log.Add(&report{Steps: 30}))
	require.NoError(t, log.Close())
	got, err := metrics.Read[report](dir)
	require.NoError(t, err)
	assert.Len(t, got, 4)
	assert.Nil(t, got[3].Loss)

	require.NoError(t, os.WriteFile(path, []byte("{}\n{\"steps\":\"x\"}\n"), 0o600))
	_, err = metrics.Read[report](dir)
	assert.ErrorContains(t, err, "metrics.jsonl: line 2 is damaged")
}

func TestCurves(t *testing.T) {
	y := 2.0
	reports := []report{{1, &y}, {2, nil}, {3, &y}}
	c := metrics.Trace("Loss", "steps", reports, func(r *report) (float64, *float64) { return float64(r.Steps), r.Loss })
	assert.Equal(t, metrics.Curve{Title: "Loss", Axis: "steps", X: []float64{1, 3}, Y: []float64{2, 2}}, c)
	svg, err := metrics.Draw(c, metrics.Curve{Title: "Empty"})
	require.NoError(t, err)
	require.Len(t, svg, 1, "a curve without points is left out")
	assert.Contains(t, string(svg[0]), "Loss")
}
