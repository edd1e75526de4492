package gamefile_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

func world(t testing.TB, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

func write(t testing.TB, game envs.Game, f gamefile.Format, games ...*gamefile.Game) string {
	t.Helper()
	var b bytes.Buffer
	for _, g := range games {
		require.NoError(t, gamefile.Write(&b, game, f, g))
	}
	return b.String()
}

// played returns a game of random moves, with something known of each.
func played(t testing.TB, game envs.Game, number uint64, plies int) *gamefile.Game {
	t.Helper()
	rng := seed.Stream(number)
	g := &gamefile.Game{
		Seed: number, Players: []string{"the first", `a "second" [one] \ {x}`}, Event: "an event: of sorts", Round: 3,
		Date: time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC), Comment: "a [strange] game",
	}
	s := game.New(number)
	for len(g.Moves) < plies && s.ToPlay() != envs.Over {
		legal := s.Legal(nil)
		m := gamefile.Move{Action: legal[rng.IntN(len(legal))], Comment: "so: it goes]", Mark: gamefile.Mark(len(g.Moves) % 4)}
		v := float32(len(g.Moves)%9)/8 - 0.5
		m.Thought = &agents.Thought{Values: []float32{v, -v}}
		m.Left.Left = time.Minute - time.Duration(len(g.Moves))*500*time.Millisecond
		m.Line = legal[:1]
		g.Moves = append(g.Moves, m)
		s.Play(m.Action)
	}
	g.Finish(game)
	return g
}

// What is written is read back: the moves, and what is known of them.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, c := range []struct {
		game   string
		format gamefile.Format
	}{
		{"go:9", gamefile.SGF}, {"go:9,handicap=3", gamefile.SGF}, {"go:7,handicap=2,placement=free", gamefile.SGF},
		{"othello", gamefile.SGF}, {"othello:6", gamefile.SGF}, {"hex:5", gamefile.SGF}, {"hex:11,swap", gamefile.SGF},
		{"chess", gamefile.PGN}, {"gardner", gamefile.PGN}, {"losalamos", gamefile.PGN},
		{"connect4", gamefile.Text}, {"tictactoe", gamefile.Text}, {"go:5", gamefile.Text}, {"chess", gamefile.Text}, {"hex:4,swap", gamefile.Text},
	} {
		t.Run(c.game+string(c.format), func(t *testing.T) {
			game := world(t, c.game)
			var want []*gamefile.Game
			for number := range uint64(6) {
				want = append(want, played(t, game, number, 40))
			}
			text := write(t, game, c.format, want...)
			got, err := gamefile.Read(game, "x"+string(c.format), []byte(text))
			require.NoError(t, err)
			require.Len(t, got, len(want))
			for i := range want {
				assert.Equal(t, want[i].Opening().Actions, got[i].Opening().Actions)
				assert.Equal(t, want[i].Result, got[i].Result)
				assert.Equal(t, "the first", got[i].Player(0))
				assert.Equal(t, want[i].Player(1), got[i].Player(1))
				assert.Equal(t, want[i].Date, got[i].Date)
				assert.Equal(t, 3, got[i].Round)
				assert.Equal(t, want[i].Event, got[i].Event)
				for ply, m := range got[i].Moves {
					w := want[i].Moves[ply]
					assert.Equal(t, w.Mark, m.Mark)
					assert.Equal(t, w.Left.Left, m.Left.Left)
					assert.Equal(t, w.Comment, m.Comment)
					assert.InDelta(t, w.Thought.Values[0], m.Thought.Values[0], 0.002)
				}
			}
			assert.Equal(t, text, write(t, game, c.format, withLines(want, got)...), "written again")
		})
	}
}

// withLines gives games that were read the lines and clocks that a reader
// passes over.
func withLines(from, to []*gamefile.Game) []*gamefile.Game {
	for i := range to {
		to[i].Seed, to[i].Clock, to[i].Ending = from[i].Seed, from[i].Clock, from[i].Ending
		for ply := range to[i].Moves {
			to[i].Moves[ply].Line = from[i].Moves[ply].Line
		}
	}
	return to
}

