package goban_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// newGame returns the game of a text such as "9,ko=simple".
func newGame(t testing.TB, text string) *goban.Game {
	t.Helper()
	config, err := goban.ParseConfig(text)
	require.NoError(t, err)
	game, err := goban.New(config)
	require.NoError(t, err)
	return game
}

// after returns the position after moves named by their vertices.
func after(t testing.TB, game *goban.Game, moves ...string) *goban.State {
	t.Helper()
	s := game.New(0).(*goban.State)
	for i, text := range moves {
		a, err := game.ParseAction(s, text)
		require.NoError(t, err, "move %d", i+1)
		s.Play(a)
	}
	return s
}

func TestLaws(t *testing.T) {
	for _, text := range []string{
		"2", "2,ko=situational,suicide=yes", "3", "3,ko=simple,plies=40", "4,suicide=yes", "5,ko=situational",
		"7,handicap=3", "5,handicap=3,placement=free", "9,ko=simple,komi=-7", "13,plies=60", "19,plies=20",
	} {
		t.Run(text, func(t *testing.T) {
			game := newGame(t, text)
			config := envtest.Config{Games: 6, Plies: 40}
			if game.Config().Size <= 5 {
				config = envtest.Config{Games: 15, Plies: 150}
			}
			for _, v := range envtest.Check(game, config) {
				t.Error(v)
			}
		})
	}
	t.Run("with concurrency", func(t *testing.T) { envtest.Test(t, newGame(t, "4")) })
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	for _, text := range []string{"9", "9,ko=situational,suicide=yes", "19,ko=simple,plies=400"} {
		assert.Zero(t, envtest.PlayoutAllocs(newGame(t, text), 1), text)
	}
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(newGame(t, "4,ko=simple"), 2))
}

// TestBoardMatchesItsTwin plays random games and compares stones, liberties,
// legal moves, hashes and area with the plain board of twin_test.go.
func TestBoardMatchesItsTwin(t *testing.T) {
	for _, text := range []string{"2,suicide=yes", "3", "5,suicide=yes", "5,ko=situational", "7,ko=simple,plies=100", "9,plies=60", "19,plies=9"} {
		t.Run(text, func(t *testing.T) {
			game := newGame(t, text)
			for i := range uint64(3) {
				playWithTwin(t, game, seed.Stream(i))
			}
		})
	}
}

func TestTwoPassesEndTheGame(t *testing.T) {
	game := newGame(t, "5,komi=0.5")
	s := after(t, game, "C3", "pass")
	require.EqualValues(t, 0, s.ToPlay())
	s.Play(game.Pass())
	assert.Equal(t, envs.Over, s.ToPlay())
	assert.Empty(t, s.Legal(nil))
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	assert.Equal(t, []float32{1, -1}, rewards, "one stone owns the board")
	var illegal *goban.IllegalError
	require.ErrorAs(t, s.Check(0), &illegal)
	assert.Equal(t, goban.GameOver, illegal.Reason)

	s.Resume(1)
	assert.EqualValues(t, 1, s.ToPlay(), "play can go on")
}

func TestADrawIsNothingForBoth(t *testing.T) {
	s := after(t, newGame(t, "5,komi=0"), "pass", "pass")
	rewards := []float32{7, 7}
	s.Rewards(rewards)
	assert.Equal(t, []float32{0, 0}, rewards)
}

func TestMaxPliesEndsTheGame(t *testing.T) {
	s := after(t, newGame(t, "5,plies=3"), "A1", "B1", "C3")
	assert.Equal(t, envs.Over, s.ToPlay())
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	assert.Equal(t, []float32{-1, 1}, rewards, "komi 7.5 beats two stones to one")
}

