package search_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// weave is a tangle of few positions that many lines lead to, of different
// lengths and earnings too, and with unquiet ones: it is an envs.Hasher and
// envs.Tactical.
type weave struct{ seed uint64 }

func (g weave) Spec() envs.Spec { return tangle{}.Spec() }

func (g weave) New(uint64) envs.State { return &weaveState{seed: g.seed} }

type weaveState struct {
	seed   uint64
	cell   uint64 // of eleven
	player envs.Player
	reward float32 // of seat 0
}

func (s *weaveState) Hash() uint64 { return seed.Mix(s.seed, s.cell, uint64(s.player)) }

func (s *weaveState) ToPlay() envs.Player { return s.player }

func (s *weaveState) Legal(dst []envs.Action) []envs.Action {
	return (&tangleState{path: s.Hash(), player: s.player}).Legal(dst)
}

func (s *weaveState) Play(a envs.Action) {
	roll := seed.Mix(s.Hash(), uint64(a)) % 20
	s.cell = (s.cell + uint64(a)) % 11
	s.reward = 0
	switch {
	case roll < 2: // the end
		s.player, s.reward = envs.Over, float32(int(roll)*2-1)
	case roll < 4: // the same seat again, at a price
		s.reward = float32(int(roll)*2-5) / 8
	default:
		s.player = 1 - s.player
	}
}

func (s *weaveState) Rewards(dst []float32)     { dst[0], dst[1] = s.reward, -s.reward }
func (s *weaveState) Observe(dst []float32)     { dst[0] = 0 }
func (s *weaveState) CopyFrom(src envs.State)   { *s = *src.(*weaveState) }
func (s *weaveState) Estimate(dst []float32)    { (&tangleState{path: s.Hash()}).Estimate(dst) }
func (s *weaveState) mood(a envs.Action) uint64 { return seed.Mix(s.Hash(), 77, uint64(a)) }

// Tactical names half of the moves that lead to a higher cell, or all where
// the mover may not stand still, in some of the lowest cells.
func (s *weaveState) Tactical(dst []envs.Action) ([]envs.Action, bool) {
	mayStand := s.cell > 1 || s.mood(100)%2 == 0
	for _, a := range s.Legal(nil) {
		if !mayStand || a > 0 && s.cell+uint64(a) < 11 && s.mood(a)%2 == 0 {
			dst = append(dst, a)
		}
	}
	return dst, mayStand
}

// Memory, order and quiescence change nothing in what minimax says.
func TestAlphaBetaOfUnquietTranspositionsIsMinimax(t *testing.T) {
	ties := 0
	for world := range uint64(60) {
		game := weave{world}
		s := game.New(0)
		for depth := 1; depth <= 5; depth++ {
			_, want := minimax(game, s, 0, 0, depth)
			got, err := search.NewAlphaBeta(game, depth).Best(context.Background(), s, nil)
			require.NoError(t, err)
			require.Equal(t, want, got, "world %d, depth %d", world, depth)
			if len(want) > 1 {
				ties++
			}
		}
	}
	assert.Greater(t, ties, 20, "too few ties to tell whether they are found")
}

