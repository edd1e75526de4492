package tournament

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/seed"
)

// Random tournaments of all small sizes, as many rounds as there can be
// without a repetition: everybody has one opponent a round or sits out, nobody
// sits out twice before all have, and nobody meets anybody twice while a search
// finds another way, which it always does in the first half of the rounds.
func TestPairSwiss(t *testing.T) {
	for n := 2; n <= 17; n++ {
		for try := range uint64(5) {
			rng := seed.Stream(uint64(n), try)
			points, byes := make([]float64, n), make([]int, n)
			played := make([][]int, n)
			for i := range played {
				played[i] = make([]int, n)
			}
			for round := range n - 1 {
				meet, bye := pairSwiss(points, played, byes)
				require.Len(t, meet, n/2)
				seen := map[int]bool{}
				if n%2 != 0 {
					require.GreaterOrEqual(t, bye, 0)
					seen[bye] = true
					require.Zero(t, byes[bye], "round %d of %d", round, n)
					byes[bye]++
					points[bye]++
				} else {
					require.Equal(t, -1, bye)
				}
				for _, e := range meet {
					require.False(t, seen[e.a] || seen[e.b])
					seen[e.a], seen[e.b] = true, true
					if 2*(round+1) <= n/2 {
						require.Zero(t, played[e.a][e.b], "round %d of %d", round, n)
					}
					played[e.a][e.b]++
					played[e.b][e.a]++
					won := float64(rng.IntN(3)) / 2
					points[e.a] += won
					points[e.b] += 1 - won
				}
				require.Len(t, seen, n)
			}
		}
	}
}

// The first round is the upper half against the lower half; the second has
// winners meet winners.
func TestPairSwissByPoints(t *testing.T) {
	none := func() [][]int { return [][]int{make([]int, 4), make([]int, 4), make([]int, 4), make([]int, 4)} }
	meet, _ := pairSwiss(make([]float64, 4), none(), make([]int, 4))
	assert.Equal(t, []encounter{{0, 2}, {1, 3}}, meet)
	meet, _ = pairSwiss([]float64{0, 1, 2, 1}, none(), make([]int, 4))
	assert.Equal(t, []encounter{{2, 1}, {3, 0}}, meet)
	again := none()
	again[2][1], again[1][2] = 1, 1
	meet, _ = pairSwiss([]float64{0, 1, 2, 1}, again, make([]int, 4))
	assert.Equal(t, []encounter{{2, 3}, {1, 0}}, meet)
}
