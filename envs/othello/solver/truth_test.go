package solver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/othello/solver"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/truth"
)

// label is what othello/*.jsonl tells of the end of a game, by both ways of
// counting; lines about other things have no scores.
type label struct {
	Board       string
	ToMove      string `json:"to_move"`
	Terminal    bool
	Legal       []string
	Plain       *int           `json:"exact_plain"`
	PlainMoves  map[string]int `json:"move_scores_plain"`
	Winner      *int           `json:"exact_empties_to_winner"`
	WinnerMoves map[string]int `json:"move_scores_empties_to_winner"`
}

func TestTruthScores(t *testing.T) {
	compared := 0
	for _, file := range truth.Files(t, "othello/*.jsonl") {
		t.Run(path.Base(file), func(t *testing.T) {
			plain, winner := solver.New(solver.Config{}), solver.New(solver.Config{EmptiesToWinner: true})
			i := 0
			for line := range bytes.Lines(truth.Read(t, file)) {
				var l label
				require.NoError(t, json.Unmarshal(line, &l))
				if l.Plain == nil && l.Winner == nil || l.Terminal {
					continue
				}
				if i++; (race.Enabled || testing.Short()) && i%10 != 0 {
					continue
				}
				l.check(t, plain, l.Plain, l.PlainMoves)
				l.check(t, winner, l.Winner, l.WinnerMoves)
				compared++
			}
		})
	}
	require.Greater(t, compared, 40)
}

// check compares what a solver finds with the label.
func (l label) check(t testing.TB, s *solver.Solver, exact *int, moves map[string]int) {
	t.Helper()
	require.NotNil(t, exact, l.Board)
	game := othello.New(int(math.Sqrt(float64(len(l.Board)))))
	state, err := game.ParsePosition(l.Board + " " + l.ToMove)
	require.NoError(t, err)
	score, err := s.Score(context.Background(), state)
	require.NoError(t, err)
	require.Equal(t, *exact, score, l.Board)
	scores, err := s.Solve(context.Background(), state, nil)
	require.NoError(t, err)
	require.Equal(t, *exact, slices.Max(scores), l.Board)
	if len(moves) == 0 {
		require.Equal(t, []string{"pass"}, l.Legal, l.Board)
		return
	}
	got := map[string]int{}
	for i, a := range state.Legal(nil) {
		got[game.FormatAction(state, a)] = scores[i]
	}
	require.Equal(t, moves, got, l.Board)
}

// The value of whole games on the small board, by both ways of counting.
func TestTruthSmallBoard(t *testing.T) {
	found := false
	for line := range bytes.Lines(truth.Read(t, "othello/perft.jsonl")) {
		var l struct {
			Size   int
			Plain  *int `json:"value_for_first_player_plain_discs"`
			Winner *int `json:"value_empties_to_winner"`
		}
		require.NoError(t, json.Unmarshal(line, &l))
		if l.Plain == nil {
			continue
		}
		found = true
		start := othello.New(l.Size).New(0)
		for _, c := range []struct {
			toWinner bool
			want     int
		}{{false, *l.Plain}, {true, *l.Winner}} {
			got, err := solver.New(solver.Config{EmptiesToWinner: c.toWinner}).Score(context.Background(), start)
			require.NoError(t, err)
			require.Equal(t, c.want, got)
		}
	}
	require.True(t, found)
}
