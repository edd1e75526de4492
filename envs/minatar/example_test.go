package minatar_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/minatar"
)

func Example() {
	game := minatar.New(minatar.Breakout, minatar.Config{}) // no sticky actions
	e := envs.NewEpisode(game)
	e.Reset(1)
	left, _ := game.ParseAction(e.State(), "left")
	for last := false; !last; {
		_, _, last = e.Step(left)
	}
	fmt.Print(game.Spec().Name, "\n", e.State())
	// Output:
	// minatar/breakout:sticky=0,ramping=off
	// ..........
	// ##########
	// ##########
	// ##########
	// ..........
	// ..........
	// ..........
	// ..........
	// .....'....
	// =.....o...
	// step 6, last left, reward 0
}
