package othello_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/truth"
)

// label is a line of othello/*.jsonl: a game or a position, and what is known
// of it. The scores of endgames belong to the tests of the solver.
type label struct {
	Moves      *string
	Board      *string
	FinalBoard *string `json:"final_board"`
	ToMove     string  `json:"to_move"`
	Terminal   bool
	Legal      []string
	Passes     int
	Empties    int
	X          int `json:"discs_X"`
	O          int `json:"discs_O"`
	Winner     string
	Perft      []uint64

	ExactPlain      *int           `json:"exact_plain"`
	MoveScoresPlain map[string]int `json:"move_scores_plain"`
	ExactEmpties    *int           `json:"exact_empties_to_winner"`
	MoveScores      map[string]int `json:"move_scores_empties_to_winner"`
}

// count is a line of othello/perft.jsonl, one of four kinds.
type count struct {
	Size        int
	Start       string
	ToMove      string   `json:"to_move"`
	Passes      []uint64 `json:"perft_passes_count_as_ply"`
	Source      string
	Perft       []uint64 // finished games count as one more pass
	KnownResult string   `json:"known_result"`
	ValuePlain  *int     `json:"value_for_first_player_plain_discs"`
	Value       *int     `json:"value_empties_to_winner"`
	Nodes       int
}

// decode reads one object a line and fails on fields that T has not.
func decode[T any](t testing.TB, text []byte) []T {
	t.Helper()
	var all []T
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	for decoder.More() {
		var object T
		require.NoError(t, decoder.Decode(&object), "object %d", len(all)+1)
		all = append(all, object)
	}
	require.NotEmpty(t, all)
	return all
}

func TestTruthPositions(t *testing.T) {
	for _, file := range truth.Files(t, "othello/*.jsonl") {
		if path.Base(file) == "perft.jsonl" {
			continue
		}
		t.Run(path.Base(file), func(t *testing.T) {
			for i, l := range decode[label](t, truth.Read(t, file)) {
				require.NotNil(t, l.Moves, "line %d", i+1)
				switch {
				case l.Board != nil:
					l.checkPosition(t, game(t, *l.Board))
				case l.FinalBoard != nil:
					l.checkGame(t, game(t, *l.FinalBoard))
				default:
					require.Fail(t, "neither a position nor a game", "line %d", i+1)
				}
			}
		})
	}
}

// game returns the rules for a board of so many cells.
func game(t testing.TB, board string) othello.Game {
	t.Helper()
	side := int(math.Sqrt(float64(len(board))))
	require.Contains(t, othello.Sides(), side)
	return othello.New(side)
}

// play plays the moves from the start and returns the number of passes.
func (l label) play(t testing.TB, game othello.Game) (s *othello.State, passes int) {
	t.Helper()
	s = game.New(0).(*othello.State)
	for _, text := range strings.Fields(*l.Moves) {
		a, err := game.ParseAction(s, text)
		require.NoError(t, err, *l.Moves)
		if a == s.Pass() {
			passes++
		}
		s.Play(a)
	}
	return s, passes
}

func (l label) checkPosition(t testing.TB, game othello.Game) {
	t.Helper()
	s, _ := l.play(t, game)
	require.Equal(t, *l.Board+" "+l.ToMove, game.FormatPosition(s))
	require.Equal(t, l.Terminal, s.ToPlay() == envs.Over, *l.Board)
	var legal []string
	for _, a := range s.Legal(nil) {
		legal = append(legal, game.FormatAction(s, a))
	}
	require.ElementsMatch(t, l.Legal, legal, *l.Board)
	l.checkDiscs(t, game, s)
	for i, want := range l.Perft {
		require.Equal(t, want, envtest.Perft(game, s, i+1), "perft %d of %s", i+1, *l.Board)
	}
}