func TestHandicap(t *testing.T) {
	for _, c := range []struct {
		size, n int
		want    []string
	}{
		{19, 2, []string{"D4", "Q16"}},
		{19, 3, []string{"D4", "Q16", "D16"}},
		{19, 5, []string{"D4", "Q16", "D16", "Q4", "K10"}},
		{19, 6, []string{"D4", "Q16", "D16", "Q4", "D10", "Q10"}},
		{19, 7, []string{"D4", "Q16", "D16", "Q4", "D10", "Q10", "K10"}},
		{19, 9, []string{"D4", "Q16", "D16", "Q4", "D10", "Q10", "K16", "K4", "K10"}},
		{13, 2, []string{"D4", "K10"}},
		{9, 4, []string{"C3", "G7", "C7", "G3"}},
		{8, 4, []string{"C3", "F6", "C6", "F3"}},
		{7, 2, []string{"C3", "E5"}},
		{8, 5, nil}, {7, 5, nil}, {6, 2, nil}, {19, 10, nil}, {19, 1, nil},
	} {
		var got []string
		for _, a := range goban.FixedHandicap(c.size, c.n) {
			got = append(got, goban.FormatVertex(c.size, a))
		}
		assert.Equal(t, c.want, got, "%d stones on %d × %d", c.n, c.size, c.size)
	}
	s := newGame(t, "9,handicap=4").New(0)
	assert.EqualValues(t, 1, s.ToPlay(), "White moves first")
	assert.Equal(t, "........./........./..X...X../........./........./........./..X...X../........./......... w",
		newGame(t, "9,handicap=4").FormatPosition(s))
}

func TestFreeHandicapIsBlacksToPlace(t *testing.T) {
	game := newGame(t, "9,handicap=3,placement=free")
	s := after(t, game, "A1", "E5")
	assert.EqualValues(t, 0, s.ToPlay())
	_, err := game.ParseAction(s, "pass")
	assert.EqualError(t, err, `go: illegal move "pass": handicap stones remain to be placed`)
	assert.NotContains(t, s.Legal(nil), game.Pass())
	s = after(t, game, "A1", "E5", "J9")
	assert.EqualValues(t, 1, s.ToPlay())
	assert.Contains(t, s.Legal(nil), game.Pass())
}

// TestCopiesBetweenGames tells that a copy takes the position and leaves the
// rules.
func TestCopiesBetweenGames(t *testing.T) {
	source := after(t, newGame(t, "5,komi=0.5"), "C3")
	s := newGame(t, "5,komi=30").New(0).(*goban.State)
	s.CopyFrom(source)
	points := make([]float32, 2)
	s.Score(points)
	assert.Equal(t, []float32{25, 30}, points)
	assert.Panics(t, func() { s.CopyFrom(newGame(t, "6").New(0)) })
}

// TestCopiesForgetAndLearn copies between positions of games that share
// little, and between those that share much, and compares what superko
// forbids after each with a game played anew.
func TestCopiesForgetAndLearn(t *testing.T) {
	game := newGame(t, "3")
	rng := seed.Stream(3)
	var lines [][]envs.Action
	scratch := game.New(0).(*goban.State)
	for range 400 {
		var line []envs.Action
		if len(lines) > 0 && rng.IntN(3) > 0 {
			other := lines[rng.IntN(len(lines))]
			line = append(line, other[:rng.IntN(len(other)+1)]...)
		}
		s := game.New(0).(*goban.State)
		for _, a := range line {
			s.Play(a)
		}
		for range rng.IntN(12) {
			if actions := s.Legal(nil); len(actions) > 0 {
				a := actions[rng.IntN(len(actions))]
				s.Play(a)
				line = append(line, a)
			}
		}
		lines = append(lines, line)
		scratch.CopyFrom(s)
		require.Equal(t, s.Legal(nil), scratch.Legal(nil))
		for range rng.IntN(8) {
			if actions := scratch.Legal(nil); len(actions) > 0 {
				a := actions[rng.IntN(len(actions))]
				s.Play(a)
				scratch.Play(a)
				require.Equal(t, s.Legal(nil), scratch.Legal(nil))
				require.Equal(t, s.Hash(), scratch.Hash())
			}
		}
	}
}

