package arena_test

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The agent that takes a win when it sees one against the agent that does
// not look.
func ExampleMatch() {
	game := tictactoe.New()
	greedy := arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		return agents.Greedy(game, seed.Stream(number)), nil
	}}
	random := arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		return agents.Random(seed.Stream(number)), nil
	}}
	result, err := arena.Match(context.Background(), game, greedy, random, arena.MatchConfig{Games: 400, Seed: 1})
	lo, hi := result.Interval()
	fmt.Printf("%d games, score %.2f (95 %%: %.2f to %.2f) %v\n", result.Games, result.Score(), lo, hi, err)
	// Output:
	// 400 games, score 0.70 (95 %: 0.66 to 0.75) <nil>
}
