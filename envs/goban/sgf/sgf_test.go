package sgf_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

func TestErrorsNameTheByte(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "sgf: byte 0: no game: want an opening parenthesis and a semicolon"},
		{"(;B[aa]", "sgf: byte 7: the text ends, but the parenthesis at byte 0 is not closed"},
		{"(;B[aa](;W[bb])", "sgf: byte 15: the text ends, but the parenthesis at byte 0 is not closed"},
		{"(;C[for ever", `sgf: byte 3: the value of "C" that begins here is not closed by a bracket`},
		{`(;C[a\]`, `sgf: byte 3: the value of "C" that begins here is not closed by a bracket`},
		{"(;B[aa]())", `sgf: byte 8: ')' after an opening parenthesis: want a semicolon`},
		{"(;B[aa](;W[bb]);B[cc])", `sgf: byte 15: ';' after a variation: want an opening or closing parenthesis`},
		{"(;GM;B[ee])", `sgf: byte 4: ';' after the property "GM" at byte 2: want a value in brackets`},
		{"(;[1])", `sgf: byte 2: '[': want a property, a semicolon or a parenthesis`},
		{"(;ZZ9[bar])", `sgf: byte 4: '9' after the property "ZZ" at byte 2: want a value in brackets`},
		{"(;\xff)", `sgf: byte 2: byte 255: want a property, a semicolon or a parenthesis`},
		{"(;SZ[9];B[zz])", `sgf: byte 10: move "zz": want a point of the 9 × 9 board, two letters from a, or nothing for a pass`},
		{"(;SZ[9];B[e])", `sgf: byte 10: move "e": want a point of the 9 × 9 board, two letters from a, or nothing for a pass`},
		{"(;SZ[0])", `sgf: byte 5: size "0": want 1 to 52`},
		{"(;SZ[9:13])", `sgf: byte 5: board of "9:13": want as many columns as rows`},
		{"(;KM[x])", `sgf: byte 5: komi "x": want a number`},
		{"(;HA[-1])", `sgf: byte 5: handicap "-1": want a number of stones`},
		{"(;GM[2])", `sgf: byte 5: game "2": want 1, Go`},
		{"(;SZ[9]AB[aa:zz])", `sgf: byte 10: point "aa:zz": want two letters from a on the 9 × 9 board, or the corners top left : bottom right`},
		{"(;SZ[9]AB[aa]AW[aa])", `sgf: byte 16: AW[aa]: a point is set to two things in one node`},
		{"(;SZ[9];B[aa]W[bb])", `sgf: byte 15: a second move in the node at byte 7: want one`},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := load([]byte(c.text))
			assert.EqualError(t, err, c.want)
		})
	}
}

func TestReplayNamesTheIllegalMove(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"(;SZ[9];B[ee];W[ee])", `sgf: byte 13: move: go: illegal move "E5": a stone stands there`},
		{"(;SZ[9]AB[ab][ba];W[aa])", `sgf: byte 17: move: go: illegal move "A9": the stone would have no liberty`},
		{"(;SZ[2]AB[aa:bb])", `sgf: byte 1: setup: go: edit: the stone on A2 has no liberty`},
		{"(;PL[X])", `sgf: byte 5: turn of "X": want B or W`},
	} {
		tree := parse(t, c.text)
		game, err := tree.Game()
		require.NoError(t, err)
		_, err = sgf.Replay(game, lastOf(tree))
		assert.EqualError(t, err, c.want)
	}
	tree := parse(t, "(;SZ[9];B[ee];W[ee])")
	game, err := tree.Game()
	require.NoError(t, err)
	_, err = sgf.Replay(game, lastOf(tree))
	var illegal *goban.IllegalError
	require.ErrorAs(t, err, &illegal)
	assert.Equal(t, goban.Occupied, illegal.Reason)

	_, err = parse(t, "(;SZ[1])").Game()
	assert.EqualError(t, err, "sgf: byte 1: the game of the record: go: size 1: want 2 to 25")
}

func parse(t *testing.T, text string) *sgf.Tree {
	t.Helper()
	trees, err := sgf.Parse([]byte(text))
	require.NoError(t, err)
	require.Len(t, trees, 1)
	return trees[0]
}

func lastOf(tree *sgf.Tree) (last sgf.Node) {
	for n := range tree.MainLine() {
		last = n
	}
	return last
}

func TestReplayGivesWhiteTheTurnAfterHandicap(t *testing.T) {
	for text, seat := range map[string]int{
		"(;SZ[9]HA[2]AB[cg][gc])":      1,
		"(;SZ[9]HA[2]AB[cg][gc]PL[B])": 0,
		"(;SZ[9]AB[cg][gc])":           0,
		"(;SZ[9];B[ee];B[cc])":         1,
	} {
		tree := parse(t, text)
		game, err := tree.Game()
		require.NoError(t, err)
		s, err := sgf.Replay(game, lastOf(tree))
		require.NoError(t, err)
		assert.EqualValues(t, seat, s.ToPlay(), text)
	}
}

func TestReplayAppliesSetupAnywhere(t *testing.T) {
	tree := parse(t, "(;SZ[3]AB[aa][cc];B[bb];AE[aa]AW[ac:bc];W[ca])")
	assert.Equal(t, "..O/.X./OOX", finalBoard(t, tree))
}

