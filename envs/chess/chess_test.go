package chess_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

var (
	_ envs.Hasher           = (*chess.State)(nil)
	_ envs.Estimator        = (*chess.State)(nil)
	_ envs.Tactical         = (*chess.State)(nil)
	_ envs.Notation         = chess.Game{}
	_ envs.PositionNotation = chess.Game{}
)

func worlds() []chess.Game {
	return []chess.Game{chess.New(), chess.Gardner(), chess.LosAlamos()}
}

func TestLaws(t *testing.T) {
	for _, game := range worlds() {
		t.Run(game.Spec().Name, func(t *testing.T) {
			if game.Spec().Name == "chess" && (testing.Short() || race.Enabled) { // random games are hundreds of plies long
				for _, v := range envtest.Check(game, envtest.Config{Games: 2, Plies: 120}) {
					t.Error(v)
				}
				return
			}
			envtest.Test(t, game)
			small := game.WithDraws(chess.DrawsClaimed)
			for _, v := range envtest.Check(small, envtest.Config{Games: 1, Seed: 1}) {
				t.Error(v)
			}
		})
	}
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	for _, game := range worlds() {
		assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
	}
	game := chess.New()
	s := game.New(0).(*chess.State)
	moves := make([]envs.Action, 0, 256)
	assert.Zero(t, testing.AllocsPerRun(100, func() { moves, _ = s.Tactical(moves[:0]) }), "Tactical")
}

// TestPlaythrough has games that end by themselves within a few pages.
func TestPlaythrough(t *testing.T) {
	for _, c := range []struct {
		game chess.Game
		seed uint64
	}{{chess.New(), shortest(chess.New())}, {chess.Gardner(), shortest(chess.Gardner())}, {chess.LosAlamos(), shortest(chess.LosAlamos())}} {
		t.Run(c.game.Spec().Name, func(t *testing.T) {
			golden.Compare(t, "playthrough_"+c.game.Spec().Name+".txt", envtest.Playthrough(c.game, c.seed))
		})
	}
}

// shortest is the seed of a short random game.
func shortest(game chess.Game) uint64 {
	for gameSeed := uint64(1); ; gameSeed++ {
		s, rng := game.New(gameSeed), seed.Stream(gameSeed)
		for ply := 0; ply < 30; ply++ {
			legal := s.Legal(nil)
			if len(legal) == 0 {
				return gameSeed
			}
			s.Play(legal[rng.IntN(len(legal))])
		}
	}
}

// TestWhatIsKeptEqualsWhatIsFound plays random games and holds what a State
// keeps up to date from move to move against what is found from its text.
func TestWhatIsKeptEqualsWhatIsFound(t *testing.T) {
	for _, game := range worlds() {
		rng := seed.Stream(7)
		for range 60 {
			s := game.New(0).(*chess.State)
			for s.ToPlay() != envs.Over {
				legal := s.Legal(nil)
				s.Play(legal[rng.IntN(len(legal))])
				p := s.Position()
				require.Equal(t, p.Key(), s.Key(), "key of %s", p.FEN())
				require.Equal(t, int(s.Perft(1)), len(p.Moves(nil)), p.FEN())
			}
		}
	}
}

// TestTacticalMoves holds Tactical against the moves one by one.
func TestTacticalMoves(t *testing.T) {
	captures, promotions, checks := 0, 0, 0
	for _, game := range worlds() {
		rng := seed.Stream(8)
		for range 30 {
			s := game.New(0).(*chess.State)
			for s.ToPlay() != envs.Over {
				got, mayStand := s.Tactical(nil)
				p := s.Position()
				require.Equal(t, !p.InCheck(), mayStand)
				var want []envs.Action
				for _, a := range s.Legal(nil) {
					m, _ := s.Move(a)
					san := p.SAN(m)
					capture, promotion := containsByte(san, 'x'), containsByte(san, '=')
					if !mayStand || capture || promotion {
						want = append(want, a)
					}
					captures, promotions = captures+count(capture), promotions+count(promotion)
				}
				checks += count(!mayStand)
				require.Equal(t, want, got, p.FEN())
				legal := s.Legal(nil)
				s.Play(legal[rng.IntN(len(legal))])
			}
		}
	}
	assert.Greater(t, min(captures, promotions, checks), 100, "%d captures, %d promotions, %d checks", captures, promotions, checks)
}

