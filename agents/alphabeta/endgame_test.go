package alphabeta_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/truth"
	"github.com/tengen-rl/tengen/search"
)

// endgame is a position of three or four men and what tables know of it.
type endgame struct {
	FEN      string
	Material string   // such as KRvKN
	WDL      int      // of the seat to move: -2 lost, 0 drawn, 2 won; ±1 would be but for fifty moves
	DTZ      int      // moves of a piece until a capture or a step of a pawn, in plies
	DTM      int      `json:"dtm_plies"` // until mate; 0 if it is not told
	Keeping  []string `json:"value_keeping_moves"`
}

func endgames(t *testing.T) []endgame {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(truth.Read(t, "chess/endgame_wdl.jsonl")))
	decoder.DisallowUnknownFields()
	var all []endgame
	for decoder.More() {
		var e endgame
		require.NoError(t, decoder.Decode(&e), "position %d", len(all)+1)
		all = append(all, e)
	}
	require.NotEmpty(t, all)
	return all
}

// TestTruthEndgames holds a search of few plies and a plain evaluation against
// tables that know the value of every move. It sees no plan of many moves, but
// it must not drop what it could keep more often than one time in so many.
func TestTruthEndgames(t *testing.T) {
	const depth, share = 4, 0.95
	game := chess.New()
	ab := search.NewAlphaBeta(game, depth)
	kept, positions := 0, 0
	for _, e := range endgames(t) {
		s, err := game.ParsePosition(e.FEN)
		require.NoError(t, err)
		checkEndgame(t, s.(*chess.State), e)
		if s.ToPlay() == envs.Over {
			assert.Zero(t, e.WDL, "too little to mate with: %s", e.FEN)
			continue
		}
		found, err := ab.Best(context.Background(), s, nil)
		require.NoError(t, err)
		positions++
		keeps := !slices.ContainsFunc(found, func(a envs.Action) bool { return !slices.Contains(e.Keeping, uci(s, a)) })
		if keeps {
			kept++
		}
		if 0 < e.DTM && e.DTM <= depth {
			assert.True(t, keeps, "mate in %d plies in %s", e.DTM, e.FEN)
		}
	}
	t.Logf("all best moves of depth %d keep the value in %d of %d positions", depth, kept, positions)
	assert.GreaterOrEqual(t, float64(kept), share*float64(positions), "positions in which every best move keeps the value")
}

// checkEndgame compares what needs no table.
func checkEndgame(t *testing.T, s *chess.State, e endgame) {
	t.Helper()
	require.Contains(t, []int{-2, -1, 0, 1, 2}, e.WDL, e.FEN)
	var legal []string
	p := s.Position()
	for _, m := range p.Moves(nil) {
		legal = append(legal, p.UCI(m))
	}
	assert.Subset(t, legal, e.Keeping, e.FEN)
	assert.NotEmpty(t, e.Keeping, e.FEN)
	if e.WDL <= -2 {
		assert.ElementsMatch(t, legal, e.Keeping, "every move keeps a loss: %s", e.FEN)
	}
	men := strings.Map(func(r rune) rune {
		if strings.ContainsRune("KQRBNPkqrbnp", r) {
			return r
		}
		return -1
	}, strings.Fields(e.FEN)[0])
	assert.Len(t, men, len(e.Material)-1, "%s in %s", e.Material, e.FEN)
}
