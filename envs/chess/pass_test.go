package chess_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/chess"
)

func TestPass(t *testing.T) {
	game := chess.New()
	for _, c := range []struct{ name, before, after string }{
		{"the first move", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR b KQkq - 0 1"},
		{"black passes", "r3k3/8/8/8/8/8/8/R3K3 b Qq - 3 9", "r3k3/8/8/8/8/8/8/R3K3 w Qq - 3 10"},
		{"en passant lapses", "4k3/8/8/8/q2pP3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/q2pP3/8/8/4K3 w - - 0 2"},
		{"in check", "4k3/8/8/8/8/8/4r3/R3K3 w - - 0 1", ""},
		{"kings and pawns", "4k3/4p3/8/8/8/8/4P3/4K3 w - - 0 1", ""},
		{"a knight is too little", "4k3/4p3/8/8/8/8/4P3/4K1N1 w - - 0 1", ""},
		{"the other would have no move", "7k/8/5R2/6R1/8/8/8/K7 w - - 0 1", "7k/8/5R2/6R1/8/8/8/K7 b - - 0 1"},
		{"the other has no move", "k7/8/1Q6/8/8/8/8/4K3 w - - 0 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := game.ParsePosition(c.before)
			require.NoError(t, err)
			s := parsed.(*chess.State)
			before := game.FormatPosition(s)
			passed := s.Pass()
			require.Equal(t, c.after != "", passed)
			if !passed {
				assert.Equal(t, before, game.FormatPosition(s), "nothing has changed")
				return
			}
			assert.Equal(t, c.after, game.FormatPosition(s))
			want, err := game.ParsePosition(c.after)
			require.NoError(t, err)
			assert.Equal(t, want.(*chess.State).Key(), s.Key())
			assert.Equal(t, want.Legal(nil), s.Legal(nil))
		})
	}
}
