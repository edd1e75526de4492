package pgn_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/chess/pgn"
	"github.com/tengen-rl/tengen/internal/truth"
)

// readAll returns the games of text, those that cannot be read as far as they
// go, and their errors, nil for the others.
func readAll(text string) (games []*pgn.Game, errs []error) {
	r := pgn.NewReader(strings.NewReader(text), chess.New())
	for {
		game, err := r.Read()
		if err == io.EOF {
			return games, errs
		}
		games, errs = append(games, game), append(errs, err)
	}
}

// told is what the data tell of a game.
type told struct {
	Headers   map[string]string
	MainLine  []string
	Result    string
	FinalFEN  string `json:"final_fen"`
	TreeMoves int    `json:"tree_moves"`
	Comments  int
	Errors    []string
}

type oddCase struct {
	Name, PGN, Expect, Note string
	Games                   []told
	PythonChess             json.RawMessage `json:"python_chess"`
}

func TestTruthOddTexts(t *testing.T) {
	decoder := json.NewDecoder(bytes.NewReader(truth.Read(t, "chess/pgn_odd.jsonl")))
	decoder.DisallowUnknownFields()
	for decoder.More() {
		var c oddCase
		require.NoError(t, decoder.Decode(&c))
		t.Run(c.Name, func(t *testing.T) {
			games, errs := readAll(c.PGN)
			switch c.Expect {
			case "ok", "recover":
				require.Len(t, games, len(c.Games), "%v", errs)
				for i, game := range games {
					checkGame(t, c.Games[i], game, errs[i])
				}
			case "error":
				var bad *pgn.Error
				require.ErrorAs(t, errors.Join(errs...), &bad)
			case "either": // but no crash
			default:
				t.Errorf("unknown expectation %q", c.Expect)
			}
		})
	}
}

func checkGame(t *testing.T, want told, game *pgn.Game, err error) {
	t.Helper()
	assert.Equal(t, len(want.Errors) > 0, err != nil, "errors %v and %v", want.Errors, err)
	for name, value := range want.Headers {
		got, ok := game.Tag(name)
		if !ok { // the data fill in what the roster lacks
			got = map[string]string{"Date": "????.??.??", "Result": game.Outcome()}[name]
			if got == "" {
				got = "?"
			}
		}
		escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(got) // which the data leave in
		assert.Equal(t, value, escaped, "tag %s", name)
	}
	assert.Equal(t, want.Result, game.Outcome())
	moves, p := walk(game)
	assert.Equal(t, want.MainLine, moves)
	if want.FinalFEN != "" {
		assert.Equal(t, want.FinalFEN, p.FEN())
	}
	nodes, comments := weigh(game.Root)
	assert.Equal(t, want.TreeMoves, nodes-1, "moves in all lines")
	assert.Equal(t, want.Comments, comments, "comments")
}

// walk returns the main line as UCI writes it, and where it ends.
func walk(game *pgn.Game) ([]string, chess.Position) {
	moves, p := []string{}, game.Start
	for _, m := range game.MainLine() {
		moves = append(moves, p.UCI(m))
		p.Play(m)
	}
	return moves, p
}

// weigh counts nodes and comments.
func weigh(n *pgn.Node) (nodes, comments int) {
	nodes, comments = 1, len(n.Comments)+len(n.Before)
	for _, next := range n.Next {
		more, said := weigh(next)
		nodes, comments = nodes+more, comments+said
	}
	return nodes, comments
}

func TestTruthGames(t *testing.T) {
	games, errs := readAll(string(truth.Read(t, "chess/games.pgn")))
	require.NoError(t, errors.Join(errs...))
	decoder := json.NewDecoder(bytes.NewReader(truth.Read(t, "chess/games.jsonl")))
	for i := 0; decoder.More(); i++ {
		var want struct {
			Moves    []string
			Result   string
			FinalFEN string `json:"final_fen"`
		}
		require.NoError(t, decoder.Decode(&want))
		require.Less(t, i, len(games))
		moves, p := walk(games[i])
		assert.Equal(t, want.Moves, moves, "game %d", i+1)
		assert.Equal(t, want.Result, games[i].Outcome())
		assert.Equal(t, strings.Fields(want.FinalFEN)[0], strings.Fields(p.FEN())[0])
	}
}

