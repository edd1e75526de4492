package replay_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/replay"
)

// Two-step returns of an episode that the rules end after three steps.
func ExampleTransitions() {
	store := replay.NewTransitions(replay.TransitionsConfig{Capacity: 100, Actors: 1, Obs: 1, Actions: 2, Window: 2})
	for i := range 3 {
		ready := store.Add(replay.Step{Obs: []float32{float32(i)}, Reward: 1, Last: i == 2, Terminated: i == 2})
		fmt.Println("step", i, "completes", ready)
	}
	b := store.NewBatch(3)
	copy(b.Index, []int{0, 1, 2})
	store.Read(b, 0.5)
	fmt.Println(b.Return, b.Discount)
	// Output:
	// step 0 completes []
	// step 1 completes []
	// step 2 completes [0 1 2]
	// [1.5 1.5 1] [0.25 0 0]
}
