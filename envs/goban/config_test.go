package goban_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/seed"
)

func newRand() *rand.Rand { return seed.Stream(8) }

// randomMove plays any legal move, if the game is not over.
func randomMove(s *goban.State, rng *rand.Rand) {
	if actions := s.Legal(nil); len(actions) > 0 {
		s.Play(actions[rng.IntN(len(actions))])
	}
}

func TestParseConfig(t *testing.T) {
	nine := goban.DefaultConfig(9)
	with := func(change func(c *goban.Config)) goban.Config {
		c := nine
		change(&c)
		return c
	}
	for _, c := range []struct {
		text string
		want goban.Config
	}{
		{"", goban.DefaultConfig(19)},
		{"komi=7.5", goban.DefaultConfig(19)},
		{"9", nine},
		{"9,rules=chinese", nine},
		{"9,komi=6.5,rules=new-zealand", with(func(c *goban.Config) { c.Komi, c.Ko, c.Suicide = 6.5, goban.Situational, true })},
		{"9,rules=tromp-taylor,suicide=no", nine},
		{"9,rules=aga", with(func(c *goban.Config) { c.Ko = goban.Situational })},
		{"9,ko=simple,plies=0", with(func(c *goban.Config) { c.Ko, c.MaxPlies = goban.Simple, 0 })},
		{"9,handicap=2", with(func(c *goban.Config) { c.Handicap, c.Komi = 2, 0.5 })},
		{"9,handicap=2,komi=5,placement=free", with(func(c *goban.Config) { c.Handicap, c.Komi, c.Free = 2, 5, true })},
	} {
		got, err := goban.ParseConfig(c.text)
		require.NoError(t, err, c.text)
		assert.Equal(t, c.want, got, c.text)
		again, err := goban.ParseConfig(got.String())
		require.NoError(t, err, got.String())
		assert.Equal(t, got, again)
	}
}

func TestParseConfigNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"1", `size "1": want 2 to 25`},
		{"26", `size "26": want 2 to 25`},
		{"9x9", `size "9x9": want 2 to 25`},
		{"9,", `option "": want komi=, rules=, ko=, suicide=, handicap=, placement= or plies=`},
		{"9,size=9", `option "size=9": want komi=, rules=, ko=, suicide=, handicap=, placement= or plies=`},
		{"9,komi=x", `option "komi=x": want a number of points such as 6.5`},
		{"9,komi=0.3", `komi 0.3: want a multiple of 0.25 from -1000 to 1000`},
		{"9,komi=NaN", `komi NaN: want a multiple of 0.25 from -1000 to 1000`},
		{"9,rules=japanese", `option "rules=japanese": want one of chinese, tromp-taylor, aga, new-zealand`},
		{"9,ko=super", `option "ko=super": want one of positional, situational, simple`},
		{"9,suicide", `option "suicide": want one of no, yes`},
		{"9,ko=simple,ko=simple", `option "ko" is given twice`},
		{"9,handicap=1", `handicap 1: want 0, or 2 to 9 on a board of size 9`},
		{"8,handicap=5", `handicap 5: want 0, or 2 to 4 on a board of size 8`},
		{"9,placement=free", `option "placement=free": want a handicap beside it`},
		{"9,plies=-1", `option "plies=-1": want a number, 0 to 16777216`},
	} {
		_, err := goban.ParseConfig(c.text)
		assert.EqualError(t, err, c.want, c.text)
	}
}

func TestNewRefusesWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		config goban.Config
		want   string
	}{
		{goban.Config{}, "go: size 0: want 2 to 25"},
		{goban.Config{Size: 9, Ko: 3}, "go: ko rule 3: want 0 to 2"},
		{goban.Config{Size: 9, MaxPlies: -1}, "go: -1 plies: want 0 to 16777216"},
	} {
		_, err := goban.New(c.config)
		assert.EqualError(t, err, c.want)
	}
}

