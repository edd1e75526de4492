package chess_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/truth"
)

// records reads a file of JSON objects, one a line. An object with a field
// that the type has not fails the test.
func records[T any](t *testing.T, file string) []T {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(truth.Read(t, file)))
	decoder.DisallowUnknownFields()
	var all []T
	for decoder.More() {
		var record T
		require.NoError(t, decoder.Decode(&record), "%s, object %d", file, len(all)+1)
		all = append(all, record)
	}
	require.NotEmpty(t, all, file)
	return all
}

func parse(t *testing.T, game chess.Game, fen string) chess.Position {
	t.Helper()
	p, err := game.ParseFEN(fen)
	require.NoError(t, err)
	return p
}

// play makes the move that text names.
func play(t *testing.T, p *chess.Position, text string) {
	t.Helper()
	m, err := p.ParseMove(text)
	require.NoError(t, err)
	p.Play(m)
}

type legalMoves struct {
	FEN          string
	EPLegal      bool `json:"ep_legal"`
	InCheck      bool `json:"in_check"`
	Checkmate    bool
	Stalemate    bool
	Insufficient bool              `json:"insufficient_material"`
	Moves        map[string]string // UCI to SAN
	Perft3       uint64
	After        map[string]string // UCI to FEN
}

func TestTruthLegalMoves(t *testing.T) {
	game := chess.New()
	for _, file := range truth.Files(t, "chess/legal_moves*.jsonl") {
		for _, want := range records[legalMoves](t, file) {
			p := parse(t, game, want.FEN)
			assert.Equal(t, want.FEN, p.FEN())
			got := map[string]string{}
			for _, m := range p.Moves(nil) {
				got[p.UCI(m)] = p.SAN(m)
				back, err := p.ParseMove(p.SAN(m))
				require.NoError(t, err)
				assert.Equal(t, m, back, "%s in %s", p.SAN(m), want.FEN)
			}
			assert.Equal(t, want.Moves, got, want.FEN)
			assert.Equal(t, want.Perft3, p.Perft(3), want.FEN)
			s := state(t, game, want.FEN)
			assert.Equal(t, want.EPLegal, strings.Fields(game.FormatPosition(s))[3] != "-", want.FEN)
			assert.Equal(t, want.InCheck, p.InCheck(), want.FEN)
			assert.Equal(t, want.Checkmate, s.Holds(chess.Checkmate), want.FEN)
			assert.Equal(t, want.Stalemate, s.Holds(chess.Stalemate), want.FEN)
			assert.Equal(t, want.Insufficient, s.Holds(chess.DeadMaterial), want.FEN)
			for move, fen := range want.After {
				next := p
				play(t, &next, move)
				fen, _, _ := strings.Cut(fen, " ; ep not capturable")
				assert.Equal(t, fen, afterFEN(t, game, next, fen), "%s in %s", move, want.FEN)
			}
		}
	}
}

// afterFEN writes a position as the text it is compared with does: with every
// square stepped over, or only with those of legal captures.
func afterFEN(t *testing.T, game chess.Game, p chess.Position, like string) string {
	if fen := p.FEN(); strings.Fields(like)[3] != "-" {
		return fen
	}
	return game.FormatPosition(state(t, game, p.FEN()))
}

func state(t *testing.T, game chess.Game, fen string) *chess.State {
	t.Helper()
	s, err := game.ParsePosition(fen)
	require.NoError(t, err)
	return s.(*chess.State)
}

type fenCase struct {
	FEN          string
	Expect       string
	Reason       string
	PythonChess  string `json:"python_chess"`
	Normalised   string
	NormalisedEP string `json:"normalised_ep_legal"`
	LegalMoves   int    `json:"legal_moves"`
	InCheck      bool   `json:"in_check"`
}

func TestTruthFENs(t *testing.T) {
	game := chess.New()
	for _, c := range records[fenCase](t, "chess/fen_edge.jsonl") {
		p, err := game.ParseFEN(c.FEN)
		switch c.Expect {
		case "invalid":
			var bad *chess.FENError
			assert.ErrorAs(t, err, &bad, "%s: %s", c.Reason, c.FEN)
		case "lenient": // either, but no crash
		case "valid":
			require.NoError(t, err, c.Reason)
			assert.Equal(t, c.Normalised, p.FEN(), c.Reason)
			assert.Equal(t, c.NormalisedEP, game.FormatPosition(state(t, game, c.FEN)), c.Reason)
			assert.Len(t, p.Moves(nil), c.LegalMoves, c.Reason)
			assert.Equal(t, c.InCheck, p.InCheck(), c.Reason)
		default:
			t.Errorf("unknown expectation %q", c.Expect)
		}
	}
}

type drawCase struct {
	FEN          string
	Moves        []string
	Repetitions  []int
	Clock        int    `json:"halfmove_clock"`
	FinalFEN     string `json:"final_fen"`
	Holds        []string
	AutomaticEnd *string `json:"automatic_end"`
	Claimable    bool
	Name, Note   string
}

