package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// endless is tic-tac-toe whose Spec promises too little.
type endless struct{ tictactoe.Game }

func (g endless) Spec() envs.Spec {
	spec := g.Game.Spec()
	spec.MaxPlies = 3
	return spec
}

func TestABrokenWorldIsToldInPlainWords(t *testing.T) {
	line := newCheckLine("endless", envtest.Check(endless{tictactoe.New()}, envtest.Config{Games: 1, Seed: 1}))
	var out strings.Builder
	line.print(&out, 1)
	assert.Regexp(t, `^endless: broken law: an episode ends within MaxPlies
  seen:  seat 1 is to move after 3 plies, MaxPlies is 3
  where: New\(\d+\), then Play \d \d \d
  to do: Set Spec.MaxPlies to the length of the longest possible episode, or to 0 if the rules alone end it.
$`, out.String())

	text, err := json.Marshal(line)
	require.NoError(t, err)
	var got struct {
		OK         bool
		Violations []string
		Broken     []struct {
			Law, Seen, Advice string
			Seed              uint64
			Actions           []int
		}
	}
	require.NoError(t, json.Unmarshal(text, &got))
	assert.False(t, got.OK)
	require.Len(t, got.Violations, 1)
	require.Len(t, got.Broken, 1)
	assert.Equal(t, "an episode ends within MaxPlies", got.Broken[0].Law)
	assert.Len(t, got.Broken[0].Actions, 3)
	assert.NotEmpty(t, got.Broken[0].Advice)
}
