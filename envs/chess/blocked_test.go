package chess_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestBlocked(t *testing.T) {
	for _, c := range []struct {
		fen, why string
		blocked  bool
	}{
		{"4k3/8/1p1p1p1p/pPpPpPpP/P1P1P1P1/8/8/4K3 w - - 0 1", "a wall from side to side", true},
		{"4k3/8/1p1p1p1p/pPpPpPpP/P1P1P1P1/8/8/4K3 b - - 0 1", "the same, Black to move", true},
		{"4k3/8/8/3p4/3P4/8/8/4K3 w - - 0 1", "a king walks to the pawn", false},
		{"4k3/8/1p1p1p1p/pPpPpPpP/P1P1P1P1/8/8/R3K3 w - - 0 1", "a rook", false},
		{"4k3/8/1p1p1p2/pPpPpPpP/P1P1P1P1/8/8/4K3 w - - 0 1", "the pawn of the h-file steps on", false},
		{"8/8/1p1p1p1p/pPpPpPpP/P1P1P1P1/k7/8/4K3 b - - 0 1", "Black's king is behind the wall", false},
		{"8/8/8/8/8/4k3/4p3/4K3 w - - 0 1", "the pawn stands before a king only", false},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0 1", "dead by material, not by pawns", false},
	} {
		s := state(t, chess.New().WithBlocked(), c.fen)
		assert.Equal(t, c.blocked, s.Holds(chess.DeadBlocked), "%s: %s", c.why, c.fen)
		assert.Equal(t, c.blocked, s.End() == chess.DeadBlocked, "%s: %s", c.why, c.fen)
		assert.NotEqual(t, chess.DeadBlocked, state(t, chess.New(), c.fen).End(), "by the usual rules")
	}
}

// TestBlockedPositionsAreDead plays every game from random walls of pawns: from
// those that are blocked, no move but the kings' comes, and no mate.
func TestBlockedPositionsAreDead(t *testing.T) {
	rng := seed.Stream(12)
	blocked := 0
	for range 4000 {
		fen := wall(rng)
		p, err := chess.Gardner().ParseFEN(fen)
		if err != nil || !p.Blocked() {
			continue
		}
		blocked++
		seen := map[uint64]bool{}
		assert.Empty(t, life(p, seen), fen)
	}
	assert.Greater(t, blocked, 20)
}

// wall is a board of 5 × 5 with kings anywhere and in most files a pair of
// pawns face to face.
func wall(rng *rand.Rand) string {
	var cells [5][5]byte
	for r := range cells {
		for f := range cells[r] {
			cells[r][f] = '1'
		}
	}
	phase := rng.IntN(2)
	for f := range 5 {
		r := 1 + (f+phase)%2 // beside a pawn that could take it, if it stood elsewhere
		switch rng.IntN(16) {
		case 0:
			continue
		case 1:
			r = 1 + rng.IntN(2)
		}
		cells[r][f], cells[r+1][f] = 'p', 'P'
	}
	cells[rng.IntN(2)][rng.IntN(5)], cells[3+rng.IntN(2)][rng.IntN(5)] = 'k', 'K'
	var rows []string
	for _, row := range cells {
		rows = append(rows, string(row[:]))
	}
	text := strings.Join(rows, "/")
	for n := 5; n > 1; n-- { // a FEN counts empty squares in a row
		text = strings.ReplaceAll(text, strings.Repeat("1", n), strconv.Itoa(n))
	}
	return text + [2]string{" w", " b"}[rng.IntN(2)] + " - - 0 1"
}

// life names a position from which something other than moves of kings comes,
// or mate; it is empty if there is none.
func life(p chess.Position, seen map[uint64]bool) string {
	if seen[p.Key()] {
		return ""
	}
	seen[p.Key()] = true
	moves := p.Moves(nil)
	if len(moves) == 0 && p.InCheck() {
		return p.FEN()
	}
	for _, m := range moves {
		next := p
		if next.Play(m); next.Clock() == 0 {
			return p.FEN()
		}
		if fen := life(next, seen); fen != "" {
			return fen
		}
	}
	return ""
}
