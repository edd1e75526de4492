package vector_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/vector"
)

// A hundred steps of eight poles at once, pushed left and right in turn.
func Example() {
	d := vector.New(control.NewCartPole(), vector.Config{Lanes: 8, Seed: 1, Threads: 2})
	actions := make([]envs.Action, d.Lanes())
	ended, steps := 0, 0
	for range 100 {
		for i := range actions {
			actions[i] = 1 - actions[i]
		}
		b := d.Step(actions) // b.Final[i] is the last observation where b.Last[i]
		for i, last := range b.Last {
			if last {
				ended++
				steps += b.Lengths[i]
			}
		}
	}
	fmt.Println(ended > 8, steps <= 800)
	// Output: true true
}
