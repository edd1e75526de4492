package search_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// x has two in the top row; a search by random playouts completes it.
func Example() {
	game := tictactoe.New()
	s, _ := game.ParsePosition("XX.OO....")

	tree := search.NewTree(game, search.DefaultConfig(), seed.Stream(1))
	tree.Reset(s)
	playouts := search.NewRollout(game, 1, seed.Stream(2))
	if err := search.Simulate(context.Background(), playouts, tree, 50); err != nil {
		fmt.Println(err)
	}
	policy := make([]float32, game.Spec().Actions)
	tree.Policy(policy)
	fmt.Println(search.Best(policy), tree.Solved())
	// Output: 2 true
}
