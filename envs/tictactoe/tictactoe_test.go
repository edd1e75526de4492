package tictactoe_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/truth"
)

func TestLaws(t *testing.T) { envtest.Test(t, tictactoe.New()) }

func TestPlayoutsAllocateNothing(t *testing.T) {
	assert.Zero(t, envtest.PlayoutAllocs(tictactoe.New(), 1))
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(tictactoe.New(), 1))
}

// tally counts the games below a position by their result, and collects the
// positions on the way by hash.
type tally struct {
	games     map[float32]int // by the reward of X
	positions map[uint64]*tictactoe.State
}

func (y *tally) walk(s *tictactoe.State) {
	y.positions[s.Hash()] = s
	legal := s.Legal(nil)
	if len(legal) == 0 {
		rewards := make([]float32, 2)
		s.Rewards(rewards)
		y.games[rewards[0]]++
	}
	for _, a := range legal {
		child := *s
		child.Play(a)
		y.walk(&child)
	}
}

func TestTruthCounts(t *testing.T) {
	var facts struct {
		Positions int      `json:"reachable_positions"`
		Classes   int      `json:"positions_up_to_symmetry"`
		Games     int      `json:"games"`
		WonX      int      `json:"games_won_X"`
		WonO      int      `json:"games_won_O"`
		Drawn     int      `json:"games_drawn"`
		Perft     []uint64 `json:"perft"`
	}
	require.NoError(t, json.Unmarshal(truth.Read(t, "tictactoe/facts.json"), &facts))
	game := tictactoe.New()
	y := tally{map[float32]int{}, map[uint64]*tictactoe.State{}}
	y.walk(game.New(0).(*tictactoe.State))

	assert.Equal(t, map[float32]int{1: facts.WonX, -1: facts.WonO, 0: facts.Drawn}, y.games)
	assert.Equal(t, facts.Games, y.games[1]+y.games[0]+y.games[-1])
	assert.Len(t, y.positions, facts.Positions)
	assert.Equal(t, facts.Classes, classes(y.positions))
	for i, want := range facts.Perft {
		assert.Equal(t, want, envtest.Perft(game, game.New(0), i+1), "games of %d plies", i+1)
	}
}

// classes counts positions up to symmetry: of each class the position counts
// whose observation, turned every way, comes last as text.
func classes(positions map[uint64]*tictactoe.State) int {
	n := 0
	for _, s := range positions {
		obs, image := make([]float32, 18), make([]float32, 18)
		s.Observe(obs)
		last := true
		for _, y := range tictactoe.New().Symmetries() {
			y.Apply(image, obs)
			last = last && fmt.Sprint(image) <= fmt.Sprint(obs)
		}
		if last {
			n++
		}
	}
	return n
}

func TestParsePositionRefusesTheImpossible(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"X", "has 1 characters, want 9"},
		{"x........", "has 'x' in cell 1, want X, O or a full stop"},
		{"XX.......", "2 more X than O, want 0 or 1"},
		{"O........", "-1 more X than O, want 0 or 1"},
		{"XXXOO.O..", "the game went on after three in a row"},
		{"XXXOOO...", "the game went on after three in a row"},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := tictactoe.New().ParsePosition(c.text)
			assert.ErrorContains(t, err, c.want)
		})
	}
	_, err := tictactoe.New().ParsePosition("XXXXOOXOO")
	assert.NoError(t, err, "one mark won twice")
}

func TestParseActionNamesWhatIsWrong(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("X........")
	require.NoError(t, err)
	for _, c := range []struct{ text, want string }{
		{"1", `tictactoe: illegal move "1": the cell is taken`},
		{"0", `tictactoe: unknown move "0": want the number of an empty cell, 1 to 9 row by row`},
	} {
		_, err := game.ParseAction(s, c.text)
		assert.EqualError(t, err, c.want)
	}
	over, err := game.ParsePosition("XXXOO....")
	require.NoError(t, err)
	_, err = game.ParseAction(over, "9")
	assert.EqualError(t, err, `tictactoe: move "9" after the end of the game`)
}

func FuzzParsePosition(f *testing.F) {
	f.Add("X..X....O")
	f.Add("XXXOO....")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := tictactoe.New().ParsePosition(text)
		if err == nil {
			assert.Equal(t, text, tictactoe.New().FormatPosition(s))
		}
	})
}

func Example() {
	game := tictactoe.New()
	s := game.New(0)
	for _, a := range []envs.Action{4, 0} {
		s.Play(a)
	}
	fmt.Print(s)
	fmt.Println("seat", s.ToPlay(), "moves, legal", s.Legal(nil))
	// Output:
	// O 2 3
	// 4 X 6
	// 7 8 9
	// seat 0 moves, legal [1 2 3 5 6 7 8]
}
