package solver_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/solver"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// table answers every position with the same scores.
type table []int

func (t table) Solve(_ context.Context, _ envs.State, dst []int) ([]int, error) {
	return append(dst, t...), nil
}

func TestAgentPlaysEveryBestMove(t *testing.T) {
	full, err := connectfour.FromMoves("111111")
	require.NoError(t, err)
	for _, c := range []struct {
		name   string
		state  envs.State
		scores table
		want   []envs.Action
	}{
		{"the greatest", connectfour.New().New(0), table{-2, -1, 0, 1, 0, -1, -2}, []envs.Action{3}},
		{"ties", connectfour.New().New(0), table{-4, -2, -2, -1, -2, -1, -2}, []envs.Action{3, 5}},
		{"all lose alike", connectfour.New().New(0), table{-3, -3, -3, -3, -3, -3, -3}, []envs.Action{0, 1, 2, 3, 4, 5, 6}},
		{"scores are of the legal moves", full, table{5, 1, 1, 1, 1, 5}, []envs.Action{1, 6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			agent := solver.New(c.scores, seed.Stream(1))
			agent.Reset()
			played := map[envs.Action]bool{}
			for range 100 {
				a, err := agent.Act(context.Background(), c.state)
				require.NoError(t, err)
				played[a] = true
			}
			got := []envs.Action{}
			for a := range envs.Action(7) {
				if played[a] {
					got = append(got, a)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

var errLost = errors.New("lost the thread")

type lost struct{}

func (lost) Solve(context.Context, envs.State, []int) ([]int, error) { return nil, errLost }

func TestActFailsWithItsSolver(t *testing.T) {
	_, err := solver.New(lost{}, seed.Stream(1)).Act(context.Background(), tictactoe.New().New(0))
	assert.ErrorIs(t, err, errLost)
}

func Example() {
	scores := table{0, 0, 0, 0, 1, 0, 0, 0, 0} // a solver that loves the centre
	agent := solver.New(scores, seed.Stream(1))
	fmt.Println(agent.Act(context.Background(), tictactoe.New().New(0)))
	// Output:
	// 4 <nil>
}
