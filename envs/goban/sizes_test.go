package goban_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/goban"
)

func newSizes(t *testing.T, text string) *goban.Sizes {
	t.Helper()
	game, err := goban.ParseSizes(text)
	require.NoError(t, err)
	return game
}

func TestLawsOfSeveralSizes(t *testing.T) {
	for _, text := range []string{"3/5", "2/4,ko=simple,plies=40", "5/7/9,komi=6.5"} {
		t.Run(text, func(t *testing.T) {
			game := newSizes(t, text)
			assert.Equal(t, "go:"+text, game.Spec().Name)
			for _, v := range envtest.Check(game, envtest.Config{Games: 8, Plies: 60}) {
				t.Error(v)
			}
		})
	}
}

// A game of the list is played as it is alone, in the middle of larger arrays.
func TestABoardOfALargerArrayIsTheBoardAlone(t *testing.T) {
	game := newSizes(t, "3/5")
	seen := map[int]bool{}
	for seed := range uint64(12) {
		s := game.New(seed).(*goban.SizedState)
		size := s.Board().Game().Config().Size
		seen[size] = true
		alone := newGame(t, map[int]string{3: "3", 5: "5"}[size])
		assert.Equal(t, s.Board().Game().Spec(), alone.Spec())
		assert.Len(t, s.Legal(nil), size*size+1)
		a, err := game.ParseAction(s, "B2")
		require.NoError(t, err)
		assert.Equal(t, "B2", game.FormatAction(s, a))
		s.Play(a)
		obs := make([]float32, game.Spec().ObsLen())
		s.Observe(obs)
		stones, board := 0, 0
		for i := range 25 {
			stones += int(obs[goban.PlaneTheirs*25+i])
			board += int(obs[game.BoardChannel()*25+i])
		}
		assert.Equal(t, 1, stones)
		assert.EqualValues(t, 1, obs[goban.PlaneTheirs*25+int(a)])
		assert.Equal(t, size*size, board)
		owners := make([]envs.Player, 25)
		s.Owners(owners)
		owned := 0
		for _, p := range owners {
			if p == 0 {
				owned++
			}
		}
		assert.Equal(t, size*size, owned, "all belongs to the only stone")
		if size == 3 {
			assert.Panics(t, func() { s.Play(0) }, "a point beyond the board")
		}
	}
	assert.Len(t, seen, 2)
}

func TestWrongSizes(t *testing.T) {
	for text, want := range map[string]string{
		"5/9/7":          "want them ascending",
		"5/5":            "want them ascending",
		"5/8":            "want all odd or all even",
		"5/x":            `size "x"`,
		"7/9,handicap=2": "there is no handicap on boards of several sizes",
		"5/9,koni=3":     `option "koni=3"`,
	} {
		_, err := goban.ParseSizes(text)
		assert.ErrorContains(t, err, want)
	}
}
