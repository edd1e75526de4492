package othello_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

// onEverySide runs a test on every size of board.
func onEverySide(t *testing.T, f func(t *testing.T, game othello.Game)) {
	for _, side := range othello.Sides() {
		t.Run(fmt.Sprintf("side=%d", side), func(t *testing.T) { f(t, othello.New(side)) })
	}
}

func TestLaws(t *testing.T) {
	onEverySide(t, func(t *testing.T, game othello.Game) { envtest.Test(t, game) })
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	onEverySide(t, func(t *testing.T, game othello.Game) { assert.Zero(t, envtest.PlayoutAllocs(game, 1)) })
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(othello.New(6), 2))
}

func TestNewRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "othello: a board of side 5, want one of [4 6 8]", func() { othello.New(5) })
}

// plain is the dumb twin of a State: letters on a board, walked cell by cell.
type plain struct {
	side  int
	cells []byte
	mover byte
}

func newPlain(side int) *plain {
	p := &plain{side, []byte(strings.Repeat("-", side*side)), 'X'}
	half := side / 2
	p.cells[half*side+half-1], p.cells[(half-1)*side+half] = 'X', 'X'
	p.cells[half*side+half], p.cells[(half-1)*side+half-1] = 'O', 'O'
	return p
}

func other(disc byte) byte { return "XO"[strings.IndexByte("OX", disc)] }

// turned returns the cells that a disc on the cell would turn over.
func (p *plain) turned(cell int, disc byte) []int {
	var all []int
	if p.cells[cell] != '-' {
		return nil
	}
	for rows := -1; rows <= 1; rows++ {
		for cols := -1; cols <= 1; cols++ {
			var line []int
			row, col := cell/p.side+rows, cell%p.side+cols
			for 0 <= row && row < p.side && 0 <= col && col < p.side && p.cells[row*p.side+col] == other(disc) {
				line = append(line, row*p.side+col)
				row, col = row+rows, col+cols
			}
			if 0 <= row && row < p.side && 0 <= col && col < p.side && p.cells[row*p.side+col] == disc {
				all = append(all, line...)
			}
		}
	}
	return all
}

// discs returns the cells where the owner of disc can put one.
func (p *plain) discs(disc byte) []envs.Action {
	var all []envs.Action
	for cell := range p.cells {
		if len(p.turned(cell, disc)) > 0 {
			all = append(all, envs.Action(cell))
		}
	}
	return all
}

func (p *plain) legal() []envs.Action {
	all := p.discs(p.mover)
	if len(all) == 0 && len(p.discs(other(p.mover))) > 0 {
		return []envs.Action{envs.Action(p.side * p.side)}
	}
	return all
}

func (p *plain) play(a envs.Action) {
	if int(a) < len(p.cells) {
		for _, cell := range append(p.turned(int(a), p.mover), int(a)) {
			p.cells[cell] = p.mover
		}
	}
	p.mover = other(p.mover)
}

func (p *plain) String() string { return fmt.Sprintf("%s %c", p.cells, p.mover) }

// playBoth plays a game in the world and its twin and compares them all the
// way; choose picks one of so many legal moves, a negative number ends the
// game early.
func playBoth(t testing.TB, game othello.Game, choose func(n int) int) envs.State {
	t.Helper()
	s, twin := game.New(0), newPlain(game.Side())
	for {
		require.Equal(t, twin.String(), game.FormatPosition(s))
		want := twin.legal()
		require.Equal(t, want, s.Legal(nil), "%v", s)
		require.Equal(t, len(want) == 0, s.ToPlay() == envs.Over)
		if len(want) == 0 {
			return s
		}
		i := choose(len(want))
		if i < 0 {
			return s
		}
		s.Play(want[i])
		twin.play(want[i])
	}
}