// TestDeepAndWideTreesTakeLittle reads what a recursive reader would not
// survive, and bounds the memory by the length of the text.
func TestDeepAndWideTreesTakeLittle(t *testing.T) {
	const n = 1 << 18
	for _, c := range []struct{ name, text string }{
		{"deep", strings.Repeat("(;", n) + strings.Repeat(")", n)},
		{"wide", "(;" + strings.Repeat("(;)", n) + ")"},
		{"long", "(" + strings.Repeat(";", n) + ")"},
		{"properties", "(;" + strings.Repeat("A[]", n) + ")"},
		{"values", "(;A" + strings.Repeat("[]", n) + ")"},
		{"rectangles", "(;AB" + strings.Repeat("[aa:ss]", 1<<12) + ")"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, later runtime.MemStats
			runtime.ReadMemStats(&before)
			trees, err := sgf.Parse([]byte(c.text))
			require.NoError(t, err)
			require.NoError(t, sgf.Write(io.Discard, trees...))
			_, err = load([]byte(c.text))
			require.NoError(t, err)
			runtime.ReadMemStats(&later)
			assert.Less(t, later.TotalAlloc-before.TotalAlloc, uint64(500*len(c.text)), "bytes allocated for %d of text", len(c.text))
		})
	}
}

func TestWriteReportsItsWriter(t *testing.T) {
	tree := sgf.NewGame(goban.DefaultConfig(9))
	broken := errors.New("disk full")
	assert.ErrorIs(t, sgf.Write(failing{broken}, tree), broken)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return iotest.ErrReader(f.err).Read(nil) }

func TestTextsAreEscaped(t *testing.T) {
	for _, text := range []string{`a ] b \ c : d`, "two\nlines", "碁", "", "[x]"} {
		tree := sgf.NewTree()
		tree.Root().AddText("C", text)
		var b bytes.Buffer
		require.NoError(t, sgf.Write(&b, tree))
		got, ok := parse(t, b.String()).Root().Text("C")
		assert.True(t, ok)
		assert.Equal(t, text, got)
	}
}

func TestBadAdditionsPanic(t *testing.T) {
	root := sgf.NewTree().Root()
	assert.Panics(t, func() { root.AddRaw("b", "aa") })
	assert.Panics(t, func() { root.AddRaw("B") })
	assert.Panics(t, func() { root.AddRaw("B", "a]") })
	assert.Panics(t, func() { root.AddRaw("B", `a\`) })
}

func TestHandicapRecord(t *testing.T) {
	config := goban.DefaultConfig(9)
	config.Handicap = 3
	tree := sgf.NewGame(config)
	game, err := goban.New(config)
	require.NoError(t, err)
	s, err := sgf.Replay(game, tree.Root())
	require.NoError(t, err)
	assert.Equal(t, game.FormatPosition(game.New(0)), game.FormatPosition(s))
}

func FuzzSGF(f *testing.F) {
	for _, text := range []string{
		"(;)", "(;GM[1]FF[4]SZ[9]KM[6.5];B[ee];W[tt](;B[cc])(;B[];W[dd]C[x\\]y]))",
		"(;SZ[5]HA[2]AB[aa:bb]AW[cc]AE[aa]PL[W];W[dd])", "(;CA[UTF-8]PB[\u9ed2])(;PB[\xf8])", "(;CA[Shift_JIS]PB[\x95\x5c]C[\xb1])", "(;CA[GB18030]PB[\x81\x30\x81\x30\xff])", "\ufeff(;C[\\\r\n])",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		trees, err := sgf.Parse(text)
		if err != nil {
			var located *sgf.Error
			require.ErrorAs(t, err, &located)
			require.LessOrEqual(t, located.Offset, len(text))
			return
		}
		for _, tree := range trees {
			roundTrip(t, tree)
			game, err := tree.Game()
			if err != nil {
				continue
			}
			if _, err := sgf.Replay(game, lastOf(tree)); err != nil {
				var located *sgf.Error
				require.ErrorAs(t, err, &located)
			}
		}
	})
}

func Example() {
	trees, err := sgf.Parse([]byte("(;GM[1]FF[4]SZ[5]KM[0.5]PB[Ann];B[cc](;W[dc])(;W[cd]C[lower]))"))
	if err != nil {
		fmt.Println(err)
		return
	}
	game, err := trees[0].Game()
	if err != nil {
		fmt.Println(err)
		return
	}
	for n := range trees[0].Nodes() {
		if text, ok := n.Text("C"); ok {
			s, err := sgf.Replay(game, n)
			fmt.Println(text, game.FormatPosition(s), err)
		}
	}

	record := sgf.NewGame(game.Config())
	record.Root().AddMove(5, sgf.Move{Seat: 0, Point: 12}).AddText("C", "centre")
	if err := sgf.Write(os.Stdout, record); err != nil {
		fmt.Println(err)
	}
	// Output:
	// lower ...../...../..X../..O../..... b ply=2 <nil>
	// (;GM[1]FF[4]SZ[5]KM[0.5]CA[UTF-8];B[cc]C[centre])
}
