package hex_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

// kinds are worlds of every sort: the smallest and the largest board, more
// and less than one word of cells, with and without the swap rule.
var kinds = []hex.Config{
	{Size: 1}, {Size: 2}, {Size: 3}, {Size: 5}, {Size: 8}, {Size: 11}, {Size: 19},
	{Size: 1, Swap: true}, {Size: 2, Swap: true}, {Size: 4, Swap: true}, {Size: 9, Swap: true},
}

func onEveryKind(t *testing.T, f func(t *testing.T, game hex.Game)) {
	for _, kind := range kinds {
		game := hex.New(kind)
		t.Run(game.Spec().Name, func(t *testing.T) { f(t, game) })
	}
}

func TestLaws(t *testing.T) {
	onEveryKind(t, func(t *testing.T, game hex.Game) {
		if game.Config().Size >= 8 { // envtest asks each position many times
			for _, v := range envtest.Check(game, envtest.Config{Games: 2}) {
				t.Error(v)
			}
			return
		}
		envtest.Test(t, game)
	})
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	onEveryKind(t, func(t *testing.T, game hex.Game) { assert.Zero(t, envtest.PlayoutAllocs(game, 1)) })
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(hex.New(hex.Config{Size: 4, Swap: true}), 4))
}

func TestNewRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "hex: a board of size 0, want 1 to 19", func() { hex.New(hex.Config{}) })
	assert.PanicsWithValue(t, "hex: a board of size 20, want 1 to 19", func() { hex.New(hex.Config{Size: 20}) })
}

// joined tells whether the cells marked so in the text of a position join the
// top and the bottom row (X) or the left and the right column (O): the dumb
// twin of the forest, a walk from the first edge.
func joined(size int, text string, mark byte) bool {
	seen := make([]bool, size*size)
	var walk func(row, col int) bool
	walk = func(row, col int) bool {
		if row < 0 || row >= size || col < 0 || col >= size || text[row*size+col] != mark || seen[row*size+col] {
			return false
		}
		seen[row*size+col] = true
		along := row
		if mark == 'O' {
			along = col
		}
		return along == size-1 || walk(row-1, col) || walk(row-1, col+1) || walk(row, col-1) ||
			walk(row, col+1) || walk(row+1, col-1) || walk(row+1, col)
	}
	for i := range size {
		if mark == 'X' && walk(0, i) || mark == 'O' && walk(i, 0) {
			return true
		}
	}
	return false
}

// playAgainstTwin plays a game and compares its end with the twin after every
// move; choose picks one of so many moves, a negative number ends the game
// early.
func playAgainstTwin(t testing.TB, game hex.Game, choose func(n int) int) envs.Player {
	t.Helper()
	size, s := game.Config().Size, game.New(0)
	rewards := make([]float32, 2)
	for {
		text := game.FormatPosition(s)
		x, o := joined(size, text, 'X'), joined(size, text, 'O')
		s.Rewards(rewards)
		require.Equal(t, x, rewards[0] == 1, "\n%v", s)
		require.Equal(t, o, rewards[1] == 1, "\n%v", s)
		require.Equal(t, x || o, s.ToPlay() == envs.Over, "\n%v", s)
		legal := s.Legal(nil)
		if len(legal) == 0 {
			if x {
				return 0
			}
			return 1
		}
		require.Equal(t, strings.Count(text, "."), len(legal)-strings.Count(strings.Join(names(game, s), " "), "swap"))
		i := choose(len(legal))
		if i < 0 {
			return envs.Over
		}
		s.Play(legal[i])
	}
}

func names(game hex.Game, s envs.State) []string {
	var all []string
	for _, a := range s.Legal(nil) {
		all = append(all, game.FormatAction(s, a))
	}
	return all
}

func TestWinnersAreConnected(t *testing.T) {
	onEveryKind(t, func(t *testing.T, game hex.Game) {
		rng := seed.Stream(1)
		wins := [2]int{}
		for range 12 {
			wins[playAgainstTwin(t, game, rng.IntN)]++
		}
		if game.Config().Size > 1 {
			assert.NotZero(t, min(wins[0], wins[1]), "both seats win: %v", wins)
		}
	})
}

