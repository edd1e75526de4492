package agents

import "math"

// WinRate turns the expected return of a seat in a game that brings 1 to the
// winner and -1 to the loser into the share of points that it expects, 0 to 1.
func WinRate(value float32) float64 { return (1 + float64(value)) / 2 }

// LowerBound returns the lower end of a 95 % interval for a win rate after so
// many visits, as if each had been a game won or lost; at least 0.
func LowerBound(rate float64, visits int) float64 {
	return max(rate-1.96*math.Sqrt(rate*(1-rate)/float64(max(visits, 1))), 0)
}
