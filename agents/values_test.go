package agents_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

func TestThoughtOfValues(t *testing.T) {
	got := agents.ThoughtOfValues([]float32{0.5, -1, 0.75}, []envs.Action{3, 4, 9}, 1, 2)
	assert.Equal(t, []float32{-0.75, 0.75}, got.Values, "what the best action brings")
	var order []envs.Action
	for _, c := range got.Candidates {
		order = append(order, c.Action)
		assert.Equal(t, []envs.Action{c.Action}, c.Line)
	}
	assert.Equal(t, []envs.Action{9, 3, 4}, order, "best first")
	assert.Equal(t, agents.Thought{}, agents.ThoughtOfValues(nil, nil, 0, 1))
	assert.Equal(t, []float32{2}, agents.ThoughtOfValues([]float32{2}, []envs.Action{0}, 0, 1).Values)
}