// FuzzGame reads a game from bytes: one is the kind, each one more a choice
// among the legal moves.
func FuzzGame(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5})
	f.Add([]byte{8, 3, 255, 3, 3, 3, 3, 3, 3})
	f.Add([]byte("9It is a far, far better thing that I do, than I have ever done"))
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) == 0 {
			return
		}
		game := hex.New(kinds[int(choices[0])%len(kinds)])
		choices = choices[1:]
		playAgainstTwin(t, game, func(n int) int {
			if len(choices) == 0 {
				return -1
			}
			i := int(choices[0]) * n / 256
			choices = choices[1:]
			return i
		})
	})
}

func TestSwapTakesTheFirstStoneOver(t *testing.T) {
	game := hex.New(hex.Config{Size: 3, Swap: true})
	s := game.New(0)
	assert.NotContains(t, names(game, s), "swap", "there is nothing to take over")
	play(t, game, s, "b1")
	assert.Equal(t, []string{"a1", "c1", "a2", "b2", "c2", "a3", "b3", "c3", "swap"}, names(game, s))
	other := game.New(0)
	other.CopyFrom(s)
	play(t, game, s, "swap")
	assert.Equal(t, "...O..... X", game.FormatPosition(s), "b1 becomes a2")
	assert.NotContains(t, names(game, s), "swap")
	play(t, game, s, "b1")
	assert.Equal(t, ".X.O..... O", game.FormatPosition(s))
	play(t, game, other, "a2")
	assert.NotContains(t, names(game, other), "swap", "it was declined")
	assert.Equal(t, ".X.O..... X", game.FormatPosition(other))
	assert.NotEqual(t, other.(envs.Hasher).Hash(), s.(envs.Hasher).Hash(), "the same stones, another turn")
}

func play(t testing.TB, game hex.Game, s envs.State, moves string) {
	t.Helper()
	for _, text := range strings.Fields(moves) {
		a, err := game.ParseAction(s, text)
		require.NoError(t, err, moves)
		s.Play(a)
	}
}

func TestParseActionRefuses(t *testing.T) {
	for _, c := range []struct {
		name        string
		kind        hex.Config
		moves, text string
		want        string
	}{
		{"nonsense", hex.Config{Size: 3}, "", "b22", `unknown move "b22": want an empty cell from a1 to c3`},
		{"a leading zero", hex.Config{Size: 11}, "", "b02", `unknown move "b02"`},
		{"a sign", hex.Config{Size: 11}, "", "b+2", `unknown move "b+2"`},
		{"beyond the board", hex.Config{Size: 3}, "", "d1", `unknown move "d1": want an empty cell from a1 to c3`},
		{"no swap rule", hex.Config{Size: 3}, "a1", "swap", `unknown move "swap": want an empty cell from a1 to c3`},
		{"nothing to swap", hex.Config{Size: 3, Swap: true}, "", "swap", `illegal move "swap": only the first stone can be taken over, and at once`},
		{"too late to swap", hex.Config{Size: 3, Swap: true}, "a1 b1", "swap", `illegal move "swap": only the first stone`},
		{"swap listed", hex.Config{Size: 3, Swap: true}, "", "?", `unknown move "?": want an empty cell from a1 to c3, or swap`},
		{"taken", hex.Config{Size: 3}, "b2", "B2", `illegal move "B2": the cell is taken`},
		{"over", hex.Config{Size: 1}, "a1", "a1", `move "a1" after the end of the game`},
	} {
		t.Run(c.name, func(t *testing.T) {
			game := hex.New(c.kind)
			s := game.New(0)
			play(t, game, s, c.moves)
			before := game.FormatPosition(s)
			_, err := game.ParseAction(s, c.text)
			assert.ErrorContains(t, err, "hex: ")
			assert.ErrorContains(t, err, c.want)
			assert.Equal(t, before, game.FormatPosition(s))
		})
	}
}

