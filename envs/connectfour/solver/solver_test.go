package solver

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// plain is the dumb twin of the solver: it tries every game, by the rules of
// package connectfour alone, and remembers nothing but scores.
type plain map[uint64]int

func (known plain) score(s *connectfour.State) int {
	if score, ok := known[s.Hash()]; ok {
		return score
	}
	best := -cells
	for _, a := range s.Legal(nil) {
		next := *s
		next.Play(a)
		score := 0
		if next.ToPlay() != envs.Over {
			score = -known.score(&next)
		} else if won(&next) {
			score = (cells + 1 - s.Plies()) / 2
		}
		best = max(best, score)
	}
	known[s.Hash()] = best
	return best
}

// won tells whether a game that is over was won, by the seat that moved last.
func won(s *connectfour.State) bool {
	rewards := make([]float32, 2)
	s.Rewards(rewards)
	return rewards[0] != 0
}

// randomState plays so many random discs, anew until the game is not over.
func randomState(rng *rand.Rand, plies int) *connectfour.State {
	for {
		s := connectfour.New().New(0).(*connectfour.State)
		for s.ToPlay() != envs.Over && s.Plies() < plies {
			legal := s.Legal(nil)
			s.Play(legal[rng.IntN(len(legal))])
		}
		if s.ToPlay() != envs.Over {
			return s
		}
	}
}

func TestScoreEqualsPlainSearch(t *testing.T) {
	rng, twin, s := seed.Stream(1), plain{}, New(Config{TableBits: 10})
	for plies := 30; plies < cells; plies++ {
		for range 40 {
			state := randomState(rng, plies)
			got, err := s.Score(context.Background(), state)
			require.NoError(t, err)
			require.Equal(t, twin.score(state), got, "\n%v", state)
		}
	}
}

// TestBoundHolds compares the bounds from strategies with true scores.
func TestBoundHolds(t *testing.T) {
	rng, twin := seed.Stream(2), plain{}
	told := 0
	for plies := 29; plies < cells-1; plies++ {
		for range 400 {
			state := randomState(rng, plies)
			p := read(state)
			threats := completing(p.theirs(), p.filled)
			if p.canWin() || p.nonLosing(threats) == 0 {
				continue // where bound is not asked
			}
			bound := p.bound(threats)
			if bound != noBound {
				told++
			}
			require.LessOrEqual(t, twin.score(state), bound, "\n%v", state)
		}
	}
	assert.Greater(t, told, 300, "positions with a bound")
}

func TestSolveAppendsAScoreForEachLegalAction(t *testing.T) {
	state, err := connectfour.FromMoves("4444443332265511")
	require.NoError(t, err)
	scores, err := New(Config{}).Solve(context.Background(), state, []int{42})
	require.NoError(t, err)
	assert.Len(t, scores, 1+len(state.Legal(nil)))
	assert.Equal(t, 42, scores[0])
}

func TestMirrorImagesHaveMirroredScores(t *testing.T) {
	rng, s := seed.Stream(3), New(Config{})
	for range 20 {
		p := read(randomState(rng, 20))
		left, err := s.solve(context.Background(), p)
		require.NoError(t, err)
		right, err := s.solve(context.Background(), p.mirrored())
		require.NoError(t, err)
		assert.Equal(t, left, right)
		assert.Equal(t, p.canonicalKey(), p.mirrored().canonicalKey())
		assert.Equal(t, p, p.mirrored().mirrored())
	}
}

func TestSolveEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := New(Config{TableBits: 10})
	state := randomState(seed.Stream(4), 10)
	_, err := s.Solve(ctx, state, nil)
	require.ErrorIs(t, err, context.Canceled)

}

// soon is a context that ends when it has been asked a few times.
type soon struct {
	context.Context
	left int
}

