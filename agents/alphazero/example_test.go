package alphazero_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// An untrained network plays, guided by search: x sees the win in the top
// row.
func Example() {
	game := tictactoe.New()
	shape := alphazero.Network{Blocks: 1, Channels: 16}
	net := alphazero.NewNet(game, shape, seed.Stream(1))
	player := alphazero.NewPlayer(game, net.Compile(1), alphazero.DefaultPlay(), seed.Stream(2))
	s, _ := game.ParsePosition("XX.OO....")
	a, err := player.Act(context.Background(), s)
	fmt.Println(game.FormatAction(s, a), err)
	// Output: 3 <nil>
}
