package alphabeta_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/othello/solver"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestAgentPlaysEveryBestMove(t *testing.T) {
	ttt := tictactoe.New()
	for _, c := range []struct {
		name, board string
		depth       int
		want        []envs.Action
	}{
		{"any move draws", ".........", 9, []envs.Action{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		{"the quicker win", "XX.OO.X..", 9, []envs.Action{5}},
		{"the only defence", "X...O.X..", 2, []envs.Action{3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := ttt.ParsePosition(c.board)
			require.NoError(t, err)
			agent, err := alphabeta.New(ttt, alphabeta.Config{Depth: c.depth}, seed.Stream(1))
			require.NoError(t, err)
			agent.Reset()
			played := map[envs.Action]bool{}
			for range 80 {
				a, err := agent.Act(context.Background(), s)
				require.NoError(t, err)
				played[a] = true
			}
			got := []envs.Action{}
			for a := range envs.Action(9) {
				if played[a] {
					got = append(got, a)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// An agent that sees the end of the game keeps the best outcome there is, as
// the solver of endgames knows it, passes and all.
func TestAgentPlaysEndgamesOfOthelloByTheTruth(t *testing.T) {
	game := othello.New(6)
	truth := solver.New(solver.Config{TableBits: 12})
	agent, err := alphabeta.New(game, alphabeta.Config{Depth: 20}, seed.Stream(1))
	require.NoError(t, err)
	asked := 0
	for number := range uint64(40) {
		rng, s := seed.Stream(number), game.New(0)
		for plies := 0; plies < 26 && s.ToPlay() != envs.Over; plies++ {
			legal := s.Legal(nil)
			s.Play(legal[rng.IntN(len(legal))])
		}
		if s.ToPlay() == envs.Over {
			continue
		}
		a, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		scores, err := truth.Solve(context.Background(), s, nil)
		require.NoError(t, err)
		sign := func(score int) int { return min(max(score, -1), 1) }
		i := slices.Index(s.Legal(nil), a)
		require.Equal(t, sign(slices.Max(scores)), sign(scores[i]), "move %s of %s: %v", game.FormatAction(s, a), game.FormatPosition(s), scores)
		asked++
	}
	assert.Greater(t, asked, 20)
}

func TestNewRefuses(t *testing.T) {
	_, err := alphabeta.New(tictactoe.New(), alphabeta.Config{Depth: 0}, seed.Stream(1))
	assert.EqualError(t, err, "alphabeta: depth 0; want 1 to 99")
	_, err = alphabeta.New(tictactoe.New(), alphabeta.Config{Depth: 100}, seed.Stream(1))
	assert.EqualError(t, err, "alphabeta: depth 100; want 1 to 99")
	_, err = alphabeta.New(tictactoe.New(), alphabeta.Config{Time: -1}, seed.Stream(1))
	assert.EqualError(t, err, "alphabeta: time -1ns; want more than 0")
	_, err = alphabeta.New(alone{}, alphabeta.Config{Depth: 3}, seed.Stream(1))
	assert.EqualError(t, err, "alphabeta: alone has seats: 1; want a world of two")
}

type alone struct{ tictactoe.Game }

func (alone) Spec() envs.Spec { return envs.Spec{Name: "alone", Players: 1} }

func TestActEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	agent, err := alphabeta.New(connectfour.New(), alphabeta.Config{Depth: 30}, seed.Stream(1))
	require.NoError(t, err)
	_, err = agent.Act(ctx, connectfour.New().New(0))
	assert.ErrorIs(t, err, context.Canceled)
}

// In a limited time the agent finds what it finds; with more than enough, the
// best there is.
func TestActInTime(t *testing.T) {
	ttt := tictactoe.New()
	s, err := ttt.ParsePosition("XX.OO.X..")
	require.NoError(t, err)
	agent, err := alphabeta.New(ttt, alphabeta.Config{Time: time.Minute}, seed.Stream(1))
	require.NoError(t, err)
	start := time.Now()
	a, err := agent.Act(context.Background(), s)
	require.NoError(t, err)
	assert.EqualValues(t, 5, a)
	assert.Less(t, time.Since(start), 30*time.Second, "what is solved takes no more time")

	game := connectfour.New()
	agent, err = alphabeta.New(game, alphabeta.Config{Time: 30 * time.Millisecond}, seed.Stream(1))
	require.NoError(t, err)
	start = time.Now()
	a, err = agent.Act(context.Background(), game.New(0))
	require.NoError(t, err)
	assert.Contains(t, game.New(0).Legal(nil), a)
	assert.Less(t, time.Since(start), 10*time.Second)

	hasty, err := alphabeta.New(game, alphabeta.Config{Time: time.Nanosecond}, seed.Stream(1))
	require.NoError(t, err)
	a, err = hasty.Act(context.Background(), game.New(0))
	require.NoError(t, err, "it plays although it has seen nothing")
	assert.Contains(t, game.New(0).Legal(nil), a)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = agent.Act(ctx, game.New(0))
	assert.ErrorIs(t, err, context.Canceled)
}

func Example() {
	game := connectfour.New()
	agent, _ := alphabeta.New(game, alphabeta.Config{Depth: 5}, seed.Stream(1))
	s, _ := connectfour.FromMoves("4455") // three in the bottom row would be open at both ends
	a, err := agent.Act(context.Background(), s)
	fmt.Println(a == 2 || a == 5, err)
	// Output:
	// true <nil>
}
