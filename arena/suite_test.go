package arena_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/truth"
)

func read(t testing.TB, game envs.Game, text string) []arena.Position {
	t.Helper()
	positions, err := arena.ReadPositions(strings.NewReader(text), "file.jsonl", game)
	require.NoError(t, err)
	return positions
}

func TestSuiteCounts(t *testing.T) {
	game := connectfour.New()
	positions := read(t, game, `
{"moves":"112233","value_keeping":[4],"best_exact":[4]}
{"moves":"","value_keeping":[1,4],"best_exact":[4], "other": {"keys": []}}
{"moves":"44","value_keeping":[1,2,3]}
{"moves":"1122334","value_keeping":[],"best_exact":[]}

{"moves":"4","value_keeping":[1],"best_exact":[1]}
`)
	require.Len(t, positions, 4, "the position that is over is passed over")

	type actions = []envs.Action
	var sofar []int
	agent := &answers{left: actions{3, 0, 4, 0}}
	got, err := arena.Suite(context.Background(), agent, positions, func(s arena.Share) { sofar = append(sofar, s.Positions) })
	require.NoError(t, err)
	want := arena.Share{Positions: 4, Optimal: 3, Mistakes: 1, Graded: 3, Exact: 2}
	assert.Equal(t, want, got)
	assert.Equal(t, []int{1, 2, 3, 4}, sofar)
	assert.Equal(t, 4, agent.resets, "each position is the first of a new game")
	assert.InDelta(t, 0.75, got.Share(), 1e-12)
	assert.InDelta(t, 2.0/3, got.ExactShare(), 1e-12)

	got.Add(want)
	assert.Equal(t, arena.Share{Positions: 8, Optimal: 6, Mistakes: 2, Graded: 6, Exact: 4}, got)
	assert.Zero(t, arena.Share{}.Share())

	lo, hi := arena.Share{Positions: 500, Optimal: 495, Mistakes: 5}.MistakeInterval()
	assert.InDelta(t, 0.0043, lo, 5e-5) // Wilson's interval of 5 of 500
	assert.InDelta(t, 0.0232, hi, 5e-5)
	lo, hi = arena.Share{}.MistakeInterval()
	assert.Equal(t, [2]float64{0, 1}, [2]float64{lo, hi})
}

// answers is an agent that gives one answer after another, whatever the game.
type answers struct {
	left   []envs.Action
	resets int
}

func (a *answers) Reset() { a.resets++ }

func (a *answers) Act(context.Context, envs.State) (envs.Action, error) {
	if len(a.left) == 0 {
		return 0, errScriptEnds
	}
	answer := a.left[0]
	a.left = a.left[1:]
	return answer, nil
}

func TestSuiteEndsEarly(t *testing.T) {
	positions := read(t, tictactoe.New(), strings.Repeat(`{"board":"XX.OO....","optimal":[2]}`+"\n", 3))
	got, err := arena.Suite(context.Background(), &answers{left: []envs.Action{2}}, positions, nil)
	assert.ErrorIs(t, err, errScriptEnds)
	assert.ErrorContains(t, err, "position 2 of 3: ")
	assert.Equal(t, 1, got.Optimal)

	_, err = arena.Suite(context.Background(), &answers{left: []envs.Action{0}}, positions, nil)
	assert.EqualError(t, err, "position 1 of 3: action 0 is illegal")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = arena.Suite(ctx, &answers{}, positions, nil)
	assert.Equal(t, context.Canceled, err)
}

