package agents_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// A game of random moves.
func ExampleRandom() {
	game := tictactoe.New()
	agent := agents.Random(seed.Stream(1))
	s := game.New(0)
	for s.ToPlay() != envs.Over {
		a, err := agent.Act(context.Background(), s)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	// Output:
	// O 2 O
	// X X O
	// X X O
}
