package dqn_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/envs/catalog"
)

// The shortest way through the cliff world, learned in a few seconds.
func Example() {
	game, err := catalog.Game("cliffwalking")
	if err != nil {
		fmt.Println(err)
		return
	}
	c := dqn.DefaultConfig()
	c.Network.Hidden = []int{32}
	c.Explore.Steps, c.Target.Every, c.Train.Rate = 5_000, 100, 2e-3
	learner, err := dqn.New(game, c, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := learner.Advance(context.Background(), 12_000); err != nil {
		fmt.Println(err)
		return
	}
	returns, err := dqn.Evaluate(context.Background(), game, learner.Agent(0, nil), dqn.Evaluation{Episodes: 1, MaxSteps: 100})
	fmt.Println(returns, err)
	// Output: [-13] <nil>
}
