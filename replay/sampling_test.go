package replay_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/replay"
)

// The tree finds what a loop over all weights finds, whatever the number of
// items, and never an item without weight.
func TestSumTreeFindsWhatALoopFinds(t *testing.T) {
	rng := seed.Stream(1)
	for n := 1; n < 40; n++ {
		tree := replay.NewSumTree(n)
		weights := make([]float64, n)
		for range 60 {
			i := rng.IntN(n)
			weights[i] = float64(rng.IntN(4)) // often 0
			tree.Set(i, weights[i])
			total := 0.0
			for _, w := range weights {
				total += w
			}
			require.Equal(t, total, tree.Total())
			require.Equal(t, weights[i], tree.Get(i))
			if total == 0 {
				require.Panics(t, func() { tree.Find(0) })
				continue
			}
			for prefix := 0.0; prefix < total; prefix += 0.5 {
				want, sum := 0, 0.0
				for prefix >= sum+weights[want] {
					sum += weights[want]
					want++
				}
				require.Equal(t, want, tree.Find(prefix), "%v at %g", weights, prefix)
			}
			require.Positive(t, weights[tree.Find(total)], "the end of the sum, as rounding may give it")
			require.Positive(t, weights[tree.Find(2*total)])
		}
	}
}

// Sums of numbers that do not add up exactly never lead to an empty leaf.
func TestRoundingNeverDrawsAnEmptyLeaf(t *testing.T) {
	rng := seed.Stream(2)
	const n = 1000
	tree := replay.NewSumTree(n)
	for i := range n {
		if i%3 == 0 {
			tree.Set(i, math.Exp(20*rng.NormFloat64()))
		}
	}
	for range 200_000 {
		require.Zero(t, tree.Find(rng.Float64()*tree.Total())%3)
	}
	assert.Zero(t, tree.Find(tree.Total())%3)
	assert.Zero(t, tree.Find(math.Nextafter(tree.Total(), math.Inf(1)))%3)
}

func TestWeightsThatAreNoneAreRefused(t *testing.T) {
	tree := replay.NewSumTree(3)
	for _, w := range []float64{-1, math.NaN(), math.Inf(1)} {
		assert.Panics(t, func() { tree.Set(1, w) }, "%g", w)
	}
}

// prioritizedStore is a store of 1-step transitions beside priorities.
type prioritizedStore struct {
	*replay.Transitions
	priorities *replay.Prioritized
}

func newPrioritizedStore(capacity int, alpha float64) prioritizedStore {
	return prioritizedStore{
		replay.NewTransitions(replay.TransitionsConfig{Capacity: capacity, Actors: 1, Obs: 1, Actions: 1, Window: 1}),
		replay.NewPrioritized(capacity, replay.PrioritizedConfig{Alpha: alpha, Floor: 0.5}),
	}
}

func (s prioritizedStore) add(n int) {
	for range n {
		ready := s.Add(replay.Step{Obs: []float32{1}})
		s.priorities.Evict(s.Oldest())
		for _, start := range ready {
			s.priorities.Insert(start)
		}
	}
}

// Shares of draws are those of (|error|+floor)^alpha, whatever the sign; new
// starts come in with the largest priority so far; importance is the inverse
// share to the power of beta, over the largest of the batch.
func TestPrioritiesAreSharesOfDraws(t *testing.T) {
	s := newPrioritizedStore(100, 0.5)
	s.add(4) // three complete starts
	s.priorities.Update([]int{0, 1, 2}, []float32{-3.5, 8.5, 0.5})
	s.add(1) // start 3, with priority 9
	want := []float64{2, 3, 1, 3}
	counts := make([]float64, 4)
	rng := seed.Stream(1)
	index, weight := make([]int, 9), make([]float32, 9)
	const rounds = 3000
	for range rounds {
		s.priorities.Draw(index, weight, 0.5, rng)
		least := 1.0
		for _, i := range index {
			counts[i]++
			least = min(least, 1/want[i])
		}
		largest := 0.0
		for _, i := range index {
			largest = max(largest, math.Sqrt(1/want[i]))
		}
		for k, i := range index {
			require.InDelta(t, math.Sqrt(1/want[i])/largest, weight[k], 1e-6)
		}
	}
	for i, w := range want {
		assert.InDelta(t, rounds*w, counts[i], 6*math.Sqrt(rounds*w), "start %d", i)
	}
}

// A batch has one draw from each of equal segments: with equal priorities and
// a batch of the size of the store each start comes about once, and a start
// that has half of the sum has half of every batch.
func TestDrawsAreStratified(t *testing.T) {
	s := newPrioritizedStore(1000, 1)
	s.add(8)
	s.priorities.Update([]int{0, 1, 2, 3, 4, 5, 6}, []float32{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 5.5})
	rng := seed.Stream(3)
	index, weight := make([]int, 12), make([]float32, 12)
	for range 200 {
		s.priorities.Draw(index, weight, 1, rng)
		counts := make([]int, 7)
		for _, i := range index {
			counts[i]++
		}
		assert.Equal(t, []int{1, 1, 1, 1, 1, 1, 6}, counts)
		assert.IsNonDecreasing(t, index, "segments follow the order of starts, in a store whose size is no power of two")
	}
}