func (l label) checkGame(t testing.TB, game othello.Game) {
	t.Helper()
	s, passes := l.play(t, game)
	require.Equal(t, envs.Over, s.ToPlay(), *l.Moves)
	text := game.FormatPosition(s)
	require.Equal(t, *l.FinalBoard, text[:len(text)-2])
	require.Equal(t, l.Passes, passes, *l.Moves)
	l.checkDiscs(t, game, s)
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	want, ok := map[string][]float32{"X": {1, -1}, "O": {-1, 1}, "draw": {0, 0}}[l.Winner]
	require.True(t, ok, "winner %q", l.Winner)
	require.Equal(t, want, rewards, *l.Moves)
}

// checkDiscs compares the numbers of discs and empty cells with those of the
// label; lines about midgames leave out those of the empty cells.
func (l label) checkDiscs(t testing.TB, game othello.Game, s *othello.State) {
	t.Helper()
	require.Equal(t, l.X-l.O, s.Margin(0))
	text := game.FormatPosition(s)
	require.Equal(t, l.X, strings.Count(text[:len(text)-2], "X"))
	require.Equal(t, l.Empties, strings.Count(text, "-"))
}

// mostNodes is up to where counts are made in an ordinary test.
func mostNodes() uint64 {
	switch {
	case truth.Given():
		return 30_000_000
	case testing.Short():
		return 100_000
	}
	return 5_000_000
}

func TestTruthPerft(t *testing.T) {
	for _, c := range decode[count](t, truth.Read(t, "othello/perft.jsonl")) {
		name := fmt.Sprintf("size=%d", c.Size)
		switch {
		case c.Passes != nil:
			t.Run(name, func(t *testing.T) {
				game := game(t, c.Start)
				require.Equal(t, c.Start+" "+c.ToMove, game.FormatPosition(game.New(0)))
				for i, want := range c.Passes {
					if want <= mostNodes() {
						require.Equal(t, want, envtest.Perft(game, game.New(0), i+1), "depth %d", i+1)
					}
				}
			})
		case c.Perft != nil:
			t.Run(name+" with finished games", func(t *testing.T) {
				game := othello.New(c.Size)
				compared := 0
				for i, want := range c.Perft {
					if want <= mostNodes() {
						require.Equal(t, want, countFinished(game, game.New(0), i+1), "depth %d", i+1)
						compared++
					}
				}
				require.NotZero(t, compared)
			})
		case c.Value != nil || c.KnownResult != "": // of the solver's tests
		default:
			require.Fail(t, "a line of no known kind", "%+v", c)
		}
	}
}

// countFinished is perft where a game that is over goes on by one kind of
// move that changes nothing.
func countFinished(game othello.Game, s envs.State, depth int) uint64 {
	if depth == 0 {
		return 1
	}
	if s.ToPlay() == envs.Over {
		return 1
	}
	legal := s.Legal(make([]envs.Action, 0, 32))
	if depth == 1 {
		return uint64(len(legal))
	}
	next := game.New(0)
	var n uint64
	for _, a := range legal {
		next.CopyFrom(s)
		next.Play(a)
		n += countFinished(game, next, depth-1)
	}
	return n
}

// The moves of public test positions are the legal ones.
func TestTruthFFO(t *testing.T) {
	game := othello.New(8)
	for _, file := range []string{"ffo_1_19.obf", "ffo_40_59.obf"} {
		t.Run(file, func(t *testing.T) {
			for line := range strings.Lines(string(truth.Public(t, "othello/"+file))) {
				items := strings.Split(strings.TrimSpace(line), ";")
				s, err := game.ParsePosition(items[0])
				require.NoError(t, err)
				var want, got []string
				for _, item := range items[1:] {
					if move, _, ok := strings.Cut(strings.TrimSpace(item), ":"); ok {
						want = append(want, strings.ToLower(move))
					}
				}
				for _, a := range s.Legal(nil) {
					got = append(got, game.FormatAction(s, a))
				}
				slices.Sort(got)
				slices.Sort(want)
				require.NotEmpty(t, want)
				require.Subset(t, got, want, line)
			}
		})
	}
}