// A game may begin with any position.
func TestPositionsOfTheStart(t *testing.T) {
	for _, c := range []struct {
		game, position, moves string
		format                gamefile.Format
	}{
		{"go:5", "...../.X.../..O../...../..... w", "c4 b3", gamefile.SGF},
		{"chess", "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1", "e2e4 e8d7", gamefile.PGN},
		{"othello:4", "-----OX--XX---X- O", "b4", gamefile.SGF},
		{"hex:3", "X........", "c3 b1", gamefile.SGF},
		{"connect4", "......./......./......./......./...o.../..xxo..", "4 1", gamefile.Text},
	} {
		game := world(t, c.game)
		g := &gamefile.Game{Position: c.position}
		actions, err := arena.PlayMoves(game, g.Start(game), c.moves)
		require.NoError(t, err, c.game)
		for _, a := range actions {
			g.Moves = append(g.Moves, gamefile.Move{Action: a})
		}
		text := write(t, game, c.format, g)
		got, err := gamefile.Read(game, "x"+string(c.format), []byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, g.Opening(), got[0].Opening(), text)
	}
}

func TestResults(t *testing.T) {
	game := world(t, "go:5")
	for _, c := range []struct {
		text, result string
		ending       arena.Ending
	}{
		{"B+R", gamefile.FirstWins, arena.Resigned}, {"W+Resign", gamefile.SecondWins, arena.Resigned},
		{"W+12.5", gamefile.SecondWins, arena.ByRules}, {"B+T", gamefile.FirstWins, arena.Late},
		{"W+F", gamefile.SecondWins, arena.Failure}, {"0", gamefile.Drawn, ""}, {"Draw", gamefile.Drawn, ""},
		{"B+", gamefile.FirstWins, ""}, {"?", "", ""}, {"Void", "", ""},
	} {
		got, err := gamefile.Read(game, "x.sgf", []byte("(;GM[1]SZ[5]RE["+c.text+"];B[aa])"))
		require.NoError(t, err)
		assert.Equal(t, c.result, got[0].Result, c.text)
		assert.Equal(t, c.ending, got[0].Ending, c.text)
	}
	won := &gamefile.Game{Result: gamefile.SecondWins, Ending: arena.Late}
	assert.Contains(t, write(t, game, gamefile.SGF, won), "RE[W+T]")
	assert.Contains(t, write(t, world(t, "chess"), gamefile.PGN, won), "[Result \"0-1\"]\n[Termination \"time forfeit\"]\n")
}

// Rules have the names that they are read by.
func TestRulesAreNamed(t *testing.T) {
	for rules, want := range map[string]string{"chinese": "Chinese", "tromp-taylor": "Tromp-Taylor", "aga": "AGA", "new-zealand": "NZ"} {
		text := write(t, world(t, "go:5,rules="+rules), gamefile.SGF, &gamefile.Game{})
		assert.Contains(t, text, "RU["+want+"]")
		named, _, ok := goban.RulesCalled(want)
		assert.True(t, ok)
		assert.Equal(t, rules, named)
	}
}

// The form of each format, for people to read.
func TestGoldens(t *testing.T) {
	for _, c := range []struct {
		game string
		f    gamefile.Format
	}{{"go:5", gamefile.SGF}, {"hex:3,swap", gamefile.SGF}, {"gardner", gamefile.PGN}, {"connect4", gamefile.Text}} {
		game := world(t, c.game)
		g := played(t, game, 5, 12)
		g.Clock = arena.Control{Main: time.Minute, Increment: 2 * time.Second}
		golden.Compare(t, c.game[:2]+string(c.f), write(t, game, c.f, g))
	}
}

// Commands for programs are taken out of the comments of others.
func TestCommentsOfOthers(t *testing.T) {
	game := world(t, "chess")
	got, err := gamefile.Read(game, "x.pgn", []byte(`1. e4 {[%eval 0.44] [%clk 1:02:03.5] book} 1... e5?? { [%eval #-3] [%csl Ge5]fine } 2. Nf3 {[%eval x] [%clk 9]} *`))
	require.NoError(t, err)
	m := got[0].Moves
	assert.InDelta(t, 0.44/4.44, m[0].Thought.Values[0], 1e-6)
	assert.Equal(t, time.Hour+2*time.Minute+3500*time.Millisecond, m[0].Left.Left)
	assert.Equal(t, "book", m[0].Comment)
	assert.Less(t, m[1].Thought.Values[0], float32(-0.95), "mated")
	assert.Equal(t, gamefile.Blunder, m[1].Mark)
	assert.Equal(t, "[%csl Ge5]fine", m[1].Comment)
	assert.Nil(t, m[2].Thought)
	assert.Equal(t, "[%eval x] [%clk 9]", m[2].Comment)
}

