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

// mate is a position with a forced mate.
type mate struct {
	FEN       string
	MateIn    int      `json:"mate_in"`
	Solutions []string `json:"all_solutions"`
}

// mates returns, without an outside folder, only those of one and two moves,
// and every eighth in three.
func mates(t *testing.T) (all []mate) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(truth.Read(t, "chess/mates_generated.jsonl")))
	seen := map[int]int{}
	for lines.Scan() {
		var m mate
		require.NoError(t, json.Unmarshal(lines.Bytes(), &m))
		if seen[m.MateIn]++; m.MateIn <= 2 || seen[m.MateIn]%8 == 1 || truth.Given() {
			all = append(all, m)
		}
	}
	require.NotEmpty(t, all)
	return all
}

// A mate in N is 2N-1 plies deep; a search to that depth finds nothing but the
// moves that force it.
func TestTruthMatesAreFound(t *testing.T) {
	game := chess.New()
	searches := map[int]*search.AlphaBeta{}
	for _, m := range mates(t) {
		s, err := game.ParsePosition(m.FEN)
		require.NoError(t, err, m.FEN)
		if searches[m.MateIn] == nil {
			searches[m.MateIn] = search.NewAlphaBeta(game, 2*m.MateIn-1)
		}
		found, err := searches[m.MateIn].Best(context.Background(), s, nil)
		require.NoError(t, err)
		require.NotEmpty(t, found)
		for _, a := range found {
			assert.Contains(t, m.Solutions, uci(s, a), "mate in %d in %s", m.MateIn, m.FEN)
		}
	}
}

// With every shortcut a search finds the mates too, some plies deeper.
func TestTruthMatesAreFoundWithShortcuts(t *testing.T) {
	const deeper = 3
	game := chess.New()
	ab := search.NewAlphaBetaWith(game, search.AlphaBetaConfig{Depth: search.MaxDepth, Shortcuts: search.Shortcuts{
		NullMove: true, Reductions: true, Memory: true, Exchanges: true, Aspiration: true,
	}})
	for _, m := range mates(t) {
		s, err := game.ParsePosition(m.FEN)
		require.NoError(t, err, m.FEN)
		require.NoError(t, ab.Search(context.Background(), s, search.Look{Depth: 2*m.MateIn - 1 + deeper}))
		best := ab.Lines()[0]
		assert.EqualValues(t, 1, best.Values[s.ToPlay()], "mate in %d in %s", m.MateIn, m.FEN)
		assert.Contains(t, m.Solutions, uci(s, best.Action), "mate in %d in %s", m.MateIn, m.FEN)
	}
}

func uci(s envs.State, a envs.Action) string {
	state := s.(*chess.State)
	move, _ := state.Move(a)
	p := state.Position()
	return p.UCI(move)
}
