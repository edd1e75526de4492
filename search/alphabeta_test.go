package search_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// tangle is a world drawn by a hash of the moves so far: one to four legal
// actions with gaps, ends at any ply, small rewards on the way, a seat that
// sometimes moves twice, and coarse estimates so that ties are common.
type tangle struct{ seed uint64 }

func (g tangle) Spec() envs.Spec {
	return envs.Spec{Name: "tangle", Players: 2, Actions: 8, Obs: [3]int{1, 1, 1}}
}

func (g tangle) New(uint64) envs.State { return &tangleState{path: seed.Mix(g.seed)} }

type tangleState struct {
	path   uint64
	player envs.Player
	reward float32 // of seat 0
}

func (s *tangleState) ToPlay() envs.Player { return s.player }

func (s *tangleState) Legal(dst []envs.Action) []envs.Action {
	if s.player == envs.Over {
		return dst
	}
	start := len(dst)
	for a := range envs.Action(8) {
		if s.path>>(8+a)&1 == 1 && len(dst)-start < 4 {
			dst = append(dst, a)
		}
	}
	if len(dst) == start {
		dst = append(dst, 5)
	}
	return dst
}

func (s *tangleState) Play(a envs.Action) {
	s.path = seed.Mix(s.path, uint64(a))
	s.reward = 0
	switch roll := s.path >> 32 % 20; {
	case roll < 3: // the end
		s.player, s.reward = envs.Over, float32(int(roll)-1)
	case roll < 5: // the same seat again, at a price
		s.reward = float32(int(roll)*2-7) / 8
	default:
		s.player = 1 - s.player
	}
}

func (s *tangleState) Rewards(dst []float32) { dst[0], dst[1] = s.reward, -s.reward }
func (s *tangleState) Observe(dst []float32) { dst[0] = 0 }
func (s *tangleState) CopyFrom(src envs.State) {
	*s = *src.(*tangleState)
}

func (s *tangleState) Estimate(dst []float32) {
	dst[0] = float32(int(s.path>>40%7)-3) / 4
	dst[1] = -dst[0]
}

// worth is a return in the eyes of seat 0 and the ply at which it was known.
type worth struct {
	value float32
	plies int
}

// better reports whether seat prefers w to v.
func (w worth) better(v worth, seat envs.Player) bool {
	sign := float32(1)
	if seat == 1 {
		sign = -1
	}
	switch {
	case w.value != v.value:
		return sign*w.value > sign*v.value
	case w.value == 0:
		return false
	}
	return (sign*w.value > 0) == (w.plies < v.plies) && w.plies != v.plies
}

// minimax is the plain twin of search.AlphaBeta: it visits every line.
func minimax(game envs.Game, s envs.State, returned float32, ply, depth int) (worth, []envs.Action) {
	if s.ToPlay() == envs.Over {
		return worth{returned, ply}, nil
	}
	if ply < depth {
		return bestOf(game, s, s.Legal(nil), returned, ply, depth)
	}
	guess := make([]float32, 2)
	if e, ok := s.(envs.Estimator); ok {
		e.Estimate(guess)
	}
	stand := worth{returned + guess[0], depth}
	tactical, ok := s.(envs.Tactical)
	if !ok || ply == depth+32 {
		return stand, nil
	}
	moves, mayStand := tactical.Tactical(nil)
	if len(moves) == 0 {
		return stand, nil
	}
	got, _ := bestOf(game, s, moves, returned, ply, depth)
	if mayStand && !got.better(stand, s.ToPlay()) {
		return stand, nil
	}
	return got, nil
}

// bestOf is the minimax of the moves of a position, and those that have it.
func bestOf(game envs.Game, s envs.State, all []envs.Action, returned float32, ply, depth int) (worth, []envs.Action) {
	var best worth
	var moves []envs.Action
	for _, a := range all {
		next, rewards := game.New(0), make([]float32, 2)
		next.CopyFrom(s)
		next.Play(a)
		next.Rewards(rewards)
		got, _ := minimax(game, next, returned+rewards[0], ply+1, depth)
		switch {
		case moves == nil || got.better(best, s.ToPlay()):
			best, moves = got, []envs.Action{a}
		case !best.better(got, s.ToPlay()):
			moves = append(moves, a)
		}
	}
	return best, moves
}

