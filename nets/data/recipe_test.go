package data_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/data"
)

// A network that is given the answer learns nothing else.
func TestRecipeRefusesTheAnswerAsFeature(t *testing.T) {
	table := &data.Table{Columns: []data.Column{column(1, 2), {Name: "k", Text: []string{"a", "b"}}}}
	_, err := data.Recipe{Features: []data.Feature{{Column: "k"}}, Label: "k"}.Fit(table)
	assert.ErrorContains(t, err, `column "k" is what the network must find`)
	_, err = data.Recipe{Features: []data.Feature{{Column: "k"}, {Column: "x"}}, Target: "x"}.Fit(table)
	assert.ErrorContains(t, err, `column "x" is what the network must find`)
}

func TestEncodeNeedsNoLabel(t *testing.T) {
	table := &data.Table{Columns: []data.Column{column(1, 3), {Name: "k", Text: []string{"a", "b"}}}}
	e, err := data.Recipe{Features: []data.Feature{{Column: "x", Scale: data.MinMax}}, Label: "k"}.Fit(table)
	require.NoError(t, err)
	unlabelled := &data.Table{Columns: []data.Column{column(2, 3, 5)}}
	inputs, err := e.Encode(unlabelled)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 1}, inputs.Shape)
	assert.Equal(t, []float32{0.5, 1, 2}, inputs.Data)
	_, err = e.Examples(unlabelled)
	assert.ErrorContains(t, err, `no column "k"`)
	_, err = e.Encode(&data.Table{Columns: []data.Column{{Name: "x", Text: []string{"1"}}}})
	assert.ErrorContains(t, err, "holds text in one table")
	examples, err := e.Examples(table)
	require.NoError(t, err)
	assert.Equal(t, []float32{0, 1}, examples.Inputs.Data)
	assert.Equal(t, []int{0, 1}, examples.Labels)
}
