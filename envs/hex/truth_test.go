package hex_test

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/internal/truth"
)

// label is a line of hex/*.jsonl: a finished game, or a position and who wins
// it, which is for the tests of the solver.
type label struct {
	Size  int
	Moves string
	Board string

	Winner string // of a finished game
	Plies  int

	ToMove       string   `json:"to_move"`
	MoverWins    *bool    `json:"mover_wins"`
	WinningMoves []string `json:"winning_moves"`
	Empty        int
}

// facts are hex/facts.json.
type facts struct {
	Orientation string
	Openings    []struct {
		Size    int
		Winning []string `json:"winning_first_moves"`
		Losing  []string `json:"losing_first_moves"`
		Unknown []string `json:"unknown_first_moves"`
		Source  string
	}
	Counts []struct {
		Size      int
		Games     uint64
		FirstWins uint64 `json:"games_won_by_first"`
		Positions int    `json:"reachable_positions"`
		Perft     []uint64
	}
}

// decode reads JSON and fails on fields that T has not.
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
	for _, file := range truth.Files(t, "hex/*.jsonl") {
		t.Run(path.Base(file), func(t *testing.T) {
			for i, l := range decode[label](t, truth.Read(t, file)) {
				require.True(t, (l.Winner == "") == (l.MoverWins != nil), "line %d is neither a game nor a position", i+1)
				game := hex.New(hex.Config{Size: l.Size})
				s := game.New(0)
				play(t, game, s, l.Moves)
				require.Equal(t, l.Board, game.FormatPosition(s), l.Moves)
				if l.Winner != "" {
					l.checkGame(t, s)
				} else {
					require.Len(t, s.Legal(nil), l.Empty, l.Moves)
					require.Equal(t, l.ToMove, map[envs.Player]string{0: "X", 1: "O"}[s.ToPlay()], l.Moves)
					require.Subset(t, names(game, s), l.WinningMoves, l.Moves)
				}
			}
		})
	}
}

func (l label) checkGame(t testing.TB, s envs.State) {
	t.Helper()
	require.Equal(t, envs.Over, s.ToPlay(), l.Moves)
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	want, ok := map[string][]float32{"X": {1, -1}, "O": {-1, 1}}[l.Winner]
	require.True(t, ok, "winner %q", l.Winner)
	require.Equal(t, want, rewards, l.Moves)
	require.Equal(t, l.Plies, len(l.Board)-bytes.Count([]byte(l.Board), []byte(".")))
}

func TestTruthCounts(t *testing.T) {
	var all []facts
	for _, file := range truth.Files(t, "hex/*.json") {
		all = append(all, decode[facts](t, truth.Read(t, file))...)
	}
	for _, f := range all {
		require.NotZero(t, len(f.Counts)+len(f.Openings))
		for _, c := range f.Counts {
			game := hex.New(hex.Config{Size: c.Size})
			for i, want := range c.Perft {
				require.Equal(t, want, envtest.Perft(game, game.New(0), i+1), "size %d, depth %d", c.Size, i+1)
			}
			wins := countGames(game, game.New(0))
			require.Equal(t, []uint64{c.Games, c.FirstWins}, []uint64{wins[0] + wins[1], wins[0]}, "games of size %d", c.Size)
			positions := 0
			for _, n := range envtest.Distinct(game, c.Size*c.Size) {
				positions += n
			}
			require.Equal(t, c.Positions, positions, "positions of size %d", c.Size)
		}
		for _, o := range f.Openings {
			game := hex.New(hex.Config{Size: o.Size})
			all := slices.Concat(o.Winning, o.Losing, o.Unknown)
			require.Subset(t, names(game, game.New(0)), all, "openings of size %d", o.Size)
		}
	}
}

// countGames counts the games that each seat wins.
func countGames(game hex.Game, s envs.State) (wins [2]uint64) {
	legal := s.Legal(nil)
	if len(legal) == 0 {
		rewards := make([]float32, 2)
		s.Rewards(rewards)
		if rewards[0] == 1 {
			return [2]uint64{1, 0}
		}
		return [2]uint64{0, 1}
	}
	next := game.New(0)
	for _, a := range legal {
		next.CopyFrom(s)
		next.Play(a)
		after := countGames(game, next)
		wins[0] += after[0]
		wins[1] += after[1]
	}
	return wins
}
