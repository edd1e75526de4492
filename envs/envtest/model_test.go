package envtest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/toytext"
)

// liar is a lake whose tables tell something else than how it plays.
type liar struct {
	*toytext.Game
	change func([]envs.Outcome) []envs.Outcome // of the outcomes of going down from the start
}

func (l liar) Transitions(state int, a envs.Action) []envs.Outcome {
	outcomes := l.Game.Transitions(state, a)
	if state == 0 && a == 1 {
		return l.change(append([]envs.Outcome(nil), outcomes...))
	}
	return outcomes
}

func TestCheckModel(t *testing.T) {
	lake, err := toytext.FrozenLake(toytext.Lake{})
	require.NoError(t, err)
	for _, c := range []struct {
		name, want string
		change     func([]envs.Outcome) []envs.Outcome
	}{
		{"sound", "", func(o []envs.Outcome) []envs.Outcome { return o }},
		{"never comes", "which the tables do not have", func(o []envs.Outcome) []envs.Outcome { o[1].Next = 8; return o }},
		{"another reward", "which the tables do not have", func(o []envs.Outcome) []envs.Outcome { o[1].Reward = 1; return o }},
		{"not the end", "which the tables do not have", func(o []envs.Outcome) []envs.Outcome { o[1].Terminated = true; return o }},
		{"other chances", "give or take", func(o []envs.Outcome) []envs.Outcome {
			o[0].Probability, o[1].Probability = 0.2, 0.8-o[2].Probability
			return o
		}},
		{"no whole", "have probability", func(o []envs.Outcome) []envs.Outcome { return o[:2] }},
		{"no such state", "of 16 states", func(o []envs.Outcome) []envs.Outcome { o[0].Next = 16; return o }},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := envtest.CheckModel(liar{lake, c.change}, 20_000)
			if c.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, c.want)
		})
	}
	assert.EqualError(t, envtest.CheckModel(newRow(""), 10), "the game is no envs.Model")
}
