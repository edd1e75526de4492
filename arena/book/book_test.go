package book_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/book"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/truth"
)

func world(t *testing.T, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

// describe writes openings as text: the position, if it is not the first, and
// the moves.
func describe(game envs.Game, all []arena.Opening) (texts []string) {
	for _, o := range all {
		text := o.Position + "|"
		s := arena.Opening{Position: o.Position}.State(game)
		for _, a := range o.Actions {
			text += agents.Notation(game).FormatAction(s, a) + " "
			s.Play(a)
		}
		texts = append(texts, text)
	}
	return texts
}

func TestRead(t *testing.T) {
	for _, c := range []struct {
		game, file, text string
		plies            int
		want             []string
	}{
		{"chess", "b.pgn", "1. e4 e5 (1... c5) 2. Nf3 *\n\n[Event \"b\"]\n\n1. d4 *", 0, []string{"|e2e4 e7e5 g1f3 ", "|d2d4 "}},
		{"chess", "b.pgn", "1. e4 e5 2. Nf3 *\n\n[Event \"b\"]\n\n1. e4 c5 *", 1, []string{"|e2e4 "}},
		{"chess", "b.pgn", "1. f3 e5 2. g4 Qh4# 0-1", 0, []string{"|f2f3 e7e5 g2g4 "}},
		{"chess", "b.PGN", "[SetUp \"1\"]\n[FEN \"4k3/8/8/8/8/8/4P3/4K3 w - - 0 1\"]\n\n1. e4 Kd7 *", 0,
			[]string{"4k3/8/8/8/8/8/4P3/4K3 w - - 0 1|e2e4 e8d7 "}},
		{"chess", "b.epd", "# a comment\n4k3/8/8/8/8/8/4P3/4K3 w - - bm e4; id \"x\";\n\n4k3/8/8/8/8/8/3P4/4K3 b - - 3 7\n", 0,
			[]string{"4k3/8/8/8/8/8/4P3/4K3 w - - 0 1|", "4k3/8/8/8/8/8/3P4/4K3 b - - 3 7|"}},
		{"go:5", "b.sgf", "(;SZ[5];B[cc];W[bb](;B[cb])(;B[aa]))(;SZ[5];B[cc];W[];AB[aa];B[bb])", 0, []string{"|C3 B4 C4 ", "|C3 pass "}},
		{"go:5", "b.sgf", "(;SZ[5]AB[bb][dd]HA[2];W[cc];W[cd])", 0, []string{"...../.X.../...../...X./..... w|C3 "}},
		{"connect4", "b.txt", "44\n4435\n4 4\n1122334\n", 0, []string{"|4 4 ", "|4 4 3 5 ", "|1 1 2 2 3 3 "}},
		{"othello", "b.fen", "", 0, nil},
	} {
		t.Run(c.game+" "+c.file, func(t *testing.T) {
			game := world(t, c.game)
			got, err := book.Read(game, c.file, []byte(c.text), book.Config{Plies: c.plies})
			if c.want == nil {
				assert.EqualError(t, err, "book b.fen: no opening after which the game goes on")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, describe(game, got))
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ game, file, text, want string }{
		{"chess", "b.cbh", "", `book b.cbh: a file that ends in ".cbh"; want .pgn, .sgf, .epd, .fen or .txt`},
		{"chess", "b.pgn", "1. e4 Ke3 *", `book b.pgn: PGN game 1, byte 6: `},
		{"othello", "b.pgn", "1. e4 *", `book b.pgn: PGN holds games of chess, gardner and losalamos, not of othello`},
		{"chess", "b.sgf", "(;SZ[9])", `book b.sgf: SGF holds games of go, othello and hex, not of chess`},
		{"go:9", "b.sgf", "(;SZ[9];B[cc])(;SZ[19];B[cc])", `book b.sgf: game 2: SGF: a board of 19 points a side; go:9 has 9`},
		{"go:9", "b.sgf", "(;SZ[9];B[cc];W[cc])", `book b.sgf: game 1: `},
		{"go:9", "b.sgf", "(;SZ[9];B[cc", `book b.sgf: `},
		{"connect4", "b.txt", "44\n48\n", `book b.txt: line 2: move 2 of "48": `},
		{"chess", "b.epd", "8/8 w", `book b.epd: line 1: `},
		{"connect4", "b.txt", "# nothing\n", `book b.txt: it holds no game`},
	} {
		_, err := book.Read(world(t, c.game), c.file, []byte(c.text), book.Config{})
		assert.ErrorContains(t, err, c.want)
	}
}

func TestOrder(t *testing.T) {
	game := world(t, "connect4")
	text := []byte("1\n2\n3\n4\n5\n6\n7\n")
	inOrder, err := book.Read(game, "b.txt", text, book.Config{Seed: 1})
	require.NoError(t, err)
	shuffled, err := book.Read(game, "b.txt", text, book.Config{Seed: 1, Random: true})
	require.NoError(t, err)
	again, err := book.Read(game, "b.txt", text, book.Config{Seed: 1, Random: true})
	require.NoError(t, err)
	assert.Equal(t, shuffled, again)
	assert.NotEqual(t, describe(game, inOrder), describe(game, shuffled))
	assert.ElementsMatch(t, describe(game, inOrder), describe(game, shuffled))

	filled := book.Fill(inOrder, 9)
	assert.Equal(t, inOrder, filled[:7])
	assert.Equal(t, inOrder[:2], filled[7:])
}

// Real games of people: every opening begins a game that goes on.
func TestTruthRealGames(t *testing.T) {
	for _, c := range []struct{ game, file string }{
		{"chess", "chess/pgn_real/kasparov-deep-blue-1997.pgn"},
		{"go:19", "go/sgf_real/handtalk_handtalk17.sgf"},
	} {
		game := world(t, c.game)
		got, err := book.Read(game, c.file, truth.Public(t, c.file), book.Config{Plies: 12})
		require.NoError(t, err)
		for _, o := range got {
			assert.NotEqual(t, envs.Over, o.State(game).ToPlay())
			assert.LessOrEqual(t, len(o.Actions), 12)
		}
	}
}