func TestAlphaBetaIsMinimax(t *testing.T) {
	ties := 0
	for world := range uint64(300) {
		game := tangle{world}
		for depth := 1; depth <= 6; depth++ {
			s := game.New(0)
			_, want := minimax(game, s, 0, 0, depth)
			got, err := search.NewAlphaBeta(game, depth).Best(context.Background(), s, nil)
			require.NoError(t, err)
			require.Equal(t, want, got, "world %d, depth %d", world, depth)
			if len(want) > 1 {
				ties++
			}
		}
	}
	assert.Greater(t, ties, 100, "too few ties to tell whether they are found")
}

// A search that has seen other positions answers as a new one does: what it
// keeps between searches orders moves and decides nothing.
func TestAlphaBetaForgets(t *testing.T) {
	game := tangle{7}
	used := search.NewAlphaBeta(game, 5)
	for world := range uint64(50) {
		s := tangle{world}.New(0)
		want, err := search.NewAlphaBeta(game, 5).Best(context.Background(), s, nil)
		require.NoError(t, err)
		got, err := used.Best(context.Background(), s, nil)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestAlphaBetaPrunes(t *testing.T) {
	game := tangle{3}
	lines := countLines(game, game.New(0), 9)
	ab := search.NewAlphaBeta(game, 9)
	_, err := ab.Best(context.Background(), game.New(0), nil)
	require.NoError(t, err)
	assert.Less(t, ab.Nodes(), lines/4, "positions visited, of %d in the tree", lines)
}

func countLines(game envs.Game, s envs.State, depth int) int {
	nodes := 1
	if depth == 0 {
		return nodes
	}
	for _, a := range s.Legal(nil) {
		next := game.New(0)
		next.CopyFrom(s)
		next.Play(a)
		nodes += countLines(game, next, depth-1)
	}
	return nodes
}

func TestAlphaBetaAllocatesNothing(t *testing.T) {
	game := tangle{4}
	s := game.New(0)
	ab := search.NewAlphaBeta(game, 6)
	dst := make([]envs.Action, 0, 8)
	allocs := testing.AllocsPerRun(20, func() {
		dst, _ = ab.Best(context.Background(), s, dst[:0])
	})
	assert.Zero(t, allocs)
}

func TestAlphaBetaEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	kept := []envs.Action{3}
	got, err := search.NewAlphaBeta(tangle{4}, 20).Best(ctx, tangle{4}.New(0), kept)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, kept, got)
}

// impatient is a context that ends when it is looked at for the second time.
type impatient struct {
	context.Context
	looks int
}

func (c *impatient) Err() error {
	if c.looks++; c.looks > 1 {
		return context.DeadlineExceeded
	}
	return nil
}

func TestAlphaBetaEndsInTheMiddle(t *testing.T) {
	ab := search.NewAlphaBeta(tangle{4}, 30)
	_, err := ab.Best(&impatient{Context: context.Background()}, tangle{4}.New(0), nil)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Less(t, ab.Nodes(), 2000)
}

func TestNewAlphaBetaRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "search: alpha-beta to depth 0, want 1 to 99",
		func() { search.NewAlphaBeta(tangle{}, 0) })
	assert.PanicsWithValue(t, "search: alpha-beta to depth 100, want 1 to 99",
		func() { search.NewAlphaBeta(tangle{}, 100) })
	assert.PanicsWithValue(t, "search: alpha-beta in a world of 1 seats, want 2",
		func() { search.NewAlphaBeta(lonely{}, 3) })
}

type lonely struct{ tangle }

func (lonely) Spec() envs.Spec { return envs.Spec{Players: 1} }

func BenchmarkAlphaBeta(b *testing.B) {
	game := tangle{4}
	for _, depth := range []int{4, 8} {
		b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
			ab := search.NewAlphaBeta(game, depth)
			s := game.New(0)
			b.ReportAllocs()
			nodes := 0
			for b.Loop() {
				if _, err := ab.Best(context.Background(), s, nil); err != nil {
					b.Fatal(err)
				}
				nodes += ab.Nodes()
			}
			b.ReportMetric(float64(nodes)/b.Elapsed().Seconds(), "positions/s")
		})
	}
}
