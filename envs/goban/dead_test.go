package goban_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/seed"
)

func vertices(size int, points []envs.Action) string {
	var names []string
	for _, a := range points {
		names = append(names, goban.FormatVertex(size, a))
	}
	return strings.Join(names, " ")
}

func TestDead(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"the empty board", "...../...../...../...../..... b", ""},
		{"walls", ".X.O./.X.O./.X.O./.X.O./.X.O. b", ""},
		{"a stone behind a wall of two eyes", "O.X../.XX../X.X../.XX../X.X.. b", "A5"},
		{"a stone in a large territory", ".......X./..O....X./.......XX/XXXXXXX../......XOO/XXXXXXXO./OOOOOOOO./........./......... b", "C8"},
		{"a chain without eyes in a corner", "OO.X...../OOOX...../XXXX...../........./........./...OOOOOO/...O...../...O...../...O..... w", "A9 B9 A8 B8 C8"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := strings.Count(c.text, "/") + 1
			game, err := goban.New(goban.DefaultConfig(rows))
			require.NoError(t, err)
			s, err := game.ParsePosition(c.text)
			require.NoError(t, err)
			for n := range uint64(5) {
				assert.Equal(t, c.want, vertices(rows, s.(*goban.State).Dead(300, seed.Stream(n))))
			}
		})
	}
}

func TestOwnershipIsWhatTheGamesCameTo(t *testing.T) {
	s := position(t, "5", ".XO../XXO../.XO../XXO../.XO.. w")
	ownership := make([]float32, 25)
	goban.NewRollout().Ownership(s, 200, seed.Stream(1), ownership)
	for cell, x := range ownership {
		if cell%5 < 2 {
			assert.EqualValues(t, 1, x, "two eyes are never filled: cell %d", cell)
		} else {
			assert.Negative(t, x, "cell %d", cell)
		}
	}
}

func TestChain(t *testing.T) {
	s := position(t, "5", ".XO../XXO../.X.../...../..... w")
	assert.ElementsMatch(t, []envs.Action{1, 5, 6, 11}, s.Chain(6))
	assert.Empty(t, s.Chain(0))
}

// Games that were played until all dead stones were captured have none, and
// keep the score that three programs agree on.
func TestTruthTheFinishedHaveNoDead(t *testing.T) {
	eachCase(t, "go/finished_gnugo*.jsonl", func(t *testing.T, c finishedCase) {
		game, err := goban.New(goban.Config{Size: c.Size, Komi: c.Komi, Ko: goban.Simple, Suicide: true})
		require.NoError(t, err)
		s := game.New(0).(*goban.State)
		for _, m := range c.Moves {
			play(t, s, m)
		}
		assert.Empty(t, vertices(c.Size, s.Dead(300, seed.Stream(1))), "%s", c.FinalBoard)
	})
}
