package connectfour_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/internal/truth"
)

func TestLaws(t *testing.T) { envtest.Test(t, connectfour.New()) }

func TestPlayoutsAllocateNothing(t *testing.T) {
	assert.Zero(t, envtest.PlayoutAllocs(connectfour.New(), 1))
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(connectfour.New(), 1))
}

// facts are the published counts of connect4/facts.json.
type facts struct {
	Counts []struct {
		Width, Height int
		Sequences     []uint64 `json:"move_sequences_by_ply"`
		Distinct      []int    `json:"distinct_positions_by_ply"`
	}
}

func TestTruthCounts(t *testing.T) {
	var f facts
	require.NoError(t, json.Unmarshal(truth.Read(t, "connect4/facts.json"), &f))
	board := f.Counts[0]
	require.Equal(t, []int{connectfour.Width, connectfour.Height}, []int{board.Width, board.Height})
	game := connectfour.New()
	deepest := 8 // 5,673,234 games; the deeper counts take minutes
	if testing.Short() {
		deepest = 6
	}
	for depth, want := range board.Sequences[:deepest+1] {
		assert.Equal(t, want, envtest.Perft(game, game.New(0), depth), "games of %d plies", depth)
	}
	assert.Equal(t, board.Distinct[:deepest+1], envtest.Distinct(game, deepest), "positions by plies")
}

func TestFromMoves(t *testing.T) {
	for _, c := range []struct{ moves, want string }{
		{"4", "......./......./......./......./......./...x..."},
		{"4444443", "...o.../...x.../...o.../...x.../...o.../..xx..."},
	} {
		s, err := connectfour.FromMoves(c.moves)
		require.NoError(t, err)
		assert.Equal(t, c.want, connectfour.New().FormatPosition(s))
	}
	for _, c := range []struct{ moves, want string }{
		{"8", `move 1 of "8": connect4: unknown move "8": want the number of a column that is not full, 1 to 7`},
		{"1111111", `move 7 of "1111111": connect4: illegal move "1": the column is full`},
		{"12121212", `move 8 of "12121212": connect4: move "2" after the end of the game`},
	} {
		_, err := connectfour.FromMoves(c.moves)
		assert.EqualError(t, err, c.want)
	}
}

// TestWinnersHaveFourInRow compares the bitboard with a walk along every line
// of the drawn board.
func TestWinnersHaveFourInRow(t *testing.T) {
	game := connectfour.New()
	rng := seed.Stream(1)
	endings := map[string]int{}
	for range 3000 {
		s := game.New(0)
		var before, text string
		for s.ToPlay() != envs.Over {
			legal := s.Legal(nil)
			s.Play(legal[rng.IntN(len(legal))])
			before, text = text, game.FormatPosition(s)
		}
		require.Empty(t, lineOfFour(before), before)
		rewards := make([]float32, 2)
		s.Rewards(rewards)
		line := lineOfFour(text)
		endings[line]++
		want := map[byte][]float32{0: {0, 0}, 'x': {1, -1}, 'o': {-1, 1}}[(line + "\x00")[0]]
		require.Equal(t, want, rewards, text)
	}
	assert.Greater(t, len(endings), 60, "kinds of endings seen, of 139")
}

// lineOfFour names a line of four equal discs in the text of a position, the
// disc first; the name is empty if there is none.
func lineOfFour(text string) string {
	rows := strings.Split(text, "/")
	at := func(row, col int) byte {
		if row < 0 || row >= len(rows) || col < 0 || col >= len(rows[row]) {
			return '.'
		}
		return rows[row][col]
	}
	for row := range rows {
		for col := range len(rows[row]) {
			for _, d := range [][2]int{{0, 1}, {1, 0}, {1, 1}, {1, -1}} {
				disc, n := at(row, col), 0
				for n < 4 && at(row+n*d[0], col+n*d[1]) == disc {
					n++
				}
				if disc != '.' && n == 4 {
					return fmt.Sprintf("%c from row %d, column %d towards %v", disc, row, col, d)
				}
			}
		}
	}
	return ""
}

func TestParsePositionRefusesTheImpossible(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"rows", "......./.......", "2 rows separated by slashes, want 6"},
		{"cells", "......./......./......./......./......./...x....", `row "...x...." has 8 cells, want 7`},
		{"character", "......./......./......./......./......./...X...", `row "...X..." has 'X' in column 4, want x, o or a full stop`},
		{"floating", "......./......./......./......./.x...../.......", "a disc hangs in the air in column 2"},
		{"counts", "......./......./......./......./......./.x.x...", "2 more x than o, want 0 or 1"},
		{"o ahead", "......./......./......./......./......./.o.....", "-1 more x than o, want 0 or 1"},
		{"went on", "......./......./......./......./ooo..../xxxxo..", "the game went on after four in a row"},
		{"both won", "......./......./......./......./oooo.../xxxx...", "the game went on after four in a row"},
		{"won twice", "......./......./x.....x/xo...ox/xo...ox/xoo..ox", "no last disc can have completed every line at once"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := connectfour.New().ParsePosition(c.text)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func TestEstimateLeansToTheSideWithMore(t *testing.T) {
	estimate := func(moves string) float32 {
		s, err := connectfour.FromMoves(moves)
		require.NoError(t, err)
		e := make([]float32, 2)
		s.Estimate(e)
		assert.Equal(t, e[0], -e[1])
		return e[0]
	}
	assert.Zero(t, estimate(""))
	assert.Greater(t, estimate("4"), estimate("1"))
	assert.Greater(t, estimate("414243"), float32(0.3), "an open three")
	assert.Negative(t, estimate("1424344"))
}

func FuzzParsePosition(f *testing.F) {
	f.Add("......./......./......./......./......./...x...")
	f.Add("x/o")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := connectfour.New().ParsePosition(text)
		if err == nil {
			assert.Equal(t, text, connectfour.New().FormatPosition(s))
		}
	})
}

func Example() {
	game := connectfour.New()
	s := game.New(0)
	for _, text := range []string{"4", "4", "3"} {
		a, err := game.ParseAction(s, text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	fmt.Println("seat", s.ToPlay(), "moves in", game.FormatPosition(s))
	// Output:
	// . . . . . . .
	// . . . . . . .
	// . . . . . . .
	// . . . . . . .
	// . . . o . . .
	// . . x x . . .
	// 1 2 3 4 5 6 7
	// seat 1 moves in ......./......./......./......./...o.../..xx...
}

func BenchmarkPlayout(b *testing.B) { envtest.BenchmarkPlayouts(b, connectfour.New()) }
