package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/othello/solver"
)

// othelloEndgames makes positions of 8 to 14 empty cells of the board of side
// 6, with the margin in discs after each move.
func othelloEndgames() ([]maker, error) {
	world, err := catalog.Game("othello:6")
	if err != nil {
		return nil, err
	}
	game := world.(othello.Game)
	s := solver.New(solver.Config{})
	return []maker{{"othello-6/endgame", 300, func(ctx context.Context, rng *rand.Rand) (position, bool, error) {
		empty := 8 + rng.IntN(7)
		plies := 6*6 - 4 - empty
		state, ok := randomPosition(game, plies, rng)
		if !ok {
			return position{}, false, nil
		}
		legal := state.Legal(nil)
		if len(legal) < 2 {
			return position{}, false, nil // there is no choice
		}
		scores, err := s.Solve(ctx, state, nil)
		if err != nil {
			return position{}, false, err
		}
		board := game.FormatPosition(state)
		var line strings.Builder
		fmt.Fprintf(&line, "%s;", board)
		for i, a := range legal {
			fmt.Fprintf(&line, " %s:%+d;", game.FormatAction(state, a), scores[i])
		}
		return position{key: board, line: line.String()}, true, nil
	}}}, nil
}