func TestRulesEqualThoseOfThePlainTwin(t *testing.T) {
	onEverySide(t, func(t *testing.T, game othello.Game) {
		rng := seed.Stream(1)
		outcomes := map[float32]int{}
		rewards := make([]float32, 2)
		for range 60 {
			s := playBoth(t, game, rng.IntN)
			s.Rewards(rewards)
			outcomes[rewards[0]]++
			text := game.FormatPosition(s)
			margin := strings.Count(text[:len(text)-2], "X") - strings.Count(text[:len(text)-2], "O")
			require.Equal(t, float32(min(max(margin, -1), 1)), rewards[0], text)
			require.Equal(t, -rewards[1], rewards[0])
			require.Equal(t, margin, s.(*othello.State).Margin(0))
		}
		assert.Greater(t, min(outcomes[1], outcomes[-1]), 5, "outcomes of all kinds: %v", outcomes)
	})
}

// FuzzGame reads a game from bytes: a byte is the size of the board, each one
// more a choice among the legal moves.
func FuzzGame(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5})
	f.Add([]byte{1, 3, 3, 3, 3, 3, 3, 3, 3})
	f.Add([]byte("2It was the best of times, it was the worst of times"))
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) == 0 {
			return
		}
		sides := othello.Sides()
		game := othello.New(sides[int(choices[0])%len(sides)])
		choices = choices[1:]
		playBoth(t, game, func(n int) int {
			if len(choices) == 0 {
				return -1
			}
			i := int(choices[0]) % n
			choices = choices[1:]
			return i
		})
	})
}

func TestParseActionRefuses(t *testing.T) {
	game := othello.New(8)
	for _, c := range []struct{ name, position, text, want string }{
		{"nonsense", "", "d33", `unknown move "d33": want a cell from a1 to h8, or pass`},
		{"beyond the board", "", "i1", `unknown move "i1": want a cell from a1 to h8, or pass`},
		{"row 0", "", "a0", `unknown move "a0"`},
		{"taken", "", "d4", `illegal move "d4": the cell is taken; want one of d3 c4 f5 e6`},
		{"turns nothing", "", "e3", `illegal move "e3": it turns no disc; want one of d3 c4 f5 e6`},
		{"needless pass", "", "pass", `illegal move "pass": there is a disc to turn; want one of d3 c4 f5 e6`},
		{"must pass", "XO" + strings.Repeat("-", 62) + " O", "c1", `illegal move "c1": it turns no disc; want one of pass`},
		{"over", strings.Repeat("X", 64) + " O", "a1", `move "a1" after the end of the game`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := game.New(0)
			if c.position != "" {
				var err error
				s, err = game.ParsePosition(c.position)
				require.NoError(t, err)
			}
			_, err := game.ParseAction(s, c.text)
			assert.ErrorContains(t, err, "othello: ")
			assert.ErrorContains(t, err, c.want)
		})
	}
	a, err := game.ParseAction(game.New(0), "D3")
	assert.NoError(t, err, "capital letters are as good")
	assert.EqualValues(t, 19, a)
}

func TestParsePosition(t *testing.T) {
	game := othello.New(4)
	for _, c := range []struct{ name, text, want string }{
		{"short", "-----OX--XO---- X", "want 16 cells of X, O and -, a blank, and X or O to move"},
		{"no mover", "-----OX--XO-----", "want 16 cells"},
		{"a cell", "-----OX--XO---?- X", `has '?' at c4, want X, O or -`},
		{"a mover", "-----OX--XO----- B", `has 'B' to move, want X or O`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := game.ParsePosition(c.text)
			assert.ErrorContains(t, err, fmt.Sprintf("othello: position %q", c.text))
			assert.ErrorContains(t, err, c.want)
		})
	}
	s, err := game.ParsePosition(".....ox..xo----- x")
	require.NoError(t, err)
	assert.Equal(t, "-----OX--XO----- X", game.FormatPosition(s), "small letters and full stops are read too")
}