func TestParseActionNamesWhatIsWrong(t *testing.T) {
	game := newGame(t, "3,ko=simple")
	for _, c := range []struct{ position, text, want string }{
		{"X../.../... w", "A3", `go: illegal move "A3": a stone stands there`},
		{"X../.../... w", "b B2", `go: illegal move "b B2": it is the other side's turn`},
		{"X../.../... w", "red B2", `go: move "red B2": unknown colour "red": want B or W, or the vertex alone`},
		{"X../.../... w", "D1", `go: unknown move "D1": want a vertex from A1 to C3 (there is no column I), or pass`},
		{".X./X../... w", "A3", `go: illegal move "A3": the stone would have no liberty`},
		{"X../.../... w ply=3 passes=2", "B2", `go: illegal move "B2": the game is over`},
		{".XO/XO./.XO b ply=9 ko=C2", "C2", `go: illegal move "C2": it takes back in a ko`},
	} {
		s, err := game.ParsePosition(c.position)
		require.NoError(t, err)
		_, err = game.ParseAction(s, c.text)
		assert.EqualError(t, err, c.want)
	}
}

func TestParsePositionRefusesTheImpossible(t *testing.T) {
	for _, c := range []struct{ rules, text, want string }{
		{"3", "X../.../...", "want rows of X, O and full stops separated by slashes, a space, and b or w"},
		{"3", "X../... b", "2 rows separated by slashes, want 3"},
		{"3", "X../..../... b", "row 2 has 4 points, want 3"},
		{"3", "X../..x/... b", "'x' on C2, want X, O or a full stop"},
		{"3", "OX./X../... b", "the stone on A3 has no liberty"},
		{"3", ".../.../... black", `"black" to move, want b or w`},
		{"3", ".../.../... b ply=x", `"ply=x": want a number, 0 to 16777216`},
		{"3", ".../.../... b moves=1", `"moves=1": want ply=, passes=, place= or ko=`},
		{"3", ".../.../... b ply=1 ply=1", `"ply" is given twice`},
		{"3", ".../.../... b passes=1", "1 passes in a row after 0 plies"},
		{"3", ".../.../... b ply=4 passes=3", "3 passes in a row after 4 plies"},
		{"3,plies=3", ".../.../... b ply=4", "4 plies, where the game ends after 3"},
		{"3", ".../.../... b place=2", "2 handicap stones to place: want none"},
		{"3", ".../.../... b ply=1 ko=D4", `"ko=D4": no point "D4"`},
		{"3,ko=simple", "X../.../... w ply=1 ko=A3", "ko at A3, where simple rules can forbid nothing"},
		{"3", "X../.../... w ply=1 ko=A3", "ko at A3, where positional rules can forbid nothing"},
		{"3,ko=simple", ".XO/XO./.XO b ply=9 ko=A1,C2", "ko at C2,A1, where simple rules can forbid C2"},
	} {
		_, err := newGame(t, c.rules).ParsePosition(c.text)
		assert.ErrorContains(t, err, c.want, c.text)
	}
}

func TestRulesCalled(t *testing.T) {
	for name, want := range map[string]string{
		"Chinese": "chinese", "chinese-KGS": "chinese", "Tromp Taylor": "tromp-taylor", "tromp_taylor": "tromp-taylor",
		" AGA ": "aga", "NZ": "new-zealand", "New Zealand": "new-zealand",
	} {
		rules, territory, ok := goban.RulesCalled(name)
		assert.True(t, ok, name)
		assert.False(t, territory, name)
		assert.Equal(t, want, rules, name)
		_, err := goban.ParseConfig("9,rules=" + rules)
		assert.NoError(t, err, name)
	}
	rules, territory, ok := goban.RulesCalled("Japanese")
	assert.True(t, ok && territory)
	assert.Equal(t, "chinese", rules)
	_, _, ok = goban.RulesCalled("GOE")
	assert.False(t, ok)
}