// ends are the names of ends in the files of draws.
var ends = map[string]chess.End{
	"checkmate": chess.Checkmate, "stalemate": chess.Stalemate, "insufficient_material": chess.DeadMaterial,
	"threefold_repetition": chess.ThreefoldRepetition, "fivefold_repetition": chess.FivefoldRepetition,
	"fifty_moves": chess.FiftyMoves, "seventyfive_moves": chess.SeventyFiveMoves,
}

func TestTruthDraws(t *testing.T) {
	endless := chess.New().WithDraws(chess.DrawsNone)
	for _, c := range records[drawCase](t, "chess/draw_rules.jsonl") {
		t.Run(c.Name, func(t *testing.T) {
			s := state(t, endless, c.FEN)
			for i, text := range c.Moves {
				act(t, endless, s, text)
				assert.Equal(t, c.Repetitions[i], s.Occurrences(), "after ply %d", i+1)
			}
			p := s.Position()
			assert.Equal(t, c.FinalFEN, afterFEN(t, endless, p, c.FinalFEN))
			assert.Equal(t, c.Clock, p.Clock())
			holds := 0
			for name, end := range ends {
				assert.Equal(t, slices.Contains(c.Holds, name), s.Holds(end), name)
				holds += count(s.Holds(end))
			}
			assert.Equal(t, len(c.Holds), holds, "%v has a name that is not known", c.Holds)
			checkEnd(t, c)
		})
	}
}

// checkEnd plays by the automatic draws until they end the game, and by the
// claimed ones.
func checkEnd(t *testing.T, c drawCase) {
	want := chess.Ongoing
	if c.AutomaticEnd != nil {
		want = ends[*c.AutomaticEnd]
		require.NotZero(t, want, "end %s", *c.AutomaticEnd)
	}
	for _, draws := range []chess.Draws{chess.DrawsAutomatic, chess.DrawsClaimed} {
		game := chess.New().WithDraws(draws)
		s := state(t, game, c.FEN)
		for _, text := range c.Moves {
			if s.ToPlay() != envs.Over {
				act(t, game, s, text)
			}
		}
		if draws == chess.DrawsAutomatic {
			assert.Equal(t, want, s.End())
		} else if c.Claimable || want != chess.Ongoing {
			assert.NotEqual(t, chess.Ongoing, s.End(), "an end that can be claimed")
		}
	}
}

func act(t *testing.T, game chess.Game, s *chess.State, text string) {
	t.Helper()
	a, err := game.ParseAction(s, text)
	require.NoError(t, err)
	s.Play(a)
}

func TestTruthDeadMaterial(t *testing.T) {
	type material struct {
		FEN          string
		Insufficient *bool `json:"insufficient_material"`
		Dead         *bool // FIDE 5.2.2 beyond the material, which the rules may leave to the players
		DeadPosition *bool `json:"dead_position"` // the same
		Optional     *bool // so they may
		Note         string
		Valid        bool
	}
	for _, c := range records[material](t, "chess/material_draws.jsonl") {
		require.True(t, c.Valid, c.FEN)
		s := state(t, chess.New().WithBlocked(), c.FEN)
		if s.Holds(chess.DeadBlocked) {
			assert.Equal(t, chess.DeadBlocked, s.End(), c.FEN)
			for _, dead := range []*bool{c.Dead, c.DeadPosition} {
				assert.True(t, dead == nil || *dead, "named dead, and is not: %s: %s", c.Note, c.FEN)
			}
		}
		if c.Insufficient == nil || c.Optional != nil && *c.Optional {
			continue
		}
		assert.Equal(t, *c.Insufficient, s.Holds(chess.DeadMaterial), "%s: %s", c.Note, c.FEN)
		assert.Equal(t, *c.Insufficient, s.End() == chess.DeadMaterial, "%s: %s", c.Note, c.FEN)
	}
}

// terminations are the names of ends in the file of games.
var terminations = map[string]chess.End{
	"CHECKMATE": chess.Checkmate, "STALEMATE": chess.Stalemate, "INSUFFICIENT_MATERIAL": chess.DeadMaterial,
	"SEVENTYFIVE_MOVES": chess.SeventyFiveMoves, "FIVEFOLD_REPETITION": chess.FivefoldRepetition,
	"FIFTY_MOVES": chess.FiftyMoves, "THREEFOLD_REPETITION": chess.ThreefoldRepetition,
}

func TestTruthGames(t *testing.T) {
	type record struct {
		Round               int
		Moves               []string
		Result, Termination string
		FinalFEN            string `json:"final_fen"`
		Plies               int
	}
	game := chess.New().WithDraws(chess.DrawsNone)
	for _, c := range records[record](t, "chess/games.jsonl") {
		s := game.New(0).(*chess.State)
		for _, text := range c.Moves {
			act(t, game, s, text)
		}
		p := s.Position()
		assert.Equal(t, c.FinalFEN, afterFEN(t, game, p, c.FinalFEN), "round %d", c.Round)
		assert.Len(t, c.Moves, c.Plies)
		end, known := terminations[c.Termination]
		require.True(t, known, "termination %s", c.Termination)
		assert.True(t, s.Holds(end) || comesTo(game, s, end), "round %d: %s", c.Round, c.Termination)
		rewards := make([]float32, 2)
		s.Rewards(rewards)
		want := map[string]float32{"1-0": 1, "0-1": -1, "1/2-1/2": 0}[c.Result]
		assert.Equal(t, want, rewards[0], "round %d: %s", c.Round, c.Result)
	}
}