func TestTruthRealFiles(t *testing.T) {
	decoder := json.NewDecoder(bytes.NewReader(truth.Public(t, "chess/pgn_real/index.jsonl")))
	decoder.DisallowUnknownFields()
	for decoder.More() {
		var file struct {
			File  string
			Games []struct {
				White, Black, Result string
				Moves                []string
				FinalFEN             string `json:"final_fen"`
				Errors               int
			}
		}
		require.NoError(t, decoder.Decode(&file))
		games, errs := readAll(string(truth.Public(t, "chess/pgn_real/"+file.File)))
		require.Len(t, games, len(file.Games), file.File)
		for i, want := range file.Games {
			assert.Equal(t, want.Errors > 0, errs[i] != nil, "%s: %v", file.File, errs[i])
			moves, p := walk(games[i])
			assert.Equal(t, want.Moves, moves, file.File)
			assert.Equal(t, want.FinalFEN, p.FEN(), file.File)
			assert.Equal(t, want.Result, games[i].Outcome())
			white, _ := games[i].Tag("White")
			black, _ := games[i].Tag("Black")
			assert.Equal(t, []string{want.White, want.Black}, []string{white, black})
		}
	}
}

const annotated = `[Event "the \"big\" one"]
[Site "?"]
[Date "????.??.??"]
[Round "?"]
[White "?"]
[Black "?"]
[Result "1-0"]
[ECO "C50"]

{Before it all.} 1. e4 e5 $6 (1... c5 2. Nf3 (2. c3 d5 (2... Nf6)) 2... d6)
({or} 1... e6) 2. Bc4 {a comment} 2... Nc6 3. Qh5 Nf6 $4 4. Qxf7# 1-0

`

func TestWriteReadsBack(t *testing.T) {
	games, errs := readAll(annotated)
	require.NoError(t, errors.Join(errs...))
	var out bytes.Buffer
	require.NoError(t, pgn.Write(&out, games[0]))
	assert.Equal(t, annotated, out.String())
}

// TestReadGoesOnAfterAnError names the move, and reads the next game.
func TestReadGoesOnAfterAnError(t *testing.T) {
	games, errs := readAll("[Event \"a\"]\n\n1. e4 e5 2. Ke3 Nf6 1-0\n\n[Event \"b\"]\n\n1. d4 *\n")
	require.Len(t, games, 2)
	var bad *pgn.Error
	require.ErrorAs(t, errs[0], &bad)
	assert.Equal(t, 1, bad.Game)
	assert.Equal(t, 25, bad.Offset)
	var illegal *chess.MoveError
	assert.ErrorAs(t, errs[0], &illegal)
	assert.Len(t, games[0].MainLine(), 2)
	require.NoError(t, errs[1])
	assert.Len(t, games[1].MainLine(), 1)
}

func FuzzRead(f *testing.F) {
	f.Add(annotated)
	f.Add("[FEN \"7k/P7/8/8/8/8/8/K7 w - - 0 1\"]\n1. a8Q+ ; x\n% y\n Kg7 1/2-1/2")
	f.Add("1. e4 (1. d4 (1. c4")
	f.Fuzz(func(t *testing.T, text string) {
		games, errs := readAll(text)
		for i, game := range games {
			if errs[i] != nil {
				continue
			}
			var out bytes.Buffer
			require.NoError(t, pgn.Write(&out, game))
			back, backErrs := readAll(out.String())
			require.NoError(t, errors.Join(backErrs...), out.String())
			require.Len(t, back, 1, out.String())
			before, _ := weigh(game.Root)
			after, _ := weigh(back[0].Root)
			require.Equal(t, before, after, out.String())
		}
	})
}