// TestTranspositionsMeet has two ways to a position. Under superko they went
// through different arrangements, which the one may forbid to return to and
// the other not: the keys meet, the hashes only where the past has no say.
func TestTranspositionsMeet(t *testing.T) {
	for _, c := range []struct {
		config string
		hashes bool
	}{
		{"9", false}, {"9,ko=situational", false}, {"9,ko=simple", true}, {"9,ko=simple,plies=60", true},
	} {
		t.Run(c.config, func(t *testing.T) {
			game := newGame(t, c.config)
			one, other := after(t, game, "C3", "G7", "E5"), after(t, game, "E5", "G7", "C3")
			assert.Equal(t, one.Key(), other.Key())
			assert.Equal(t, c.hashes, one.Hash() == other.Hash())
			assert.Equal(t, one.Hash(), after(t, game, "C3", "G7", "E5").Hash(), "the same way again")
			assert.NotEqual(t, after(t, game, "C3", "G7").Hash(), after(t, game, "C3", "pass", "pass").Hash())
			assert.NotEqual(t, after(t, game, "C3").Key(), after(t, game, "pass", "C3").Key())
		})
	}
}

// TestKeysTellPliesWhereTheyCount has one board after few plies and after more.
func TestKeysTellPliesWhereTheyCount(t *testing.T) {
	for config, meet := range map[string]bool{"2,ko=simple,plies=0": true, "2,ko=simple": false} {
		game := newGame(t, config)
		var keys [2]uint64
		for i, text := range []string{"X./.O b ply=2", "X./.O b ply=4"} {
			s, err := game.ParsePosition(text)
			require.NoError(t, err)
			keys[i] = s.(*goban.State).Key()
		}
		assert.Equal(t, meet, keys[0] == keys[1], config)
	}
}

func TestObservation(t *testing.T) {
	game := newGame(t, "3,ko=simple,komi=3")
	s := after(t, game, "B1", "C2", "A2", "B3", "C1", "A3", "B2")
	obs := make([]float32, game.Spec().ObsLen())
	s.Observe(obs)
	plane := func(i int) []float32 { return obs[9*i : 9*i+9] }
	// O O .
	// X X O
	// . X X
	assert.Equal(t, []float32{1, 1, 0, 0, 0, 1, 0, 0, 0}, plane(goban.PlaneMine), fmt.Sprint(s))
	assert.Equal(t, []float32{0, 0, 0, 1, 1, 0, 0, 1, 1}, plane(goban.PlaneTheirs))
	assert.Equal(t, []float32{1, 1, 0, 0, 0, 1, 0, 0, 0}, plane(goban.PlaneMineAtari))
	assert.Equal(t, []float32{0, 0, 0, 1, 1, 0, 0, 1, 1}, plane(goban.PlaneTheirsAtari))
	assert.Equal(t, make([]float32, 9), plane(goban.PlaneMineTwo))
	assert.Equal(t, make([]float32, 9), plane(goban.PlaneTheirsTwo))
	assert.Equal(t, make([]float32, 9), plane(goban.PlaneAfterPass))
	assert.InDelta(t, 0.5, plane(goban.PlaneKomi)[0], 1e-6, "White is to move")
	assert.InDelta(t, 1, plane(goban.PlaneBoard)[8], 0)
}

func Example() {
	game, err := goban.New(goban.DefaultConfig(5))
	if err != nil {
		fmt.Println(err)
		return
	}
	s := game.New(0)
	for _, text := range []string{"C3", "D3", "D2", "pass"} {
		a, err := game.ParseAction(s, text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	_, err = game.ParseAction(s, "C3")
	fmt.Println(err)
	fmt.Println(game.FormatPosition(s))
	// Output:
	//    A B C D E
	//  5 . . . . . 5
	//  4 . . . . . 4
	//  3 . . X O . 3
	//  2 . . . X . 2
	//  1 . . . . . 1
	//    A B C D E
	// go: illegal move "C3": a stone stands there
	// ...../...../..XO./...X./..... b ply=4 passes=1
}