// Each record of a file is read as a game of the world that its header asks for.
func TestReadEach(t *testing.T) {
	read := func(usual, file, text string) (headers []gamefile.Header, worlds []envs.Game, err error) {
		games, worlds, err := gamefile.ReadEach(file, []byte(text), func(h gamefile.Header) (envs.Game, error) {
			if h.Side == 0 {
				return world(t, usual), nil
			}
			headers = append(headers, h)
			family, _, _ := strings.Cut(usual, ":")
			return catalog.Game(fmt.Sprintf("%s:%d", family, h.Side))
		})
		assert.Len(t, worlds, len(games))
		return headers, worlds, err
	}
	headers, worlds, err := read("go", "a.sgf", "(;SZ[9]KM[ 6,5]RU[Japanese];B[ii])(;GM[1]SZ[5:5]KM[x];B[ee])")
	assert.ErrorContains(t, err, `a.sgf: game 2: sgf: byte `, "a komi that is no number")
	assert.Equal(t, []gamefile.Header{{Side: 9, Komi: "6.5", Rules: "Japanese"}, {Side: 5}}, headers)
	assert.Nil(t, worlds)
	_, worlds, err = read("go:3", "a.sgf", "(;SZ[9];B[ii])(;SZ[5:5];B[ee])")
	require.NoError(t, err)
	assert.Equal(t, "go:9", worlds[0].Spec().Name)
	assert.Equal(t, "go:5", worlds[1].Spec().Name)
	headers, _, err = read("hex", "a.sgf", "(;GM[11]SZ[5]KM[7]RU[Chinese];B[a1])")
	require.NoError(t, err)
	assert.Equal(t, []gamefile.Header{{Side: 5}}, headers)
	_, worlds, err = read("connect4", "a.txt", "1\n2\n")
	require.NoError(t, err)
	assert.Equal(t, "connect4", worlds[1].Spec().Name)

	for _, c := range []struct{ usual, file, text, want string }{
		{"go", "a.sgf", "(;SZ[30])", "a.sgf: game 1: game \"go:30\": size"},
		{"go", "a.sgf", "(;SZ[9:5])", "a.sgf: game 1: SGF: a board of 9:5 points a side; go has 19"},
		{"othello", "a.sgf", "(;SZ[30])", "a.sgf: game 1: SGF: game \"1\" (GM), want 2, which is othello"},
		{"connect4", "a.sgf", "(;SZ[9])", "a.sgf: SGF holds games of go, othello and hex, not of connect4"},
		{"go", "a.sgf", "", "a.sgf: "},
	} {
		_, _, err := read(c.usual, c.file, c.text)
		assert.ErrorContains(t, err, c.want)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ game, file, text, want string }{
		{"go:9", "a.doc", "", `a.doc: a file that ends in ".doc": want .sgf, .pgn or .txt`},
		{"connect4", "a.sgf", "(;GM[1])", "a.sgf: SGF holds games of go, othello and hex, not of connect4"},
		{"go:9", "a.pgn", "*", "a.pgn: PGN holds games of chess, gardner and losalamos, not of go:9"},
		{"othello", "a.sgf", "(;GM[1]SZ[8])", `a.sgf: game 1: SGF: game "1" (GM), want 2, which is othello`},
		{"hex:5", "a.sgf", "(;GM[11])", `a.sgf: game 1: SGF: a board of 11 points a side; hex:5 has 5`},
		{"hex:5", "a.sgf", "(;GM[11]SZ[5];B[a9])", `a.sgf: game 1: SGF: byte 13: point "a9": want a1 to e5`},
		{"hex:5", "a.sgf", "(;GM[11]SZ[5];B[a1];W[a1])", `a.sgf: game 1: SGF: move 2: action 0 is illegal in hex:5`},
		{"othello", "a.sgf", "(;GM[2]AB[z9])", `a.sgf: game 1: SGF: AB[z9]: want a point such as a1`},
		{"go:9", "a.sgf", "(;SZ[9];B[zz])", `a.sgf: game 1: sgf: byte 10: move "zz"`},
		{"go:9", "a.sgf", "nothing", "a.sgf: sgf: byte 7: no game"},
		{"chess", "a.pgn", "[Variant \"Gardner\"]\n\n1. a3 *", `a.pgn: game 1: PGN: a game of the variant "Gardner", not of chess`},
		{"chess", "a.pgn", "", "a.pgn: it holds no game"},
		{"connect4", "a.txt", "1\n9\n", `a.txt: line 2: move 1 of "9": connect4: unknown move "9"`},
		{"connect4", "a.txt", "# Game: othello\n1\n", `a.txt: line 1: a game of othello, not of connect4`},
		{"connect4", "a.txt", "# Result: 2-0\n1\n", `a.txt: line 1: result "2-0": want 1-0, 0-1 or 1/2-1/2`},
		{"connect4", "a.txt", "# Position: x\n1\n", `a.txt: line 1: connect4: position "x"`},
	} {
		_, err := gamefile.Read(world(t, c.game), c.file, []byte(c.text))
		assert.ErrorContains(t, err, c.want)
	}
	assert.ErrorContains(t, gamefile.PGN.Holds(world(t, "go:9")), "not of go:9")
	assert.Equal(t, gamefile.PGN, gamefile.Usual(world(t, "losalamos")))
	assert.Equal(t, gamefile.SGF, gamefile.Usual(world(t, "hex:5")))
	assert.Equal(t, gamefile.Text, gamefile.Usual(world(t, "frozenlake")))
}

