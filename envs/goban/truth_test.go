package goban_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/truth"
)

// eachCase calls check for each line of the truth files that match the
// pattern. A line with a field that T does not have fails the test.
func eachCase[T any](t *testing.T, pattern string, check func(t *testing.T, c T)) {
	for _, file := range truth.Files(t, pattern) {
		lines := bytes.Split(bytes.TrimSpace(truth.Read(t, file)), []byte("\n"))
		for i, line := range lines {
			var c T
			decoder := json.NewDecoder(bytes.NewReader(line))
			decoder.DisallowUnknownFields()
			require.NoError(t, decoder.Decode(&c), "%s, line %d", file, i+1)
			t.Run(fmt.Sprintf("%s:%d", file, i+1), func(t *testing.T) { check(t, c) })
		}
	}
}

// truthGame is the game of a case: no komi, no end by plies.
func truthGame(t *testing.T, size int, ko string, suicide bool) *goban.Game {
	t.Helper()
	i := slices.IndexFunc([]goban.Ko{goban.Positional, goban.Situational, goban.Simple},
		func(k goban.Ko) bool { return k.String() == ko })
	require.GreaterOrEqual(t, i, 0, "ko rule %q", ko)
	game, err := goban.New(goban.Config{Size: size, Ko: goban.Ko(i), Suicide: suicide})
	require.NoError(t, err)
	return game
}

// boardOf is the rows of a position.
func boardOf(s *goban.State) string {
	return strings.Fields(s.Game().FormatPosition(s))[0]
}

// illegal are the empty points that the seat to move may not play on for the
// reasons, as sorted vertices.
func illegal(s *goban.State, reasons ...goban.Reason) []string {
	points := []string{}
	for a := range s.Game().Pass() {
		if err, ok := s.Check(a).(*goban.IllegalError); ok && slices.Contains(reasons, err.Reason) {
			points = append(points, goban.FormatVertex(s.Game().Config().Size, a))
		}
	}
	slices.Sort(points)
	return points
}

func sorted(points []string) []string {
	points = append([]string{}, points...)
	slices.Sort(points)
	return points
}

// play plays a named move; records go on after two passes.
func play(t *testing.T, s *goban.State, vertex string) {
	t.Helper()
	if s.Passes() == 2 {
		s.Resume(s.Turn())
	}
	a, err := s.Game().ParseAction(s, vertex)
	require.NoError(t, err)
	s.Play(a)
}

// ahead is by how many points of area Black leads.
func ahead(s *goban.State) int {
	points := make([]float32, 2)
	s.Score(points)
	return int(points[0] - points[1])
}

type legalityCase struct {
	Size        int
	Ko          string
	Suicide     bool `json:"multi_stone_suicide"`
	Moves       []string
	Checkpoints []struct {
		Ply            int
		ToPlay         string   `json:"to_play"`
		IllegalKo      []string `json:"illegal_ko"`
		IllegalSuicide []string `json:"illegal_suicide"`
		LegalCount     int      `json:"legal_count"`
		Board          string
	}
	FinalBoard  string `json:"final_board"`
	BlackLost   int    `json:"black_captured_by_white"`
	WhiteLost   int    `json:"white_captured_by_black"`
	TwoPasses   bool   `json:"ended_by_two_passes"`
	KoBans      int    `json:"ko_bans_seen"` // of all plies, which the checkpoints need not show
	Suicides    int
	BlackBeyond int    `json:"area_black_minus_white"`
	Note        string // about KataGo's own score
}

func TestTruthLegality(t *testing.T) {
	eachCase(t, "go/legality*.jsonl", func(t *testing.T, c legalityCase) {
		s := truthGame(t, c.Size, c.Ko, c.Suicide).New(0).(*goban.State)
		suicides, next := 0, 0
		for ply := 0; ; ply++ {
			for ; next < len(c.Checkpoints) && c.Checkpoints[next].Ply == ply; next++ {
				p := c.Checkpoints[next]
				require.Equal(t, p.Board, boardOf(s), "ply %d", ply)
				assert.Equal(t, p.ToPlay, "bw"[s.Turn():][:1], "ply %d", ply)
				if s.Passes() == 2 {
					s.Resume(s.Turn())
				}
				assert.Equal(t, sorted(p.IllegalKo), illegal(s, goban.KoBan, goban.Repeats), "ko at ply %d", ply)
				assert.Equal(t, sorted(p.IllegalSuicide), illegal(s, goban.Suicide), "suicide at ply %d", ply)
				assert.Len(t, s.Legal(nil), p.LegalCount+1, "ply %d, with the pass", ply)
			}
			if ply == len(c.Moves) {
				break
			}
			lost := s.Prisoners(1 - s.Turn())
			play(t, s, c.Moves[ply])
			if s.Prisoners(s.Turn()) > lost {
				suicides++
			}
		}
		assert.Equal(t, len(c.Checkpoints), next, "checkpoints seen")
		assert.Equal(t, c.FinalBoard, boardOf(s))
		assert.Equal(t, c.BlackLost, s.Prisoners(1))
		assert.Equal(t, c.WhiteLost, s.Prisoners(0))
		assert.Equal(t, c.Suicides, suicides)
		assert.Equal(t, c.TwoPasses, s.Passes() == 2)
		assert.Equal(t, c.BlackBeyond, ahead(s))
	})
}

