package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// coins is a world of three seats: they take one or two of nine coins in turn,
// and the coin at place i is worth i/20 to whoever takes it. Rewards come at
// every ply; who takes two coins may well help the next.
type coins struct{}

const coinCount = 9

func (coins) Spec() envs.Spec {
	return envs.Spec{Name: "coins", Players: 3, Actions: 2, Obs: [3]int{1, 1, 1}, MaxPlies: coinCount}
}

func (coins) New(uint64) envs.State { return new(coinState) }

type coinState struct {
	taken, plies int
	rewards      [3]float32
}

func (s *coinState) ToPlay() envs.Player {
	if s.taken == coinCount {
		return envs.Over
	}
	return envs.Player(s.plies % 3)
}

func (s *coinState) Legal(dst []envs.Action) []envs.Action {
	dst = append(dst, 0)
	if s.taken+2 <= coinCount {
		dst = append(dst, 1)
	}
	return dst
}

func (s *coinState) Play(a envs.Action) {
	s.rewards = [3]float32{}
	for range a + 1 {
		s.rewards[s.plies%3] += float32(s.taken) / 20 * float32(1-2*(s.taken%2)) // every other coin costs
		s.taken++
	}
	s.plies++
}

func (s *coinState) Rewards(dst []float32)   { copy(dst, s.rewards[:]) }
func (s *coinState) Observe(dst []float32)   { dst[0] = float32(s.taken) }
func (s *coinState) CopyFrom(src envs.State) { *s = *src.(*coinState) }

// maxn returns what each seat earns from s on if everybody takes what is best
// for himself (Luckhardt and Irani 1986), the first of equals.
func maxn(s *coinState) [3]float32 {
	if s.ToPlay() == envs.Over {
		return [3]float32{}
	}
	var best [3]float32
	for i, a := range s.Legal(nil) {
		next := *s
		next.Play(a)
		rest := maxn(&next)
		for p := range rest {
			rest[p] += next.rewards[p]
		}
		if i == 0 || rest[s.ToPlay()] > best[s.ToPlay()] {
			best = rest
		}
	}
	return best
}

// A search proves every position of a world with three seats and rewards on
// the way, and its values are those of the maxⁿ algorithm.
func TestThreeSeatsAndRewardsOnTheWay(t *testing.T) {
	var walk func(s *coinState)
	walk = func(s *coinState) {
		tree := NewTree(coins{}, DefaultConfig(), seed.Stream(1))
		tree.Reset(s)
		require.NoError(t, Simulate(context.Background(), NewRollout(coins{}, 1, seed.Stream(2)), tree, 20000))
		require.True(t, tree.Solved())
		want, got := maxn(s), make([]float32, 3)
		tree.Values(got)
		assert.InDeltaSlice(t, want[:], got, 1e-6, "%d coins taken in %d plies", s.taken, s.plies)
		for _, a := range s.Legal(nil) {
			next := *s
			if next.Play(a); next.ToPlay() != envs.Over {
				walk(&next)
			}
		}
	}
	start := new(coinState)
	start.Play(1)
	walk(start)
}