func TestParsePositionRefusesTheImpossible(t *testing.T) {
	plain, swap := hex.New(hex.Config{Size: 3}), hex.New(hex.Config{Size: 3, Swap: true})
	for _, c := range []struct {
		name string
		game hex.Game
		text string
		want string
	}{
		{"short", plain, "........", "8 cells, want 9"},
		{"a letter", plain, "....x....", "'x' in column 2 of row 2, want X, O or a full stop"},
		{"counts", plain, "XX.......", "2 more X than O with X to move, want 0"},
		{"O ahead", plain, "O........", "-1 more X than O with X to move, want 0"},
		{"the wrong turn", plain, "X........ X", "1 more X than O with X to move, want 0"},
		{"no turn", plain, "X........ ", `"" to move, want X or O`},
		{"an odd turn", plain, "X........ Z", `"Z" to move, want X or O`},
		{"turn missing", swap, "X........", "a blank and X or O to move is missing"},
		{"never swapped", swap, "......... O", "0 more X than O with O to move, want 1, or 0 after a swap"},
		{"too far", swap, "OO....... X", "-2 more X than O with X to move, want 0, or -1 after a swap"},
		{"went on", plain, "X.OX.OX.O", "the game went on after a connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.game.ParsePosition(c.text)
			assert.ErrorContains(t, err, fmt.Sprintf("hex: position %q: ", c.text))
			assert.ErrorContains(t, err, c.want)
		})
	}
	five := hex.New(hex.Config{Size: 5})
	_, err := five.ParsePosition("X.O.XX.O.XX.O.XX.O.XX...X")
	assert.ErrorContains(t, err, "6 more X than O")
	_, err = five.ParsePosition("XOO.XXOO.XXOO.XXO..XXOO.X")
	assert.ErrorContains(t, err, "no last stone can have completed every connection at once")

	s, err := plain.ParsePosition("X........ O")
	require.NoError(t, err)
	assert.Equal(t, "X........", plain.FormatPosition(s), "the turn may be told where it is known")
}

func FuzzParsePosition(f *testing.F) {
	f.Add("....X....")
	f.Add("X.O...... O")
	f.Add("O........ X")
	f.Fuzz(func(t *testing.T, text string) {
		for _, swap := range []bool{false, true} {
			game := hex.New(hex.Config{Size: 3, Swap: swap})
			s, err := game.ParsePosition(text)
			if err != nil {
				continue
			}
			back := game.FormatPosition(s)
			require.True(t, back == text || strings.HasPrefix(text, back+" ") && !swap, "%q and %q", text, back)
		}
	})
}

func FuzzParseAction(f *testing.F) {
	f.Add("d3")
	f.Add("SWAP")
	f.Fuzz(func(t *testing.T, text string) {
		game := hex.New(hex.Config{Size: 11, Swap: true})
		s := game.New(0)
		play(t, game, s, "k11")
		a, err := game.ParseAction(s, text)
		if err == nil {
			require.Contains(t, s.Legal(nil), a)
			require.Equal(t, strings.ToLower(text), game.FormatAction(s, a))
		}
	})
}

func TestEstimateCountsMissingStones(t *testing.T) {
	game := hex.New(hex.Config{Size: 5})
	for _, c := range []struct {
		moves string
		want  float32 // of seat 0: d/(|d|+2), d the stones that seat 1 misses more, and half a stone for the turn
	}{
		{"", 0.5 / 2.5},
		{"c3", 0.5 / 2.5},                   // 5 to 4, less the turn
		{"c1 a3", 0.5 / 2.5},                // 4 to 4: both touch edges
		{"c1 a1 c2 a2 c3 a3 c4", 3.5 / 5.5}, // one stone is left, the other has to go round by the last row
	} {
		t.Run(c.moves, func(t *testing.T) {
			s := game.New(0)
			play(t, game, s, c.moves)
			e := make([]float32, 2)
			s.(envs.Estimator).Estimate(e)
			assert.InDelta(t, c.want, e[0], 1e-6, "\n%v", s)
			assert.Equal(t, e[0], -e[1])
		})
	}
}

func BenchmarkPlayout(b *testing.B) {
	for _, size := range []int{5, 11, 19} {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			envtest.BenchmarkPlayouts(b, hex.New(hex.Config{Size: size}))
		})
	}
}

func Example() {
	game := hex.New(hex.Config{Size: 3})
	s := game.New(0)
	for _, text := range []string{"b2", "a2", "c1", "b1", "a3"} {
		a, err := game.ParseAction(s, text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	fmt.Println("over:", s.ToPlay() == envs.Over)
	// Output:
	//  a b c
	// 1 . O X
	//  2 O X .
	//   3 X . .
	// over: true
}