type koCase struct {
	Size     int
	Moves    []string
	ToPlay   string `json:"to_play"`
	Board    string
	Illegal  map[string][]string
	Distinct bool `json:"positional_differs_from_situational"`
}

func TestTruthKoRuleDifferences(t *testing.T) {
	eachCase(t, "go/ko_rule_differences*.jsonl", func(t *testing.T, c koCase) {
		require.Len(t, c.Illegal, 6)
		for rules, want := range c.Illegal {
			ko, suicide, _ := strings.Cut(rules, "+")
			require.Contains(t, []string{"", "suicide"}, suicide)
			s := truthGame(t, c.Size, ko, suicide != "").New(0).(*goban.State)
			for _, m := range c.Moves {
				play(t, s, m)
			}
			assert.Equal(t, c.Board, boardOf(s))
			assert.Equal(t, c.ToPlay, "bw"[s.Turn():][:1])
			if s.Passes() == 2 {
				s.Resume(s.Turn())
			}
			assert.Equal(t, sorted(want), illegal(s, goban.KoBan, goban.Repeats, goban.Suicide), rules)
		}
		assert.Equal(t, c.Distinct, !slices.Equal(c.Illegal["positional"], c.Illegal["situational"]) ||
			!slices.Equal(c.Illegal["positional+suicide"], c.Illegal["situational+suicide"]))
	})
}

type perftCase struct {
	Size    int
	Ko      string
	Suicide bool `json:"multi_stone_suicide"`
	Passes  bool
	Perft   []uint64
}

func TestTruthPerft(t *testing.T) {
	eachCase(t, "go/perft*.jsonl", func(t *testing.T, c perftCase) {
		game := truthGame(t, c.Size, c.Ko, c.Suicide)
		for i, want := range c.Perft {
			if want > 10_000_000 && !truth.Given() {
				continue
			}
			if c.Passes {
				assert.Equal(t, want, envtest.Perft(game, game.New(0), i+1), "depth %d", i+1)
			} else {
				assert.Equal(t, want, withoutPasses(game.New(0).(*goban.State), i+1), "depth %d", i+1)
			}
		}
	})
}

// withoutPasses counts the sequences of so many moves without a pass.
func withoutPasses(s *goban.State, depth int) uint64 {
	if depth == 0 {
		return 1
	}
	var count uint64
	next := s.Game().New(0)
	for _, a := range s.Legal(nil) {
		if a == s.Game().Pass() {
			continue
		}
		next.CopyFrom(s)
		next.Play(a)
		count += withoutPasses(next.(*goban.State), depth-1)
	}
	return count
}

type finishedCase struct {
	Size        int
	Komi        float64
	Moves       []string
	Plies       int
	BlackBeyond int `json:"area_black_minus_white"`
	Result      string
	FinalBoard  string `json:"final_board"`
	SGF         string // read by the tests of package sgf
}

func TestTruthFinishedGames(t *testing.T) {
	eachCase(t, "go/finished_*.jsonl", func(t *testing.T, c finishedCase) {
		game, err := goban.New(goban.Config{Size: c.Size, Komi: c.Komi, Ko: goban.Simple, Suicide: true})
		require.NoError(t, err)
		s := game.New(0).(*goban.State)
		for _, m := range c.Moves {
			play(t, s, m)
		}
		assert.Equal(t, c.FinalBoard, boardOf(s))
		if c.Plies > 0 {
			assert.Len(t, c.Moves, c.Plies)
		}
		points, rewards := make([]float32, 2), make([]float32, 2)
		s.Score(points)
		margin := float64(points[0] - points[1])
		assert.InDelta(t, float64(c.BlackBeyond)-c.Komi, margin, 1e-6)
		if c.Result == "" {
			return
		}
		s.Rewards(rewards)
		want := map[bool]string{true: fmt.Sprintf("B+%v", margin), false: fmt.Sprintf("W+%v", -margin)}[rewards[0] > 0]
		if margin == 0 {
			want = "0"
		}
		assert.Contains(t, []string{want, strings.Replace(want, "0", "Draw", 1)}, c.Result)
	})
}

// TestTruthLegalPositions counts the arrangements of stones without a chain
// that has no liberty: all of them, tried one by one.
func TestTruthLegalPositions(t *testing.T) {
	var facts struct {
		Legal map[string]string `json:"legal_positions"`
	}
	require.NoError(t, json.Unmarshal(truth.Read(t, "go/facts.json"), &facts))
	sizes := []int{2, 3}
	for _, size := range sizes {
		game := truthGame(t, size, "simple", false)
		want, ok := new(big.Int).SetString(facts.Legal[fmt.Sprintf("%dx%d", size, size)], 10)
		require.True(t, ok)
		text := []byte(strings.TrimSuffix(strings.Repeat(strings.Repeat(".", size)+"/", size), "/"))
		count := int64(0)
		for {
			if _, err := game.ParsePosition(string(text) + " b"); err == nil {
				count++
			}
			if !nextArrangement(text) {
				break
			}
		}
		assert.Equal(t, want.Int64(), count, "%d × %d", size, size)
	}
}

// nextArrangement counts in letters: . X O.
func nextArrangement(text []byte) bool {
	for i, c := range text {
		switch c {
		case '.':
			text[i] = 'X'
			return true
		case 'X':
			text[i] = 'O'
			return true
		case 'O':
			text[i] = '.'
		}
	}
	return false
}