// A start that has been overwritten is neither drawn nor, if it was drawn
// before, updated: the start that has its place keeps its own priority.
func TestUpdatesOfOverwrittenStartsAreDropped(t *testing.T) {
	s := newPrioritizedStore(4, 1)
	s.add(5) // starts 1, 2, 3; 0 has given way to 4, which is not complete
	rng := seed.Stream(1)
	index, weight := make([]int, 30), make([]float32, 30)
	s.priorities.Draw(index, weight, 1, rng)
	for _, i := range index {
		assert.True(t, s.IsStart(i), "start %d", i)
	}
	s.add(1) // start 4 where 0 was
	s.priorities.Update([]int{0, 0}, []float32{1e9, 1e9})
	s.priorities.Draw(index, weight, 1, rng)
	counts := map[int]int{}
	for _, i := range index {
		counts[i]++
	}
	assert.Equal(t, map[int]int{2: 10, 3: 10, 4: 10}, counts)
}

// Of a start that stands in a batch twice the last error counts, once.
func TestDuplicatesInAnUpdateCountOnce(t *testing.T) {
	s := newPrioritizedStore(100, 1)
	s.add(3)
	s.priorities.Update([]int{0, 1, 0, 0}, []float32{7.5, 0.5, 3.5, 0.5})
	index, weight := make([]int, 10), make([]float32, 10)
	s.priorities.Draw(index, weight, 1, seed.Stream(1))
	assert.Equal(t, []int{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}, index)
}

// Uniform draws are uniform over the starts, before the ring is full and
// after, by a chi-square test: with 19 starts, below 42.3 in 999 of 1000 runs.
func TestUniformDrawsAreUniform(t *testing.T) {
	for name, steps := range map[string]int{"filling": 20, "full": 47, "full twice": 90} {
		t.Run(name, func(t *testing.T) {
			store := replay.NewTransitions(replay.TransitionsConfig{Capacity: 20, Actors: 1, Obs: 1, Actions: 1, Window: 1})
			for range steps {
				store.Add(replay.Step{Obs: []float32{1}})
			}
			counts := map[int]float64{}
			index := make([]int, 19)
			rng := seed.Stream(7)
			const rounds = 1000
			for range rounds {
				store.Draw(index, false, rng)
				for _, i := range index {
					counts[i]++
				}
			}
			require.Len(t, counts, 19, "all but the newest, whose window is not complete")
			chi := 0.0
			for i, n := range counts {
				require.True(t, store.IsStart(i))
				chi += (n - rounds) * (n - rounds) / rounds
			}
			assert.Less(t, chi, 42.3)
		})
	}
}

func TestDistinctDrawsHaveNoDuplicates(t *testing.T) {
	store := replay.NewTransitions(replay.TransitionsConfig{Capacity: 20, Actors: 1, Obs: 1, Actions: 1, Window: 1})
	for range 20 {
		store.Add(replay.Step{Obs: []float32{1}})
	}
	rng := seed.Stream(7)
	distinct := func(n int, want bool) map[int]bool {
		index := make([]int, n)
		store.Draw(index, want, rng)
		found := map[int]bool{}
		for _, i := range index {
			found[i] = true
		}
		return found
	}
	assert.Len(t, distinct(19, true), 19)
	assert.Less(t, len(distinct(19, false)), 19)
	assert.LessOrEqual(t, len(distinct(30, true)), 19, "more than there are: with replacement")
	empty := replay.NewTransitions(replay.TransitionsConfig{Capacity: 20, Actors: 1, Obs: 1, Actions: 1, Window: 1})
	assert.PanicsWithValue(t, "replay: a draw from 0 steps, none of which has a complete window", func() { empty.Draw(make([]int, 1), false, rng) })
}

// Updates follow the number of steps: those of several actors at once come to
// the same as one by one.
func TestPaceTiesUpdatesToSteps(t *testing.T) {
	for _, c := range []struct {
		name  string
		pace  replay.Pace
		steps []int
		want  []int
	}{
		{"each step", replay.Pace{Warmup: 0, Every: 1, Updates: 1}, []int{0, 1, 2, 10}, []int{0, 1, 2, 10}},
		{"after a warm-up", replay.Pace{Warmup: 10, Every: 1, Updates: 1}, []int{9, 10, 11, 20}, []int{0, 0, 1, 10}},
		{"CleanRL", replay.Pace{Warmup: 10_000, Every: 10, Updates: 1}, []int{10_000, 10_009, 10_010, 500_000}, []int{0, 0, 1, 49_000}},
		{"rl-zoo3", replay.Pace{Warmup: 1000, Every: 256, Updates: 128}, []int{1023, 1024, 1279, 1280}, []int{0, 128, 128, 256}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []int
			for _, n := range c.steps {
				got = append(got, c.pace.Due(n))
			}
			assert.Equal(t, c.want, got)
		})
	}
}
