package arena_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/arena"
)

func TestResult(t *testing.T) {
	for _, c := range []struct {
		name            string
		result          arena.Result
		score, lo, hi   float64
		elo, eloL, eloH float64
	}{
		// 50 of 100: p = ½, z²/n = 0.0384; (½ + 0.0192 ± 1.96·√(0.0025+0.0000960))/1.0384
		{"even", arena.Result{Games: 100, Wins: 40, Draws: 20, Losses: 40}, 0.5, 0.4038, 0.5962, 0, -67.7, 67.7},
		// Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662.
		{"Newcombe's example", arena.Result{Games: 263, Wins: 81, Losses: 182}, 0.3080, 0.2553, 0.3662, -140.6, -186.0, -95.3},
		{"all wins", arena.Result{Games: 10, Wins: 10}, 1, 0.7225, 1, 528.9, 116.2, 941.6},
		{"all losses", arena.Result{Games: 10, Losses: 10}, 0, 0, 0.2775, -528.9, -941.6, -116.2},
		{"one win", arena.Result{Games: 1, Wins: 1}, 1, 0.2065, 1, 190.8, -349.6, 731.3},
		{"nothing", arena.Result{}, 0.5, 0, 1, 0, -495.3, 495.3},
	} {
		t.Run(c.name, func(t *testing.T) {
			lo, hi := c.result.Interval()
			assert.InDelta(t, c.score, c.result.Score(), 1e-4)
			assert.InDelta(t, c.lo, lo, 1e-4)
			assert.InDelta(t, c.hi, hi, 1e-4)
			elo, eloLo, eloHi := c.result.Elo()
			assert.InDelta(t, c.elo, elo, 0.1)
			assert.InDelta(t, c.eloL, eloLo, 0.1)
			assert.InDelta(t, c.eloH, eloHi, 0.1)
		})
	}
}

// Whatever the result: the score lies in its interval, Elo is finite and in
// order, and the eyes of B see the same with the signs turned.
func TestResultIsSane(t *testing.T) {
	for wins := range 6 {
		for draws := range 6 {
			for losses := range 6 {
				a := arena.Result{Games: wins + draws + losses, Wins: wins, Draws: draws, Losses: losses}
				b := arena.Result{Games: a.Games, Wins: losses, Draws: draws, Losses: wins}
				lo, hi := a.Interval()
				assert.LessOrEqual(t, lo, a.Score()+1e-12, "%+v", a)
				assert.GreaterOrEqual(t, hi, a.Score()-1e-12, "%+v", a)
				elo, eloLo, eloHi := a.Elo()
				assert.Less(t, eloLo, elo, "%+v", a)
				assert.Greater(t, eloHi, elo, "%+v", a)
				assert.False(t, math.IsInf(eloLo, 0) || math.IsInf(eloHi, 0) || math.IsNaN(eloLo+eloHi), "%+v", a)
				_, bLo, _ := b.Elo()
				assert.InDelta(t, eloHi, -bLo, 1e-9, "%+v", a)
			}
		}
	}
}
