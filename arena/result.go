package arena

import "math"

// Result is the sum of a match, in the eyes of A.
type Result struct {
	Games, Wins, Draws, Losses int

	Duplicates int // games that repeat an earlier one and prove nothing new
	Faults     int // games that ended by the fault of either side; counted above too
}

// Add counts one more game.
func (r *Result) Add(g MatchGame) {
	r.Games++
	switch g.Outcome(g.SeatA) {
	case Win:
		r.Wins++
	case Draw:
		r.Draws++
	case Loss:
		r.Losses++
	}
	if g.Duplicate {
		r.Duplicates++
	}
	if g.Fault != nil {
		r.Faults++
	}
}

// Score is the share of the points that A took, a draw being half a point; a
// half if no game was played.
func (r Result) Score() float64 {
	if r.Games == 0 {
		return 0.5
	}
	return (float64(r.Wins) + float64(r.Draws)/2) / float64(r.Games)
}

// Interval returns the ends of a 95 % interval for the score that A would
// take in the long run: Wilson's ("Probable inference, the law of succession,
// and statistical inference", 1927) of as many games won or lost. Draws vary
// less than that, so where there are any it is wider than need be.
func (r Result) Interval() (lo, hi float64) {
	if r.Games == 0 {
		return 0, 1
	}
	return wilson(r.Score(), float64(r.Games))
}

// Elo returns the difference in Elo points that would make A's score the
// expected one, and the ends of its 95 % interval, by the interval of the
// score. All are finite: a score of all or nothing counts as half a game
// less or more, out of one game more; no game at all as one draw.
func (r Result) Elo() (elo, lo, hi float64) {
	n := float64(r.Games)
	least := 0.5 / (n + 1)
	score := min(max(r.Score(), least), 1-least)
	lo, hi = wilson(score, max(n, 1))
	return eloOf(score), eloOf(lo), eloOf(hi)
}

// wilson is the score interval of a share p of n trials.
func wilson(p, n float64) (lo, hi float64) {
	const z = 1.959963984540054 // the 97.5 % point of the normal distribution
	centre := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	scale := 1 + z*z/n
	return max((centre-half)/scale, 0), min((centre+half)/scale, 1)
}

// eloOf is the difference at which the stronger side scores p, 0 < p < 1.
func eloOf(p float64) float64 { return 400 * math.Log10(p/(1-p)) }