func TestReadPositions(t *testing.T) {
	got := read(t, tictactoe.New(), `{"board":"X..X....O","to_move":"O","terminal":null,"optimal":[6]}
{"board":"XXX.OO...","terminal":"X","optimal":[]}`)
	require.Len(t, got, 1)
	assert.Equal(t, []envs.Action{6}, got[0].Optimal)
	assert.Nil(t, got[0].Exact)
	assert.EqualValues(t, 1, got[0].State.ToPlay())
	for _, none := range []string{"", "\n", `{"board":"XXX.OO...","terminal":"X","optimal":[]}`} {
		_, err := arena.ReadPositions(strings.NewReader(none), "none.jsonl", tictactoe.New())
		assert.EqualError(t, err, "none.jsonl: no position with a move to make")
	}

	got = read(t, connectfour.New(), `{"moves":"4453","value_keeping":[1,7],"best_exact":[7]}`)
	require.Len(t, got, 1)
	assert.Equal(t, []envs.Action{0, 6}, got[0].Optimal, "columns are counted from 1, actions from 0")
	assert.Equal(t, []envs.Action{6}, got[0].Exact)

	got = read(t, connectfour.New(), "444444 -1 -3 0 - 2 -1 7\n444444 -1 -3 -2 - -2 -1 -1")
	require.Len(t, got, 2)
	assert.Equal(t, []envs.Action{4, 6}, got[0].Optimal, "a win is a win, soon or late")
	assert.Equal(t, []envs.Action{6}, got[0].Exact)
	assert.Equal(t, []envs.Action{0, 1, 2, 4, 5, 6}, got[1].Optimal, "all lose")
	assert.Equal(t, []envs.Action{0, 5, 6}, got[1].Exact)
}

func TestReadPositionsRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		game envs.Game
		text string
		want string
	}{
		{"no JSON", connectfour.New(), "\n4453 2\n", `file.jsonl, line 2: "4453 2" is neither JSON nor 8 fields`},
		{"a score of a full column", connectfour.New(), `444444 1 2 3 4 5 6 7`, `column 4: score "4", want a whole number, or - if the column is full`},
		{"no score of a column", connectfour.New(), `44444 1 2 3 - 5 6 7`, `column 4: score "-", want a whole number, or - if the column is full`},
		{"a column full in words", connectfour.New(), `444444 1 2 3 x 5 6 7`, `column 4: score "x"`},
		{"an impossible move before scores", connectfour.New(), `48 1 2 3 4 5 6 7`, `move 2 of "48"`},
		{"cut short", connectfour.New(), `{"moves":"4453","val`, "file.jsonl, line 1: not the JSON object of a position: "},
		{"no moves", connectfour.New(), `{"board":"........."}`, `file.jsonl, line 1: no "moves"`},
		{"null", tictactoe.New(), `null`, `file.jsonl, line 1: no "board"`},
		{"an impossible move", connectfour.New(), `{"moves":"48"}`, `file.jsonl, line 1: move 2 of "48": connect4: unknown move "8"`},
		{"a full column", connectfour.New(), `{"moves":"4444444"}`, `move 7 of "4444444": connect4: illegal move "4": the column is full`},
		{"no answers", connectfour.New(), `{"moves":"4"}`, `file.jsonl, line 1: no "value_keeping"`},
		{"an illegal answer", connectfour.New(), `{"moves":"444444","value_keeping":[4]}`, `value_keeping: connect4: illegal move "4"`},
		{"an illegal exact answer", connectfour.New(), `{"moves":"","value_keeping":[4],"best_exact":[0]}`, `best_exact: connect4: unknown move "0"`},
		{"no board", tictactoe.New(), `{"moves":""}`, `file.jsonl, line 1: no "board"`},
		{"a broken board", tictactoe.New(), `{"board":"XX"}`, `file.jsonl, line 1: tictactoe: position "XX" has 2 characters, want 9`},
		{"a taken cell", tictactoe.New(), `{"board":"X........","optimal":[0]}`, `optimal: cell 0 is not free: want some of [1 2 3 4 5 6 7 8]`},
		{"no optimal", tictactoe.New(), `{"board":"X........"}`, `file.jsonl, line 1: no "optimal"`},
		{"a line without end", tictactoe.New(), strings.Repeat(" ", 1<<21), "file.jsonl, line 1: "},
		{"othello without scores", othello.New(8), `{"moves":"d3","legal":["c3"]}`, "file.jsonl, line 1: no score of any move"},
		{"othello without a position", othello.New(8), `{"legal":["c3"]}`, `file.jsonl, line 1: neither "moves" nor "board"`},
		{"a score of an illegal move", othello.New(8), `{"moves":"","move_scores_plain":{"a1":2}}`, `score of a move: othello: illegal move "a1": it turns no disc`},
		{"a score missing", othello.New(8), `{"moves":"","move_scores_plain":{"d3":2,"c4":2,"e6":2}}`, "file.jsonl, line 1: no score of move f5"},
		{"a scored board cut short", othello.New(4), "-----OX--XO----- X; B1", `"B1" is no move with its score: want such as G8:+18`},
		{"hex without answers", hex.New(hex.Config{Size: 3}), `{"moves":"b2"}`, `file.jsonl, line 1: no "winning_moves"`},
		{"hex without moves", hex.New(hex.Config{Size: 3}), `{"board":"........."}`, `file.jsonl, line 1: no "moves"`},
		{"hex of another size", hex.New(hex.Config{Size: 3}), `{"size":4,"moves":"b2"}`, "a position of a board of size 4, not 3"},
		{"an illegal winning move", hex.New(hex.Config{Size: 3}), `{"moves":"b2","winning_moves":["b2"]}`, `winning_moves: hex: illegal move "b2": the cell is taken`},
		{"chess without a position", fakeChess{}, `{"bm":["1"]}`, `file.jsonl, line 1: no "fen"`},
		{"chess without answers", fakeChess{}, `{"fen":"......... w - - 0 1"}`, `none of "bm", "all_solutions" and "value_keeping_moves"`},
		{"neither JSON nor EPD", fakeChess{}, "bm 3", `"bm 3" is neither JSON nor EPD`},
		{"EPD without best moves", fakeChess{}, `......... w - - id "bm 3;";`, "no operation bm or am that leaves a move"},
		{"EPD with an illegal best move", fakeChess{}, `......... w - - bm 3 0;`, `bm: tictactoe: unknown move "0"`},
		{"a world without a form", alone{}, ``, "no form of position file is known for alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := arena.ReadPositions(strings.NewReader(c.text), "file.jsonl", c.game)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// fakeChess is tic-tac-toe under the name of chess: it stands for the worlds
// whose positions are written as FEN.
type fakeChess struct{ tictactoe.Game }

func (fakeChess) Spec() envs.Spec {
	spec := tictactoe.New().Spec()
	spec.Name = "chess"
	return spec
}

func (g fakeChess) ParsePosition(text string) (envs.State, error) {
	board, ok := strings.CutSuffix(text, " w - - 0 1")
	if !ok {
		return nil, fmt.Errorf("%q has not six fields", text)
	}
	return g.Game.ParsePosition(board)
}

// The forms in which a world's positions come, and the right moves of each by
// their names.
func TestReadPositionsInManyForms(t *testing.T) {
	four, three := othello.New(4), hex.New(hex.Config{Size: 3})
	for _, c := range []struct {
		name           string
		game           envs.Game
		text           string
		optimal, exact []string
	}{
		{"othello by moves", four, `{"moves":"","move_scores_plain":{"b1":-8,"a2":-4,"d3":2,"c4":2}}`, []string{"d3", "c4"}, []string{"d3", "c4"}},
		{"othello of another end", four, `{"moves":"","move_scores_empties_to_winner":{"b1":-8,"a2":-4,"d3":-2,"c4":-2}}`, []string{"b1", "a2", "d3", "c4"}, []string{"d3", "c4"}},
		{"othello by its board", four, `{"board":"-----OX--XO-----","to_move":"X","move_scores_plain":{"b1":0,"a2":2,"d3":4,"c4":-2}}`, []string{"a2", "d3"}, []string{"d3"}},
		{"othello in a line", four, "-----OX--XO----- X; B1:+0; A2:-2; D3:+0; C4:-8;", []string{"b1", "d3"}, []string{"b1", "d3"}},
		{"othello without a choice", four, `{"board":"OX--------------","to_move":"X","move_scores_plain":{}}`, []string{"pass"}, []string{"pass"}},
		{"hex won", three, `{"size":3,"moves":"a3 a2","mover_wins":true,"winning_moves":["c1","b2"]}`, []string{"c1", "b2"}, nil},
		{"hex lost", three, `{"size":3,"moves":"b2 b3 a3","mover_wins":false,"winning_moves":[]}`, []string{"a1", "b1", "c1", "a2", "c2", "c3"}, nil},
		{"chess, best moves", fakeChess{}, `{"fen":"XX.OO.... w - - 0 1","bm":["3"],"bm_san":["c3"]}`, []string{"3"}, nil},
		{"chess, mates", fakeChess{}, `{"fen":"XX.OO.... w - - 0 1","mate_in":1,"all_solutions":["3"]}`, []string{"3"}, nil},
		{"chess, endings", fakeChess{}, `{"fen":"X........ w - - 0 1","wdl":0,"value_keeping_moves":["5"]}`, []string{"5"}, nil},
		{"EPD", fakeChess{}, `XX.OO.... w - - bm 3 6; id "WAC.001; am 3";`, []string{"3", "6"}, nil},
		{"EPD, moves to avoid", fakeChess{}, `XX.OO.... w - - am 6 7; bm 3;`, []string{"3", "8", "9", "3"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			positions := read(t, c.game, c.text)
			require.Len(t, positions, 1)
			names := func(actions []envs.Action) (names []string) {
				for _, a := range actions {
					names = append(names, c.game.(envs.Notation).FormatAction(positions[0].State, a))
				}
				return names
			}
			assert.Equal(t, c.optimal, names(positions[0].Optimal))
			assert.Equal(t, c.exact, names(positions[0].Exact))
		})
	}
}

// Whatever is read is fit to be asked.
func FuzzReadPositions(f *testing.F) {
	f.Add(`{"moves":"112233","value_keeping":[4],"best_exact":[4]}`)
	f.Add(`{"board":"X..X....O","optimal":[6]}`)
	f.Add("{}\nnull\n[1]")
	f.Add(`{"board":"-----OX--XO-----","to_move":"X","move_scores_plain":{"b1":0,"a2":2,"d3":4,"c4":-2}}`)
	f.Add("-----OX--XO----- X; B1:+0; A2:-2; D3:+0; C4:-8;")
	f.Add(`{"size":3,"moves":"a3 a2","mover_wins":true,"winning_moves":["c1","b2"]}`)
	f.Add(`XX.OO.... w - - bm 3 6; id "WAC.001; am 3";`)
	f.Fuzz(func(t *testing.T, text string) {
		for _, game := range []envs.Game{
			connectfour.New(), tictactoe.New(), othello.New(4), hex.New(hex.Config{Size: 3}), fakeChess{},
		} {
			positions, err := arena.ReadPositions(strings.NewReader(text), "fuzz", game)
			if err != nil {
				continue
			}
			for _, p := range positions {
				legal := p.State.Legal(nil)
				require.NotEmpty(t, legal)
				require.NotEmpty(t, p.Optimal)
				require.Subset(t, legal, slices.Concat(p.Optimal, p.Exact))
			}
		}
	})
}

// The files of truth are read whole, and their exact moves keep the value.
func TestTruthPositions(t *testing.T) {
	for _, c := range []struct {
		game envs.Game
		file string
		all  bool // read only where the whole data are given
	}{
		{connectfour.New(), "connect4/positions_ply9_13.jsonl", false},
		{connectfour.New(), "connect4/all_ply0_4.jsonl", true},
		{connectfour.New(), "connect4/positions_ply5_8.jsonl", true},
		{connectfour.New(), "connect4/positions_ply14_41.jsonl", true},
		{tictactoe.New(), "tictactoe/states_sample.jsonl", false},
		{othello.New(8), "othello/endgames_8x8.jsonl", false},
		{othello.New(6), "othello/endgames_6x6.jsonl", true},
		{othello.New(8), "othello/last_moves_passes_8x8.jsonl", true},
		{hex.New(hex.Config{Size: 3}), "hex/solved_3x3.jsonl", false},
		{hex.New(hex.Config{Size: 5}), "hex/solved_5x5.jsonl", true},
	} {
		t.Run(c.file, func(t *testing.T) {
			if c.all && !truth.Given() {
				t.Skip("only where TENGEN_TRUTH is set")
			}
			positions, err := arena.ReadPositions(bytes.NewReader(truth.Read(t, c.file)), c.file, c.game)
			require.NoError(t, err)
			require.NotEmpty(t, positions)
			for _, p := range positions {
				if p.Exact != nil {
					assert.Subset(t, p.Optimal, p.Exact)
				}
			}
		})
	}
}
