package sets

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	othellosolver "github.com/tengen-rl/tengen/envs/othello/solver"
)

// least is how many positions a set has at least.
const least = 80

func TestEverySetCanBeRead(t *testing.T) {
	for _, name := range Games() {
		game, err := catalog.Game(name)
		require.NoError(t, err)
		require.NotEmpty(t, Names(game))
		for _, set := range Names(game) {
			positions, err := Positions(game, set)
			require.NoError(t, err)
			assert.GreaterOrEqual(t, len(positions), least, "%s/%s", name, set)
			for _, p := range positions {
				require.NotEqual(t, envs.Over, p.State.ToPlay())
				require.NotEmpty(t, p.Optimal)
				require.Subset(t, p.State.Legal(nil), p.Optimal)
			}
		}
	}
}

func TestTicTacToeIsWhole(t *testing.T) {
	game, err := catalog.Game("tictactoe")
	require.NoError(t, err)
	positions, err := Positions(game, "all")
	require.NoError(t, err)
	assert.Len(t, positions, 5478-958, "all positions but those that are over") // OEIS A008907 and the 958 ends
}

func TestRefusals(t *testing.T) {
	four := connectfour.New()
	_, err := Positions(four, "hard")
	assert.EqualError(t, err, `connect4 has no set "hard"; it has beginning-easy, middle-easy, end-easy, beginning-medium, middle-medium, beginning-hard`)
	hex, err := catalog.Game("hex:5")
	require.NoError(t, err)
	assert.Empty(t, Names(hex))
	_, err = Positions(hex, "all")
	assert.EqualError(t, err, "no sets of positions for hex:5; there are some for chess, connect4, gardner, losalamos, othello:6, tictactoe")
}

// TestConnectFourSetsAreAsDefined counts the plies that were played and, by
// what a score means, those that are left.
func TestConnectFourSetsAreAsDefined(t *testing.T) {
	played := map[string][2]int{"beginning": {0, 14}, "middle": {15, 28}, "end": {29, 41}}
	left := map[string][2]int{"easy": {1, 13}, "medium": {14, 28}, "hard": {29, 42}}
	for _, set := range listed["connect4"] {
		stage, difficulty, _ := strings.Cut(set, "-")
		text, err := os.ReadFile(filepath.Join("connect4", set+".txt"))
		require.NoError(t, err)
		seen := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			moves, scores, _ := strings.Cut(strings.TrimSpace(line), " ")
			state, err := connectfour.FromMoves(moves)
			require.NoError(t, err)
			position := connectfour.New().FormatPosition(state)
			assert.False(t, seen[position], "%s stands in %s twice", moves, set)
			seen[position] = true
			within(t, len(moves), played[stage], line)
			within(t, pliesLeft(t, len(moves), scores), left[difficulty], line)
		}
	}
}

func within(t *testing.T, n int, span [2]int, line string) {
	t.Helper()
	assert.True(t, span[0] <= n && n <= span[1], "%d, want %v: %s", n, span, line)
}

// pliesLeft is how many plies perfect play goes on: the winner puts down its
// last disc when it has score-1 left of 21.
func pliesLeft(t *testing.T, plies int, scores string) int {
	best := -100
	for field := range strings.FieldsSeq(scores) {
		if field != "-" {
			score, err := strconv.Atoi(field)
			require.NoError(t, err)
			best = max(best, score)
		}
	}
	first := plies%2 == 0 // the winner has the odd plies
	switch {
	case best == 0:
		return connectfour.Cells - plies
	case best < 0:
		best, first = -best, !first
	}
	end := 2 * (21 - (best - 1))
	if first {
		end--
	}
	return end - plies
}

// TestOthelloLabels solves some of the endgames again.
func TestOthelloLabels(t *testing.T) {
	game := othello.New(6)
	positions, err := Positions(game, "endgame")
	require.NoError(t, err)
	s := othellosolver.New(othellosolver.Config{})
	for _, p := range positions[:50] {
		best, err := s.Score(context.Background(), p.State)
		require.NoError(t, err)
		scores, err := s.Solve(context.Background(), p.State, nil)
		require.NoError(t, err)
		for i, a := range p.State.Legal(nil) {
			if scores[i] == best {
				assert.Contains(t, p.Exact, a)
			} else {
				assert.NotContains(t, p.Exact, a)
			}
		}
	}
}