func containsByte(s string, c byte) bool {
	for i := range len(s) {
		if s[i] == c {
			return true
		}
	}
	return false
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestHead(t *testing.T) {
	for _, c := range []struct {
		game          chess.Game
		actions, head int
	}{
		{chess.New(), 73 * 64, 1858}, // 1,792 pairs of squares and 22 × 3 promotions
		{chess.Gardner(), 49 * 25, 320 + 96 + 13*3},
		{chess.LosAlamos(), 54 * 36, 580 + 160 + 16*2},
	} {
		assert.Equal(t, c.actions, c.game.Spec().Actions)
		head := c.game.Head()
		assert.Equal(t, c.head, head.Len(), c.game.Spec().Name)
		s := c.game.New(0)
		legal := s.Legal(nil)
		policy, back := make([]float32, len(legal)), make([]float32, len(legal))
		for i := range policy {
			policy[i] = float32(i + 1)
		}
		all := make([]float32, head.Len())
		head.Scatter(all, policy, legal)
		head.Gather(back, all, legal)
		assert.Equal(t, policy, back)
		for i := range head.Len() {
			assert.Equal(t, i, head.Index(head.Action(i)))
		}
	}
	assert.Panics(t, func() { chess.New().Head().Index(0*64 + 0) }, "north from the eighth rank")
}

func TestOptions(t *testing.T) {
	game, err := chess.New().WithOptions("draws=claimed")
	require.NoError(t, err)
	assert.Equal(t, "chess:draws=claimed", game.Spec().Name)
	assert.Equal(t, chess.DrawsClaimed, game.Draws())
	game, err = chess.Gardner().WithOptions("dead=blocked,draws=claimed")
	require.NoError(t, err)
	assert.Equal(t, "gardner:draws=claimed,dead=blocked", game.Spec().Name)
	_, err = chess.New().WithOptions("draws=agreed")
	assert.EqualError(t, err, `unknown option "draws=agreed": want draws= and one of automatic, claimed, none, or dead=blocked`)
}

// TestDrawsEndGames walks knights to and fro until the game is over.
func TestDrawsEndGames(t *testing.T) {
	for _, c := range []struct {
		draws chess.Draws
		plies int
		end   chess.End
	}{
		{chess.DrawsClaimed, 8, chess.ThreefoldRepetition},
		{chess.DrawsAutomatic, 16, chess.FivefoldRepetition},
		{chess.DrawsNone, 400, chess.Ongoing},
	} {
		game := chess.New().WithDraws(c.draws)
		s := game.New(0).(*chess.State)
		plies := 0
		for ; s.End() == chess.Ongoing && plies < 400; plies++ {
			a, err := game.ParseAction(s, []string{"Nf3", "Nf6", "Ng1", "Ng8"}[plies%4])
			require.NoError(t, err)
			s.Play(a)
		}
		assert.Equal(t, c.plies, plies, "plies with draws %v", c.draws)
		assert.Equal(t, c.end, s.End())
	}
}

func TestPositionTellsItsPast(t *testing.T) {
	game := chess.New()
	const text = "r1bqkbnr/pppppppp/2n5/8/8/5N2/PPPPPPPP/RNBQKB1R w KQkq - 2 2 after g1f3 b8c6"
	s, err := game.ParsePosition(text)
	require.NoError(t, err)
	assert.Equal(t, text, game.FormatPosition(s))
	for _, c := range []struct{ text, want string }{
		{"rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R b KQkq - 1 1 after f3g1", "it cannot have led here"},
		{"rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R b KQkq - 1 1 after b1f3", "b1 holds"},
		{"rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R b KQkq - 0 1 after g1f3", "it cannot have led here"},
		{"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1 after ", "want a move to take back"},
		{"4k3/8/8/8/8/8/8/4KR2 b - - 1 1 after h1f1", ""},
	} {
		_, err := game.ParsePosition(c.text)
		if c.want == "" {
			assert.NoError(t, err)
		} else {
			assert.Error(t, err, c.text)
		}
	}
}

// TestBadMovesAreNamed: the error has the position and the reason, and the
// state is as it was.
func TestBadMovesAreNamed(t *testing.T) {
	for _, c := range []struct{ fen, text, reason string }{
		{"", "e7e5", "illegal: White is to move, and e7 holds a piece of Black"},
		{"", "e5", "illegal: White is to move, and no piece of the kind may go there"},
		{"", "e3e4", "illegal: White is to move, and e3 is empty"},
		{"", "e2-e9", "not the text of a move, want one such as e2e4 or a7a8q, or e4, Nbd7, exd5, O-O or a8=Q"},
		{"7k/P7/8/8/8/8/8/K7 w - - 0 1", "a8", "illegal: White is to move, and the pawn must become a piece: want its letter, such as q or =Q, behind the move"},
		{"4k3/8/8/8/8/5N2/8/1N2K3 w - - 0 1", "Nd2", "ambiguous, want one of b1d2, f3d2"},
		{"4k3/8/8/8/8/8/8/K3R3 b - - 0 1", "Kd9", "not the text of a move, want one such as e2e4 or a7a8q, or e4, Nbd7, exd5, O-O or a8=Q"},
		{"4k3/8/8/8/8/8/8/K3R3 b - - 0 1", "Ke7", "illegal: Black is to move and in check, and no piece of the kind may go there"},
		{"7k/6Q1/6K1/8/8/8/8/8 b - - 0 1", "Kg8", "the game is over by checkmate"},
	} {
		game := chess.New()
		s := game.New(0)
		if c.fen != "" {
			var err error
			s, err = game.ParsePosition(c.fen)
			require.NoError(t, err)
		}
		before := game.FormatPosition(s)
		_, err := game.ParseAction(s, c.text)
		var bad *chess.MoveError
		require.ErrorAs(t, err, &bad, c.text)
		assert.Equal(t, chess.MoveError{Position: before, Text: c.text, Reason: c.reason}, *bad)
		assert.Equal(t, before, game.FormatPosition(s))
	}
}

func TestEstimateLeansToTheSideWithMore(t *testing.T) {
	estimate := func(fen string) float32 {
		s, err := chess.New().ParsePosition(fen)
		require.NoError(t, err)
		e := make([]float32, 2)
		s.(*chess.State).Estimate(e)
		assert.Equal(t, e[0], -e[1])
		return e[0]
	}
	assert.Zero(t, estimate("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"))
	assert.Zero(t, estimate("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR b KQkq - 0 1"))
	assert.Greater(t, estimate("rnb1kbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR b KQkq - 0 1"), float32(0.5), "a queen")
	assert.Less(t, estimate("rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKB1R w KQkq - 0 1"), float32(-0.3), "a knight less")
	assert.Greater(t, estimate("4k3/8/8/3N4/8/8/8/4K3 w - - 0 1"), estimate("4k3/8/8/8/8/8/8/N3K3 w - - 0 1"), "a knight in the middle")
}

func Example() {
	game := chess.New()
	s := game.New(0)
	for _, text := range []string{"f3", "e7e5", "g4", "Qh4"} {
		a, err := game.ParseAction(s, text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	fmt.Print(s)
	fmt.Println(s.(*chess.State).End())
	// Output:
	// 8 r n b . k b n r
	// 7 p p p p . p p p
	// 6 . . . . . . . .
	// 5 . . . . p . . .
	// 4 . . . . . . P q
	// 3 . . . . . P . .
	// 2 P P P P P . . P
	// 1 R N B Q K B N R
	//   a b c d e f g h
	// checkmate
}
