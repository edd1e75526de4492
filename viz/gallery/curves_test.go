package gallery_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/gallery"
)

func TestCurvesOfReports(t *testing.T) {
	charts := gallery.Curves([]byte(`{"generation":1,"loss":3,"policy_loss":2,"value_loss":1,"elo":null,"mistakes_exact":40}
{"generation":2,"loss":2.5,"policy_loss":1.75,"value_loss":0.75,"elo":-20.5,"mistakes_exact":30}
this line is damaged
{"generation":3,"loss":2,"policy_loss":1.5,"value_loss":0.5,"elo":80,"mistakes_exact":10}
{"generation":4,"lo`))
	require.Len(t, charts, 3)
	assert.Equal(t, "loss by generation", charts[0].Title)
	require.Len(t, charts[0].Series, 3)
	assert.Equal(t, "policy loss", charts[0].Series[1].Name)
	assert.Equal(t, []float64{1, 2, 3}, charts[0].Series[1].X)
	assert.Equal(t, []float64{2, 1.75, 1.5}, charts[0].Series[1].Y)
	assert.NotEqual(t, charts[0].Series[0].Color, charts[0].Series[1].Color)
	assert.Equal(t, []float64{2, 3}, charts[1].Series[0].X, "Elo where a match was played")
	assert.Equal(t, "mistakes exact", charts[2].Series[0].Name)

	steps := gallery.Curves([]byte(`{"generation":1,"steps":500,"updates":9,"train_return":20,"eval_return":null,"mean_q":0.5}` + "\n"))
	require.Len(t, steps, 2)
	assert.Equal(t, "return by steps", steps[0].Title)
	assert.Equal(t, []float64{500}, steps[0].Series[0].X)
	assert.Empty(t, gallery.Curves(nil))
}
