package mcts_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// x to move completes the top row.
func Example() {
	game := tictactoe.New()
	s, _ := game.ParsePosition("XX.OO....")
	config := mcts.DefaultConfig()
	config.Simulations = 100
	agent := mcts.NewRollouts(game, 1, config, seed.Stream(1))
	a, err := agent.Act(context.Background(), s)
	fmt.Println(game.FormatAction(s, a), err)
	// Output: 3 <nil>
}

// An agent that has followed a game from its start plays legal moves to the
// end, and the same game for the same seed, also after Reset.
func TestGamesAreRepeatable(t *testing.T) {
	game := connectfour.New()
	config := mcts.DefaultConfig()
	config.Simulations, config.Temperature = 60, 1
	play := func() (actions []envs.Action) {
		agent := mcts.NewRollouts(game, 1, config, seed.Stream(4))
		agent.Reset()
		s := game.New(0)
		for s.ToPlay() != envs.Over {
			a, err := agent.Act(context.Background(), s)
			require.NoError(t, err)
			require.Contains(t, s.Legal(nil), a)
			actions = append(actions, a)
			s.Play(a)
		}
		return actions
	}
	assert.Equal(t, play(), play())
}

// More simulations win against fewer.
func TestSimulationsMakeStrength(t *testing.T) {
	game := connectfour.New()
	score := 0.0
	const games = 20
	for i := range games {
		strong, weak := mcts.DefaultConfig(), mcts.DefaultConfig()
		strong.Simulations, weak.Simulations = 400, 10
		agents := [2]*mcts.Agent{
			mcts.NewRollouts(game, 1, strong, seed.Stream(uint64(i), 0)),
			mcts.NewRollouts(game, 1, weak, seed.Stream(uint64(i), 1)),
		}
		s := game.New(0)
		rewards := make([]float32, 2)
		for s.ToPlay() != envs.Over {
			a, err := agents[(int(s.ToPlay())+i)%2].Act(context.Background(), s)
			require.NoError(t, err)
			s.Play(a)
			s.Rewards(rewards)
		}
		score += float64(1+rewards[i%2]) / 2
	}
	assert.Greater(t, score, 0.85*games)
}

func TestActStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	game := connectfour.New()
	_, err := mcts.NewRollouts(game, 1, mcts.DefaultConfig(), seed.Stream(1)).Act(ctx, game.New(0))
	assert.ErrorIs(t, err, context.Canceled)
}
