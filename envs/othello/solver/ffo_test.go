package solver_test

import (
	"context"
	"flag"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/othello/solver"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/truth"
)

// hard asks for the public positions that take minutes.
var hard = flag.Int("hard", 0, "the most empty cells of the hard public positions to solve, 20 and more (with -timeout 0)")

// ffo is a public position of the French federation, with the score of every
// move, empty cells counted for the winner.
type ffo struct {
	state  *othello.State
	empty  int
	scores map[string]int
}

func readFFO(t *testing.T, file string) []ffo {
	t.Helper()
	var all []ffo
	for line := range strings.Lines(string(truth.Public(t, "othello/"+file))) {
		board, rest, _ := strings.Cut(strings.TrimSpace(line), ";")
		state, err := othello.New(8).ParsePosition(board)
		require.NoError(t, err)
		f := ffo{state: state.(*othello.State), scores: map[string]int{}}
		f.empty = 64 - bits.OnesCount64(f.state.Discs(0)|f.state.Discs(1))
		for item := range strings.SplitSeq(rest, ";") {
			if move, score, ok := strings.Cut(strings.TrimSpace(item), ":"); ok {
				f.scores[move], err = strconv.Atoi(score)
				require.NoError(t, err)
			}
		}
		require.NotEmpty(t, f.scores, board)
		all = append(all, f)
	}
	return all
}

func TestTruthFFO(t *testing.T) {
	game := othello.New(8)
	s := solver.New(solver.Config{EmptiesToWinner: true})
	most := 15
	switch {
	case truth.Given():
		most = 16
	case race.Enabled || testing.Short():
		most = 0 // none
	}
	for _, f := range readFFO(t, "ffo_1_19.obf") {
		if f.empty > most {
			continue
		}
		scores, err := s.Solve(context.Background(), f.state, nil)
		require.NoError(t, err)
		got := map[string]int{}
		for i, a := range f.state.Legal(nil) {
			got[strings.ToUpper(game.FormatAction(f.state, a))] = scores[i]
		}
		require.Equal(t, f.scores, got, game.FormatPosition(f.state))
	}
}

// TestTruthFFOHard solves what -hard asks for of positions 40 to 59, which
// have 20 to 34 empty cells, and tells how long each takes.
func TestTruthFFOHard(t *testing.T) {
	all := readFFO(t, "ffo_40_59.obf")
	require.Len(t, all, 20)
	if *hard == 0 {
		t.Skip("hard positions are only solved for -hard 20 and more")
	}
	s := solver.New(solver.Config{EmptiesToWinner: true, TableBits: 21})
	for i, f := range all {
		if f.empty > *hard {
			continue
		}
		want := slices.Max(slices.Collect(maps.Values(f.scores)))
		start := time.Now()
		got, err := s.Score(context.Background(), f.state)
		require.NoError(t, err)
		require.Equal(t, want, got, "position %d", 40+i)
		t.Logf("position %d, %d empty cells: %+d in %.1f s", 40+i, f.empty, got, time.Since(start).Seconds())
	}
}
