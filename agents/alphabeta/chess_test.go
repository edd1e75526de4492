package alphabeta_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/truth"
	"github.com/tengen-rl/tengen/search"
)

// A mate in N is 2N-1 plies deep; a search to that depth finds nothing but the
// moves that force it. Without an outside folder only those of one and two
// moves are tried, and every eighth in three.
func TestTruthMatesAreFound(t *testing.T) {
	game := chess.New()
	searches := map[int]*search.AlphaBeta{}
	lines := bufio.NewScanner(bytes.NewReader(truth.Read(t, "chess/mates_generated.jsonl")))
	seen := map[int]int{}
	for lines.Scan() {
		var c struct {
			FEN       string
			MateIn    int      `json:"mate_in"`
			Solutions []string `json:"all_solutions"`
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		seen[c.MateIn]++
		if c.MateIn > 2 && seen[c.MateIn]%8 != 1 && !truth.Given() {
			continue
		}
		s, err := game.ParsePosition(c.FEN)
		require.NoError(t, err, c.FEN)
		if searches[c.MateIn] == nil {
			searches[c.MateIn] = search.NewAlphaBeta(game, 2*c.MateIn-1)
		}
		found, err := searches[c.MateIn].Best(context.Background(), s, nil)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		for _, a := range found {
			assert.Contains(t, c.Solutions, uci(s, a), "mate in %d in %s", c.MateIn, c.FEN)
		}
	}
	require.NotEmpty(t, seen)
}

func uci(s envs.State, a envs.Action) string {
	state := s.(*chess.State)
	move, _ := state.Move(a)
	p := state.Position()
	return p.UCI(move)
}
