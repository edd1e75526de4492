package seed_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/seed"
)

func TestDiceAreEvenAndAFunctionOfTheirSeed(t *testing.T) {
	const draws = 60000
	var a, b seed.Dice
	a.Reseed(5)
	b.Reseed(5)
	var count [6]int
	for range draws {
		n := a.Below(6)
		count[n]++
		assert.Equal(t, n, b.Below(6))
	}
	for side, n := range count {
		assert.InDelta(t, draws/6, n, 4*math.Sqrt(draws*5/36), "side %d", side)
	}
	copied := a
	assert.Equal(t, a.Next(), copied.Next(), "a copy rolls on like its source")
	b.Reseed(6)
	assert.NotEqual(t, a.Next(), b.Next())
}

func TestDiceWithin(t *testing.T) {
	const draws = 60000
	var d seed.Dice
	d.Reseed(1)
	hits := 0
	for range draws {
		assert.False(t, d.Within(0))
		if d.Within(1 << 62) {
			hits++
		}
	}
	assert.InDelta(t, draws/4, hits, 4*math.Sqrt(draws*3/16))
}
