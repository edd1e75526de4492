package seed_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/seed"
)

func TestStreamsAreTheirIds(t *testing.T) {
	assert.Equal(t, seed.Stream(1, 2).Uint64(), seed.Stream(1, 2).Uint64())
	seen := map[uint64][]uint64{}
	for _, ids := range [][]uint64{{}, {0}, {0, 0}, {1}, {2}, {1, 2}, {2, 1}, {1, 2, 0}, {3}, {1, 0}, {0, 1}} {
		first := seed.Stream(ids...).Uint64()
		assert.NotContains(t, seen, first, "ids %v and %v", ids, seen[first])
		seen[first] = ids
	}
}

// Neighbouring ids give numbers that differ in half their bits, whether they
// are the first or the last.
func TestMixSpreads(t *testing.T) {
	for place := range 2 {
		differing := 0
		for i := range uint64(1000) {
			a, b := [2]uint64{5, 5}, [2]uint64{5, 5}
			a[place], b[place] = i, i+1
			for x := seed.Mix(a[:]...) ^ seed.Mix(b[:]...); x != 0; x &= x - 1 {
				differing++
			}
		}
		assert.InDelta(t, 32, float64(differing)/1000, 0.5)
	}
}

func ExampleStream() {
	run, generation, game := uint64(7), uint64(0), uint64(3)
	fmt.Println(seed.Stream(run, generation, game).IntN(6) == seed.Stream(run, generation, game).IntN(6))
	// Output: true
}
