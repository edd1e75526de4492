package solver

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/truth"
)

// label is a line of connect4/*.jsonl: a position and what is known of it.
type label struct {
	Moves   string
	Ply     int
	Score   int
	Columns []*int `json:"col_scores"` // null where the column is full
	Best    []int  `json:"best_exact"` // columns from 1
	Keeping []int  `json:"value_keeping"`
}

func labels(t testing.TB, file string) []label {
	var all []label
	for line := range bytes.Lines(truth.Read(t, file)) {
		var l label
		require.NoError(t, json.Unmarshal(line, &l))
		all = append(all, l)
	}
	require.NotEmpty(t, all)
	return all
}

// all asks for every labelled position, however long that takes: those with
// few discs that are not in the book take seconds each.
var all = flag.Bool("all", false, "solve every labelled position (with -timeout 0)")

// share returns one in how many positions is solved; math.MaxInt stands for
// none.
func share(t testing.TB, l label) int {
	inBook := l.Ply+1 < bookPlies(t) // all moves lead into it
	quick := map[bool]int{false: 1, true: 40}[race.Enabled || testing.Short()]
	switch {
	case *all || inBook:
		return 1
	case l.Ply >= 14:
		return quick
	case l.Ply >= 9:
		return map[bool]int{true: 1, false: 3}[truth.Given()] * quick
	case l.Ply >= 5:
		return map[bool]int{true: 20, false: 70}[truth.Given()] * quick
	default:
		return math.MaxInt
	}
}

// bookPlies is the least number of discs that positions outside the book have.
func bookPlies(t testing.TB) int {
	b, err := UnpackBook(packedBook)
	require.NoError(t, err)
	return b.Discs + 1
}

func TestTruthSolve(t *testing.T) {
	files := append(truth.Files(t, "connect4/positions_*.jsonl"), truth.Files(t, "connect4/all_ply*.jsonl")...)
	for _, file := range files {
		t.Run(path.Base(file), func(t *testing.T) {
			s := New(Config{TableBits: map[bool]int{false: 0, true: 24}[*all]})
			for i, l := range labels(t, file) {
				if l.Ply < bookPlies(t) {
					checkScore(t, s, l)
				}
				if n := share(t, l); n < math.MaxInt && i%n == n/2 {
					solveLabel(t, s, l)
				}
			}
		})
	}
}

// solveLabel compares what the solver finds with a label.
func solveLabel(t *testing.T, s *Solver, want label) {
	t.Helper()
	state, err := connectfour.FromMoves(want.Moves)
	require.NoError(t, err)
	scores, err := s.Solve(context.Background(), state, nil)
	require.NoError(t, err)
	columns := make([]*int, connectfour.Width)
	for i, a := range state.Legal(nil) {
		columns[a] = &scores[i]
	}
	best := slices.Max(scores)
	require.Equal(t, want.Score, best, want.Moves)
	require.Equal(t, want.Columns, columns, want.Moves)
	require.Equal(t, want.Best, columnsWhere(columns, func(score int) bool { return score == best }), want.Moves)
	require.Equal(t, want.Keeping, columnsWhere(columns, func(score int) bool { return sign(score) == sign(best) }), want.Moves)
}

func columnsWhere(scores []*int, keep func(int) bool) []int {
	var kept []int
	for i, score := range scores {
		if score != nil && keep(*score) {
			kept = append(kept, i+1)
		}
	}
	return kept
}

func sign(score int) int { return min(max(score, -1), 1) }

// TestTruthPons compares with the public test sets of Pascal Pons.
func TestTruthPons(t *testing.T) {
	for _, file := range []string{"pons_L1_R1_part.txt", "pons_L2_R1_part.txt", "pons_L3_R1_part.txt"} {
		t.Run(file, func(t *testing.T) {
			s := New(Config{})
			for i, line := range strings.Split(strings.TrimSpace(string(truth.Public(t, "connect4/"+file))), "\n") {
				var l label
				_, err := fmt.Sscan(line, &l.Moves, &l.Score)
				require.NoError(t, err)
				l.Ply = len(l.Moves)
				if n := share(t, l); l.Ply >= 14 && i%n != 0 || l.Ply < 14 && (race.Enabled || testing.Short()) {
					continue
				}
				checkScore(t, s, l)
			}
		})
	}
}

// checkScore compares the score of the position alone with a label.
func checkScore(t *testing.T, s *Solver, want label) {
	t.Helper()
	state, err := connectfour.FromMoves(want.Moves)
	require.NoError(t, err)
	require.NotEqual(t, envs.Over, state.ToPlay())
	score, err := s.Score(context.Background(), state)
	require.NoError(t, err)
	require.Equal(t, want.Score, score, want.Moves)
}
