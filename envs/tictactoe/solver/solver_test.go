package solver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/tictactoe/solver"
	"github.com/tengen-rl/tengen/internal/truth"
)

// record is a line of tictactoe/states_*.jsonl.
type record struct {
	Board   string
	Legal   []int
	Value   *int           `json:"value_for_mover"`
	Optimal []int          // the moves that keep the value
	Moves   map[string]int `json:"move_values"` // by cell: 1, 0, -1
	Plies   int            `json:"plies_to_end"`
}

func TestTruthSolve(t *testing.T) {
	s, game := solver.New(), tictactoe.New()
	for _, want := range records(t) {
		state, err := game.ParsePosition(want.Board)
		require.NoError(t, err)
		scores, err := s.Solve(context.Background(), state, nil)
		require.NoError(t, err)
		legal := state.Legal(nil)
		require.Len(t, scores, len(legal), want.Board)
		require.Len(t, want.Legal, len(legal), want.Board)
		if want.Value == nil {
			continue
		}
		var optimal []int
		for i, a := range legal {
			require.Equal(t, want.Legal[i], int(a), want.Board)
			require.Equal(t, want.Moves[strconv.Itoa(int(a))], sign(scores[i]), "%s move %d", want.Board, a)
			if sign(scores[i]) == *want.Value {
				optimal = append(optimal, int(a))
			}
		}
		require.Equal(t, want.Optimal, optimal, want.Board)
		if *want.Value != 0 {
			marks := tictactoe.Cells - len(legal)
			require.Equal(t, *want.Value*(10-marks-want.Plies), slices.Max(scores), "%s: length of the game", want.Board)
		}
	}
}

// records reads every file of labelled positions.
func records(t *testing.T) []record {
	var all []record
	for _, file := range truth.Files(t, "tictactoe/states_*.jsonl") {
		for line := range bytes.Lines(truth.Read(t, file)) {
			var r record
			require.NoError(t, json.Unmarshal(line, &r))
			all = append(all, r)
		}
	}
	return all
}

func sign(score int) int { return min(max(score, -1), 1) }

func TestSolveAppends(t *testing.T) {
	scores, err := solver.New().Solve(context.Background(), tictactoe.New().New(0), []int{42})
	require.NoError(t, err)
	assert.Equal(t, []int{42, 0, 0, 0, 0, 0, 0, 0, 0, 0}, scores, "every first move draws")
}

func ExampleSolver() {
	game := tictactoe.New()
	state, err := game.ParsePosition("XX.OO....")
	if err != nil {
		fmt.Println(err)
		return
	}
	scores, err := solver.New().Solve(context.Background(), state, nil)
	for i, a := range state.Legal(nil) {
		fmt.Printf("%s:%d ", game.FormatAction(state, a), scores[i])
	}
	fmt.Println(err)
	// Output: 3:5 6:0 7:-4 8:-4 9:-4 <nil>
}
