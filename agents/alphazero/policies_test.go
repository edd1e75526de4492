package alphazero_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
)

// recordWith is a record of two plies after an opening of one, whose second
// policy and weight are given.
func recordWith(policy, weights string) []byte {
	return fmt.Appendf(nil, `{"generation":3,"game":7,"seed":1,"opening":1,"actions":[4,0,8],"returns":[0,0],`+
		`"policy":[[1,0],%s],"values":[[0,0],[0,0]]%s}`, policy, weights)
}

func TestPoliciesThatCannotBeLearnedAreRefused(t *testing.T) {
	for _, c := range []struct{ name, policy, weights, want string }{
		{"negative", "[2,-1]", "", "record of game 7: ply 2: policy [2 -1] has the weight -1, want 0 or greater"},
		{"nothing", "[0,0]", "", "record of game 7: ply 2: the weights of policy [0 0] add up to 0, want a finite sum above 0"},
		{"too much", "[3e38,3e38]", "", "add up to +Inf"},
		{"missing", "[]", "", "record of game 7: ply 2: the weights of policy [] add up to 0"},
		{"of a ply that counts", "[]", `,"weights":[1,0.5]`, "record of game 7: ply 2: the weights of policy [] add up to 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := alphazero.DecodeRecord(recordWith(c.policy, c.weights))
			assert.ErrorContains(t, err, c.want)
		})
	}
	for _, c := range [][2]string{{"[0.25,0.5]", ""}, {"[3,0]", ""}, {"null", `,"weights":[1,0]`}, {"[]", `,"weights":[1,0]`}} {
		_, err := alphazero.DecodeRecord(recordWith(c[0], c[1]))
		require.NoError(t, err, "%v", c)
	}
}
