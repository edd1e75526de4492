package goban_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

var fuzzRules = []string{"2,suicide=yes", "3,ko=situational", "5,ko=simple", "5,suicide=yes,ko=situational", "7,handicap=2", "9,handicap=3,placement=free"}

// FuzzGame turns bytes into a legal game: the first chooses the rules, each
// after that a legal move. The board is held against its twin, the position
// against its text, and the copy against its source.
func FuzzGame(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 0, 1, 2, 3})
	f.Add([]byte{2, 7, 8, 12, 13, 3, 9, 255, 17})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if len(bytes) == 0 {
			return
		}
		game := newGame(t, fuzzRules[int(bytes[0])%len(fuzzRules)])
		s, c := game.New(0).(*goban.State), game.New(0).(*goban.State)
		w := newTwin(game.Config())
		compare := game.Config().Handicap == 0 // the twin knows none
		for _, b := range bytes[1:] {
			actions := s.Legal(nil)
			if compare {
				require.Equal(t, w.legal(), actions)
			}
			if len(actions) == 0 {
				break
			}
			a := actions[int(b)%len(actions)]
			s.Play(a)
			if compare {
				w.play(a)
			}
		}
		c.CopyFrom(s)
		require.Equal(t, s.Legal(nil), c.Legal(nil))
		text := game.FormatPosition(s)
		back, err := game.ParsePosition(text)
		require.NoError(t, err)
		require.Equal(t, text, game.FormatPosition(back))
		require.Equal(t, s.Legal(nil), back.Legal(nil))
		owners := make([]envs.Player, game.Config().Size*game.Config().Size)
		s.PassAlive(owners)
		s.Owners(owners)
	})
}

// FuzzParseAction reads any text as a move of some position.
func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"D4", "pass", "b c3", "white PASS", "I5", "A0", "T19", "C03", " C3"} {
		f.Add(text)
	}
	config := goban.DefaultConfig(5)
	f.Fuzz(func(t *testing.T, text string) {
		game, err := goban.New(config)
		require.NoError(t, err)
		s := game.New(0)
		s.Play(12)
		before := game.FormatPosition(s)
		a, err := game.ParseAction(s, text)
		assert.Equal(t, before, game.FormatPosition(s))
		if err == nil {
			require.True(t, slices.Contains(s.Legal(nil), a), "%q", text)
			s.Play(a)
		}
	})
}

func FuzzParsePosition(f *testing.F) {
	f.Add("X../.O./... b")
	f.Add("XO./X../... w ply=7 passes=1 ko=C3")
	f.Fuzz(func(t *testing.T, text string) {
		for _, rules := range []string{"3", "3,ko=simple", "3,ko=situational,suicide=yes"} {
			game := newGame(t, rules)
			s, err := game.ParsePosition(text)
			if err != nil {
				continue
			}
			again, err := game.ParsePosition(game.FormatPosition(s))
			require.NoError(t, err)
			require.Equal(t, game.FormatPosition(s), game.FormatPosition(again))
			require.Equal(t, s.(envs.Hasher).Hash(), again.(envs.Hasher).Hash())
		}
	})
}

func FuzzParseConfig(f *testing.F) {
	for _, text := range []string{"9", "19,komi=6.5,rules=chinese", "", "7,handicap=2,placement=free,plies=0,ko=simple,suicide=yes"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := goban.ParseConfig(text)
		if err != nil {
			return
		}
		again, err := goban.ParseConfig(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}