// A game of a world of chance is the same only with its seed.
func TestAGameOfChance(t *testing.T) {
	game := world(t, "frozenlake")
	record, err := arena.Play(context.Background(), game, arena.Opening{Seed: 9}, []agents.Agent{agents.Random(seed.Stream(1))}, arena.PlayConfig{})
	require.NoError(t, err)
	g := &gamefile.Game{Seed: 9}
	for _, a := range record.Actions {
		g.Moves = append(g.Moves, gamefile.Move{Action: a})
	}
	got, err := gamefile.Read(game, "x.txt", []byte(write(t, game, gamefile.Text, g, &gamefile.Game{Seed: 4})))
	require.NoError(t, err)
	assert.Equal(t, g.Opening(), got[0].Opening())
	assert.Empty(t, got[1].Moves, "a game without moves stays one")
}

// Whatever the text, there are games or an error, and what was read can be
// written and read again.
func FuzzRead(f *testing.F) {
	f.Add("go:5", ".sgf", "(;GM[1]SZ[5];B[aa]V[0.5]BL[3]C[x];W[];B[bb])")
	f.Add("hex:3,swap", ".sgf", "(;GM[11]SZ[3];B[a1];W[swap-pieces];B[c3])")
	f.Add("othello:4", ".sgf", "(;GM[2]SZ[4]AB[a1]PL[W];B[bd])")
	f.Add("chess", ".pgn", "1. e4 {[%eval 0.3]} e5?? (1... c5) 2. Nf3 1-0")
	f.Add("connect4", ".txt", "# Move 1: ?? [%value 0.5] x\n# Result: 1-0 rules\n44\n")
	f.Fuzz(func(t *testing.T, name, ending, text string) {
		if !strings.Contains("go:5 hex:3,swap othello:4 chess connect4", name) || name == "" || len(text) > 2000 {
			t.Skip()
		}
		game, err := catalog.Game(name)
		if err != nil {
			t.Skip()
		}
		games, err := gamefile.Read(game, "x"+ending, []byte(text))
		if err != nil {
			return
		}
		format, ok := gamefile.FormatOf("x" + ending)
		require.True(t, ok)
		written := write(t, game, format, games...)
		again, err := gamefile.Read(game, "x"+ending, []byte(written))
		require.NoError(t, err, written)
		require.Len(t, again, len(games))
		for i := range games {
			assert.Equal(t, games[i].Opening().Actions, again[i].Opening().Actions, written)
		}
	})
}