// What is kept from earlier searches orders moves and decides nothing.
func TestAlphaBetaForgetsEarlierPositions(t *testing.T) {
	game := weave{3}
	used := search.NewAlphaBeta(game, 5)
	s := game.New(0)
	for plies := 0; plies < 12 && s.ToPlay() != envs.Over; plies++ {
		want, err := search.NewAlphaBeta(game, 5).Best(context.Background(), s, nil)
		require.NoError(t, err)
		got, err := used.Best(context.Background(), s, nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
		s.Play(got[0])
	}
}

// blind is a weave that cannot tell positions apart.
type blind struct{ weave }

func (g blind) New(n uint64) envs.State { return &blindState{*g.weave.New(n).(*weaveState)} }

type blindState struct{ weaveState }

func (s *blindState) CopyFrom(src envs.State) { *s = *src.(*blindState) }
func (s *blindState) Hash(struct{})           {} // another signature: no envs.Hasher

func TestAlphaBetaRemembers(t *testing.T) {
	nodes := func(game envs.Game) int {
		ab := search.NewAlphaBeta(game, 9)
		_, err := ab.Best(context.Background(), game.New(0), nil)
		require.NoError(t, err)
		return ab.Nodes()
	}
	with, without := 0, 0
	for world := range uint64(10) {
		with += nodes(weave{world})
		without += nodes(blind{weave{world}})
	}
	assert.Less(t, with, without/2, "positions visited with and without memory")
}

func TestAlphaBetaWithMemoryAllocatesNothing(t *testing.T) {
	game := quiet{tangle{4}}
	s := game.New(0)
	ab := search.NewAlphaBeta(game, 6)
	dst := make([]envs.Action, 0, 8)
	allocs := testing.AllocsPerRun(20, func() {
		dst, _ = ab.Best(context.Background(), s, dst[:0])
	})
	assert.Zero(t, allocs)
}

// quiet is a tangle with hashes and tactical moves that allocate nothing.
type quiet struct{ tangle }

func (g quiet) New(n uint64) envs.State { return &quietState{*g.tangle.New(n).(*tangleState)} }

type quietState struct{ tangleState }

func (s *quietState) CopyFrom(src envs.State) { *s = *src.(*quietState) }
func (s *quietState) Hash() uint64            { return s.path }
func (s *quietState) Tactical(dst []envs.Action) ([]envs.Action, bool) {
	if s.path%4 > 0 {
		return dst, true
	}
	return s.Legal(dst), s.path%8 > 0
}

// patient is a context that ends when it has been looked at so many times.
type patient struct {
	context.Context
	looks int
}

func (c *patient) Err() error {
	if c.looks--; c.looks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// In time, a search says what it knows: with more time, what a deeper one
// says, and with enough of it, what the deepest says.
func TestBestInTime(t *testing.T) {
	game := tangle{4}
	s := game.New(0)
	dst, err := search.NewAlphaBeta(game, 8).BestInTime(&patient{context.Background(), 0}, s, search.Look{}, []envs.Action{7})
	assert.ErrorIs(t, err, context.DeadlineExceeded, "nothing was seen")
	assert.Equal(t, []envs.Action{7}, dst)

	ab := search.NewAlphaBeta(game, 60)
	dst, err = ab.BestInTime(&patient{context.Background(), 3}, s, search.Look{}, nil)
	require.NoError(t, err)
	assert.Subset(t, s.Legal(nil), dst)
	assert.NotEmpty(t, dst)
	assert.Less(t, ab.Nodes(), 4000, "it ended with its context")

	want, err := search.NewAlphaBeta(game, 8).Best(context.Background(), s, nil)
	require.NoError(t, err)
	got, err := search.NewAlphaBeta(game, 8).BestInTime(context.Background(), s, search.Look{}, nil)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

// duel is a world where seat 0 can win at once, later, or keep the choice:
// the later win must not look as good from any depth.
type duel struct{ tangle }

func (duel) New(uint64) envs.State { return &duelState{} }

type duelState struct {
	tangleState
	ply int
}

func (s *duelState) CopyFrom(src envs.State) { *s = *src.(*duelState) }
func (s *duelState) Hash() uint64            { return uint64(s.ply)<<1 | uint64(s.player&1) }
func (s *duelState) Estimate(dst []float32)  { dst[0], dst[1] = 0.9, -0.9 }
func (s *duelState) Legal(dst []envs.Action) []envs.Action {
	if s.player == envs.Over {
		return dst
	}
	return append(dst, 0, 1)
}

// Play wins by action 1 of seat 0, at any time; all else goes on.
func (s *duelState) Play(a envs.Action) {
	s.ply++
	s.reward = 0
	if s.player == 0 && a == 1 {
		s.player, s.reward = envs.Over, 1
		return
	}
	s.player = 1 - s.player
}

func TestAlphaBetaWinsAtOnce(t *testing.T) {
	for depth := 1; depth <= 12; depth++ {
		got, err := search.NewAlphaBeta(duel{}, depth).Best(context.Background(), duel{}.New(0), nil)
		require.NoError(t, err)
		assert.Equal(t, []envs.Action{1}, got, "depth %d", depth)
	}
}
