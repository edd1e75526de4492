package pqn_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/envs/control"
)

// A moment of learning, and a move of what was learned.
func Example() {
	game := control.NewCartPole()
	learner, err := pqn.New(game, pqn.CartPole(), 1, 2)
	if err != nil {
		panic(err)
	}
	if err := learner.Advance(context.Background(), 1000); err != nil {
		panic(err)
	}
	fmt.Println(learner.Steps(), "steps,", learner.Updates(), "updates")
	action, err := learner.Agent(0, nil).Act(context.Background(), game.New(7))
	fmt.Println(action == 0 || action == 1, err)
	// Output:
	// 1024 steps, 32 updates
	// true <nil>
}
