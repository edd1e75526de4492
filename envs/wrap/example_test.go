package wrap_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/wrap"
)

// Four frames side by side of a pole that is balanced for ten steps at most.
func Example() {
	game := wrap.FrameStack(wrap.TimeLimit(control.NewCartPole(), 10), 4, wrap.RepeatFirst)
	fmt.Println(game.Spec().Name, game.Spec().Obs, game.Spec().MaxPlies)
	state := game.New(1)
	for a := envs.Action(0); state.ToPlay() != envs.Over; a = 1 - a {
		state.Play(a)
	}
	fmt.Println(envs.Truncated(state))
	// Output:
	// cartpole+limit=10+stack=4 [4 1 4] 10
	// true
}

func ExampleApply() {
	_, err := wrap.Apply(control.NewCartPole(), "limit=200+stack=four")
	fmt.Println(err)
	// Output:
	// wrapper "stack=four": "four" is no number from 1 to 1000000: want stack=FRAMES or stack=FRAMES,zeros
}