func (c *soon) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestABrokenSearchSpoilsNothing ends searches of one position at several
// points, and looks for wrong bounds in what they have remembered.
func TestABrokenSearchSpoilsNothing(t *testing.T) {
	p := read(randomState(seed.Stream(5), 15))
	want, err := New(Config{TableBits: 18}).solve(context.Background(), p)
	require.NoError(t, err)
	s := New(Config{TableBits: 18})
	broken := 0
	for left := range 4 {
		if _, err := s.solve(&soon{context.Background(), left}, p); err != nil {
			broken++
		}
	}
	require.NotZero(t, broken)
	got, err := s.solve(context.Background(), p)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestSolveAllocatesNothing(t *testing.T) {
	s, state := New(Config{TableBits: 10}), randomState(seed.Stream(6), 26)
	dst := make([]int, 0, connectfour.Width)
	assert.Zero(t, testing.AllocsPerRun(5, func() {
		if _, err := s.Solve(context.Background(), state, dst); err != nil {
			t.Error(err)
		}
	}))
}

func TestStatesOfOtherGamesAndEndsPanic(t *testing.T) {
	over, err := connectfour.FromMoves("1212121")
	require.NoError(t, err)
	assert.Panics(t, func() { _, _ = New(Config{}).Score(context.Background(), over) })
	assert.Panics(t, func() { _, _ = New(Config{}).Score(context.Background(), nil) })
	assert.Panics(t, func() { New(Config{TableBits: 99}) })
}

func TestTableKeepsBoundsOfTheNewestAndOfTheDearest(t *testing.T) {
	tab := newTable(1) // two pairs
	const none = 32
	load := func(key uint64) [2]int {
		lower, upper := tab.load(key, -none, none-1)
		return [2]int{lower, upper}
	}
	assert.Equal(t, [2]int{-none, none - 1}, load(0), "the empty table knows nothing, of key 0 neither")
	tab.store(0, 4, -3, 5)
	assert.Equal(t, [2]int{-3, 5}, load(0))
	var latest uint64
	for key := uint64(1); key < 50; key++ {
		tab.store(key, 30, -1, 1)
		latest = key
	}
	assert.Equal(t, [2]int{-1, 1}, load(latest))
	assert.Equal(t, [2]int{-3, 5}, load(0), "few discs stay")
	tab.store(0, 4, 2, 2)
	assert.Equal(t, [2]int{2, 2}, load(0))
}

func TestBooksReadBackAsTheyWereWritten(t *testing.T) {
	for _, b := range []Book{{}, {Discs: 3, Scores: []int8{-21, 0, 21}}} {
		packed, err := b.Pack()
		require.NoError(t, err)
		again, err := UnpackBook(packed)
		require.NoError(t, err)
		assert.Equal(t, b, again)
	}
	_, err := UnpackBook([]byte("no book"))
	assert.ErrorContains(t, err, "opening book")
	packed, err := Book{Discs: 10}.Pack()
	require.NoError(t, err)
	_, err = UnpackBook(packed)
	assert.ErrorContains(t, err, "positions of 10 discs, want 0 to 9")
}

// TestBuiltInBookIsWhole looks for a score of every opening.
func TestBuiltInBookIsWhole(t *testing.T) {
	b, err := UnpackBook(packedBook)
	require.NoError(t, err)
	levels, known := openings(b.Discs), b.scores()
	require.Len(t, b.Scores, len(levels[b.Discs]))
	for _, level := range levels {
		for _, p := range level {
			assert.Contains(t, known, p.canonicalKey())
		}
	}
}

// TestABookTellsOnlyWhatFollows has a book without its last score: the
// position that leads there has none either.
func TestABookTellsOnlyWhatFollows(t *testing.T) {
	levels := openings(1)
	known := Book{Discs: 1, Scores: []int8{3, -2, 1, 5}}.scores()
	assert.Equal(t, int8(2), known[0], "the best move is the second")
	known = Book{Discs: 1, Scores: []int8{3, -2, 1}}.scores()
	assert.NotContains(t, known, uint64(0))
	assert.Equal(t, int8(-2), known[levels[1][1].canonicalKey()])
}

// TestOpenings compares the number of positions with those counted by playing,
// as mirror images count once (positions of connect4/facts.json by hand: the
// symmetric ones are 1, 1, 1 and 4 of 1, 7, 49 and 238).
func TestOpenings(t *testing.T) {
	counts := []int{}
	for discs, level := range openings(3) {
		counts = append(counts, len(level))
		for _, p := range level {
			assert.Equal(t, discs, p.plies)
		}
	}
	assert.Equal(t, []int{1, 4, 25, 121}, counts)
}

// TestExtendBookGoesOn has a position of a book that is soon solved.
func TestExtendBookGoesOn(t *testing.T) {
	whole, err := UnpackBook(packedBook)
	require.NoError(t, err)
	s := New(Config{TableBits: 10})
	stop := errors.New("enough")
	require.NoError(t, s.ExtendBook(context.Background(), whole, func(Book) error { return stop }), "nothing is missing")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	known := Book{whole.Discs, whole.Scores[:len(whole.Scores)-1]}
	require.ErrorIs(t, s.ExtendBook(ctx, known, func(Book) error { return stop }), context.Canceled)
	level := openings(8)[8]
	i := slices.IndexFunc(level, func(p position) bool { return p.canWin() })
	require.Positive(t, i)
	err = s.ExtendBook(context.Background(), Book{8, make([]int8, i)}, func(b Book) error {
		assert.Len(t, b.Scores, i+1)
		assert.Equal(t, int8(winScore(8)), b.Scores[i])
		return stop
	})
	require.ErrorIs(t, err, stop)
}

func ExampleSolver_Solve() {
	state, err := connectfour.FromMoves("44444132113")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(state)
	scores, err := New(Config{}).Solve(context.Background(), state, nil)
	fmt.Println(scores, err)
	// Output:
	// . . . . . . .
	// . . . x . . .
	// . . . o . . .
	// o . . x . . .
	// x . x o . . .
	// o o x x . . .
	// 1 2 3 4 5 6 7
	// [-1 -2 0 -4 -2 -2 -2] <nil>
}

func BenchmarkScore(b *testing.B) {
	rng := seed.Stream(7)
	b.ReportAllocs()
	var nodes uint64
	for b.Loop() {
		b.StopTimer()
		s := New(Config{TableBits: 18})
		p := read(randomState(rng, 14))
		b.StartTimer()
		if _, err := s.solve(context.Background(), p); err != nil {
			b.Fatal(err)
		}
		nodes += s.search.nodes
	}
	b.ReportMetric(float64(nodes)/b.Elapsed().Seconds(), "positions/s")
}
