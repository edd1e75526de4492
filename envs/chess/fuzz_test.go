package chess_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// FuzzGame makes bytes a legal game: the first chooses the board, each other
// one of the legal moves. What the state keeps must equal what is found anew.
func FuzzGame(f *testing.F) {
	f.Add([]byte{0, 12, 3, 200, 17, 4})
	f.Add([]byte{1, 0, 0, 0})
	f.Add([]byte{2, 9, 9, 9, 9})
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) == 0 {
			return
		}
		game := worlds()[choices[0]%3]
		s := game.New(0).(*chess.State)
		for _, c := range choices[1:min(len(choices), 600)] {
			legal := s.Legal(nil)
			if len(legal) == 0 {
				break
			}
			s.Play(legal[int(c)%len(legal)])
		}
		p := s.Position()
		require.Equal(t, p.Key(), s.Key())
		if s.ToPlay() != envs.Over {
			back, err := game.ParsePosition(game.FormatPosition(s))
			require.NoError(t, err)
			require.Equal(t, s.Hash(), back.(*chess.State).Hash())
		}
	})
}

func FuzzFEN(f *testing.F) {
	for _, game := range worlds() {
		start := game.Start()
		f.Add(start.FEN())
	}
	f.Add(kiwipete)
	f.Add("8/8/8/8/k2Pp2Q/8/8/3K4 b - d3 0 1")
	f.Add("r1bqkbnr/pppppppp/2n5/8/8/5N2/PPPPPPPP/RNBQKB1R w KQkq - 2 2 after g1f3 b8c6")
	f.Fuzz(func(t *testing.T, text string) {
		for _, game := range worlds() {
			s, err := game.ParsePosition(text)
			if err != nil {
				continue
			}
			back, err := game.ParsePosition(game.FormatPosition(s))
			require.NoError(t, err)
			assert.Equal(t, game.FormatPosition(s), game.FormatPosition(back))
			p := s.(*chess.State).Position()
			assert.Len(t, p.Moves(nil), int(p.Perft(1)))
		}
	})
}

func FuzzActionText(f *testing.F) {
	for _, text := range []string{"e2e4", "Nf3", "O-O", "exd6", "a8=Q+", "Qh4e1#", "e5xd6", "0-0-0"} {
		f.Add(text, kiwipete)
	}
	f.Fuzz(func(t *testing.T, text, fen string) {
		p, err := chess.New().ParseFEN(fen)
		if err != nil {
			return
		}
		m, err := p.ParseMove(text)
		if err != nil {
			return
		}
		for _, name := range []string{p.UCI(m), p.SAN(m)} {
			back, err := p.ParseMove(name)
			require.NoError(t, err)
			require.Equal(t, m, back)
		}
	})
}
