package minigrid_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/minigrid"
)

func Example() {
	game := minigrid.New("empty-5x5", minigrid.View)
	e := envs.NewEpisode(game)
	e.Reset(1)
	for _, name := range []string{"forward", "forward", "right", "forward", "forward"} {
		a, err := game.ParseAction(e.State(), name)
		if err != nil {
			fmt.Println(err)
			return
		}
		reward, _, last := e.Step(a)
		if last {
			fmt.Printf("%s: %.3f\n", game.Mission(), reward)
		}
	}
	fmt.Print(e.State())
	// Output:
	// get to the green goal square: 0.955
	// ##########
	// ##. . . ##
	// ##. . . ##
	// ##. . v ##
	// ##########
	// step 5 of 100, carries nothing
}