func FuzzParsePosition(f *testing.F) {
	f.Add("-----OX--XO----- X")
	f.Add("XXXXXXXXXXXXXXXX O")
	f.Fuzz(func(t *testing.T, text string) {
		for _, side := range othello.Sides() {
			game := othello.New(side)
			s, err := game.ParsePosition(text)
			if err == nil {
				want := strings.ReplaceAll(strings.ToUpper(text), ".", "-")
				assert.Equal(t, want, game.FormatPosition(s))
			}
		}
	})
}

func FuzzParseAction(f *testing.F) {
	f.Add("d3")
	f.Add("PASS")
	f.Fuzz(func(t *testing.T, text string) {
		game := othello.New(8)
		s := game.New(0)
		before := game.FormatPosition(s)
		a, err := game.ParseAction(s, text)
		require.Equal(t, before, game.FormatPosition(s))
		if err == nil {
			require.Contains(t, s.Legal(nil), a)
			require.Equal(t, strings.ToLower(text), game.FormatAction(s, a))
		}
	})
}

func TestEstimateLeansToTheBetterSide(t *testing.T) {
	game := othello.New(8)
	estimate := func(changes map[int]byte) float32 {
		cells := []byte(game.FormatPosition(game.New(0)))
		for cell, disc := range changes {
			cells[cell] = disc
		}
		s, err := game.ParsePosition(string(cells))
		require.NoError(t, err)
		e := make([]float32, 2)
		s.(envs.Estimator).Estimate(e)
		assert.Equal(t, e[0], -e[1])
		return e[0]
	}
	assert.Zero(t, estimate(nil))
	assert.Greater(t, estimate(map[int]byte{0: 'X'}), float32(0.2), "a corner of its own")
	assert.Less(t, estimate(map[int]byte{63: 'O'}), float32(-0.2), "a corner of the opponent")
	assert.Negative(t, estimate(map[int]byte{9: 'X'}), "a disc beside an empty corner")
	assert.Positive(t, estimate(map[int]byte{1: 'O'}), "the opponent's disc beside an empty corner")
}

// The rule of thumb beats chance by far when it chooses among the next
// positions.
func TestEstimateBeatsChance(t *testing.T) {
	game, rng := othello.New(8), seed.Stream(3)
	wins := 0
	const games = 60
	for i := range games {
		wins += playEstimator(game, envs.Player(i%2), rng)
	}
	assert.Greater(t, wins, games*8/10)
}

// playEstimator plays a game of one seat that maximises the estimate against
// random moves, and returns 1 if it wins.
func playEstimator(game othello.Game, seat envs.Player, rng *rand.Rand) int {
	s, next := game.New(0), game.New(0)
	e := make([]float32, 2)
	for s.ToPlay() != envs.Over {
		legal := s.Legal(nil)
		choice := legal[rng.IntN(len(legal))]
		if s.ToPlay() == seat {
			best := float32(-2)
			for _, a := range legal {
				next.CopyFrom(s)
				next.Play(a)
				if next.(envs.Estimator).Estimate(e); e[seat] > best {
					best, choice = e[seat], a
				}
			}
		}
		s.Play(choice)
	}
	s.Rewards(e)
	return int(max(e[seat], 0))
}

func BenchmarkPlayout(b *testing.B) {
	for _, side := range []int{6, 8} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { envtest.BenchmarkPlayouts(b, othello.New(side)) })
	}
}

func Example() {
	game := othello.New(8)
	s := game.New(0)
	for _, text := range []string{"d3", "c3", "c4"} {
		a, err := game.ParseAction(s, text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	// Output:
	//   a b c d e f g h
	// 1 . . . . . . . .
	// 2 . . . . . . . .
	// 3 . . O X * . . .
	// 4 . . X X X . . .
	// 5 . . * X O . . .
	// 6 . . . . . . . .
	// 7 . . . . . . . .
	// 8 . . . . . . . .
}