// comesTo tells whether a move leads to an end: a draw may be claimed with the
// move that brings it about.
func comesTo(game chess.Game, s *chess.State, end chess.End) bool {
	next := game.New(0).(*chess.State)
	for _, a := range s.Legal(nil) {
		next.CopyFrom(s)
		if next.Play(a); next.Holds(end) {
			return end == chess.FiftyMoves || end == chess.ThreefoldRepetition
		}
	}
	return false
}

func TestTruthSmallBoards(t *testing.T) {
	type record struct {
		FEN                  string
		InCheck              bool `json:"in_check"`
		Legal                []string
		Perft                []uint64
		Checkmate, Stalemate bool
		FromStart            []string `json:"moves_from_start"`
		After                map[string]string
	}
	for file, game := range map[string]chess.Game{"gardner": chess.Gardner(), "losalamos": chess.LosAlamos()} {
		for _, c := range records[record](t, "minichess/"+file+".jsonl") {
			p := parse(t, game, c.FEN)
			assert.Equal(t, c.FEN, p.FEN())
			legal := []string{}
			for _, m := range p.Moves(nil) {
				legal = append(legal, p.UCI(m))
			}
			slices.Sort(legal)
			assert.Equal(t, c.Legal, legal, c.FEN)
			assert.Equal(t, c.InCheck, p.InCheck(), c.FEN)
			s := state(t, game, c.FEN)
			assert.Equal(t, c.Checkmate, s.Holds(chess.Checkmate), c.FEN)
			assert.Equal(t, c.Stalemate, s.Holds(chess.Stalemate), c.FEN)
			checkPerft(t, &p, c.Perft, 200_000)
			for move, fen := range c.After {
				next := p
				play(t, &next, move)
				assert.Equal(t, fen, next.FEN(), "%s in %s", move, c.FEN)
			}
			if c.FromStart != nil {
				way := game.Start()
				for _, move := range c.FromStart {
					play(t, &way, move)
				}
				assert.Equal(t, c.FEN, way.FEN())
			}
		}
	}
}

// checkPerft compares the counts of depths 1 and on: all when the data are
// given, and otherwise those of up to so many sequences.
func checkPerft(t *testing.T, p *chess.Position, counts []uint64, budget uint64) {
	t.Helper()
	for i, want := range counts {
		if want > budget && !truth.Given() {
			return
		}
		assert.Equal(t, want, p.Perft(i+1), "depth %d of %s", i+1, p.FEN())
	}
}

func TestTruthSmallBoardsFromTheStart(t *testing.T) {
	var all []struct {
		Variant, Start string
		Perft          []uint64
	}
	require.NoError(t, json.Unmarshal(truth.Read(t, "minichess/start_perft.json"), &all))
	require.NotEmpty(t, all)
	for _, c := range all {
		game, known := map[string]chess.Game{"gardner": chess.Gardner(), "losalamos": chess.LosAlamos()}[c.Variant]
		require.True(t, known, c.Variant)
		p := game.Start()
		assert.Equal(t, c.Start, p.FEN())
		checkPerft(t, &p, c.Perft, 10_000_000)
	}
}

// The budgets of the suites of counts, in sequences a position: what is quick,
// what the data ask for, and all that they have.
const (
	quickBudget = 150_000
	givenBudget = 10_000_000
)

func TestTruthPerftSuites(t *testing.T) {
	for _, suite := range []string{"perft_suite", "perft_random_public", "perft_doublecheck_ep"} {
		t.Run(suite, func(t *testing.T) {
			budget := uint64(quickBudget)
			switch {
			case *deep:
				budget = ^uint64(0)
			case truth.Given():
				budget = givenBudget
			}
			for line := range strings.Lines(string(truth.Public(t, "chess/"+suite+".epd"))) {
				checkSuiteLine(t, strings.TrimSpace(line), budget)
			}
		})
	}
}

// checkSuiteLine compares the deepest counts within the budget of a line
// "FEN ;D1 20 ;D2 400".
func checkSuiteLine(t *testing.T, line string, budget uint64) {
	t.Helper()
	if line == "" {
		return
	}
	fen, rest, _ := strings.Cut(line, " ;")
	p := parse(t, chess.New(), fen)
	depth, want := 0, uint64(0)
	for field := range strings.SplitSeq(rest, ";") {
		d, n, ok := strings.Cut(strings.TrimSpace(field), " ")
		require.True(t, ok && strings.HasPrefix(d, "D"), line)
		depthHere, err := strconv.Atoi(d[1:])
		require.NoError(t, err, line)
		count, err := strconv.ParseUint(n, 10, 64)
		require.NoError(t, err, line)
		if count <= budget {
			depth, want = depthHere, count
		}
	}
	if depth > 0 {
		assert.Equal(t, want, p.Perft(depth), "depth %d of %s", depth, fen)
	}
}
