package envs_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

func TestSymmetryApplyMovesEachChannel(t *testing.T) {
	turn := envs.Symmetry{Cells: []int{2, 0, 3, 1}} // a quarter turn of [2, 2]
	dst := make([]float32, 8)
	turn.Apply(dst, []float32{
		1, 2,
		3, 4,

		5, 6,
		7, 8,
	})
	assert.Equal(t, []float32{
		2, 4,
		1, 3,

		6, 8,
		5, 7,
	}, dst)
}

func TestObsLen(t *testing.T) {
	assert.Equal(t, 42, envs.Spec{Obs: [3]int{2, 3, 7}}.ObsLen())
}

// A random game of any world: whoever is to move plays any legal action.
func Example() {
	var game envs.Game = tictactoe.New()
	rng := rand.New(rand.NewPCG(1, 2))
	state := game.New(0)
	var legal []envs.Action
	for state.ToPlay() != envs.Over {
		legal = state.Legal(legal[:0])
		state.Play(legal[rng.IntN(len(legal))])
	}
	rewards := make([]float32, game.Spec().Players)
	state.Rewards(rewards)
	fmt.Print(state)
	fmt.Println(rewards)
	// Output:
	// O X O
	// X O O
	// X X X
	// [1 -1]
}
