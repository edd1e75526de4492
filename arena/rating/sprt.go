package rating

import (
	"fmt"
	"math"
)

// Scale is what the bounds of an SPRT are measured in.
type Scale int

// The scales.
const (
	// Logistic Elo: the difference by which a player scores as Score tells.
	Logistic Scale = iota

	// Normalised Elo: how far the score lies above a half, in standard
	// deviations of a game, times 800/ln 10. For games without draws between
	// equal players it is the same as logistic Elo; it tells how many games
	// show a difference, however many are drawn (Van den Bergh, "Normalized
	// Elo", 2021).
	Normalised
)

// SPRT is Wald's sequential probability ratio test of two hypotheses about a
// player: that it is stronger than its opponent by Elo0, and by Elo1 ("Sequential
// tests of statistical hypotheses", 1945). What else there is to know of the
// results, such as how many are drawn, is estimated as each hypothesis makes it
// most likely (a generalised SPRT).
type SPRT struct {
	Elo0, Elo1  float64 // Elo0 < Elo1
	Alpha, Beta float64 // how often Elo1 is accepted though Elo0 holds, and the other way round; 0 to a half
	Scale       Scale
}

// Check returns an error that names what is out of range.
func (s SPRT) Check() error {
	switch {
	case !(s.Elo0 < s.Elo1):
		return fmt.Errorf("elo0 %g and elo1 %g: want elo0 less than elo1", s.Elo0, s.Elo1)
	case math.Abs(s.Elo0) > mostElo || math.Abs(s.Elo1) > mostElo:
		return fmt.Errorf("elo0 %g and elo1 %g: want %g to %g", s.Elo0, s.Elo1, -mostElo, mostElo)
	case !(s.Alpha > 0 && s.Alpha < 0.5):
		return fmt.Errorf("alpha %g: want more than 0 and less than 0.5", s.Alpha)
	case !(s.Beta > 0 && s.Beta < 0.5):
		return fmt.Errorf("beta %g: want more than 0 and less than 0.5", s.Beta)
	}
	return nil
}

const mostElo = 1000.0

// Decision is what a test has come to.
type Decision int

// The decisions.
const (
	Open     Decision = iota // more games are needed
	AcceptH0                 // Elo0 is the better account
	AcceptH1                 // Elo1 is
)

// String returns open, H0 or H1.
func (d Decision) String() string { return [...]string{"open", "H0", "H1"}[d] }

// Bounds returns the ratios, as logarithms, at which H0 and H1 are accepted.
func (s SPRT) Bounds() (lower, upper float64) {
	return math.Log(s.Beta / (1 - s.Alpha)), math.Log((1 - s.Beta) / s.Alpha)
}

// Decide tells what a ratio, as its logarithm, means.
func (s SPRT) Decide(llr float64) Decision {
	switch lower, upper := s.Bounds(); {
	case llr <= lower:
		return AcceptH0
	case llr >= upper:
		return AcceptH1
	}
	return Open
}

// Games returns the logarithm of the likelihood ratio of H1 and H0 after so
// many games (trinomial).
func (s SPRT) Games(losses, draws, wins int) float64 {
	return s.ratio([]float64{0, 0.5, 1}, []int{losses, draws, wins}, 1)
}

// Pairs is Games of pairs of games that began with the same opening, the
// seats swapped: counts[i] pairs in which the player took i half points
// (pentanomial). An opening that favours one seat makes the two games of a pair
// differ, which tells nothing of the players, and Pairs knows that.
func (s SPRT) Pairs(counts [5]int) float64 {
	return s.ratio([]float64{0, 0.25, 0.5, 0.75, 1}, counts[:], 2)
}

// ratio returns the logarithm of the likelihood ratio of results with the
// scores, each of which is the mean of so many games.
func (s SPRT) ratio(scores []float64, counts []int, games float64) float64 {
	seen, total := make([]float64, len(counts)), 0.0
	for i, n := range counts {
		seen[i] = max(float64(n), leastCount)
		total += seen[i]
	}
	if total < 2*float64(len(counts))*leastCount {
		return 0 // nothing was seen
	}
	for i := range seen {
		seen[i] /= total
	}
	h0, h1 := s.likeliest(scores, seen, s.Elo0, games), s.likeliest(scores, seen, s.Elo1, games)
	sum := 0.0
	for i, p := range seen {
		sum += p * math.Log(h1[i]/h0[i])
	}
	return total * sum
}

// leastCount stands for results that were not seen, so that no hypothesis
// takes them to be impossible.
const leastCount = 1e-3

// likeliest returns the chances of the scores that make what was seen most
// likely among those that have the Elo difference.
func (s SPRT) likeliest(scores, seen []float64, elo, games float64) []float64 {
	gaps := make([]float64, len(scores))
	if s.Scale == Logistic {
		for i, x := range scores {
			gaps[i] = x - Score(elo)
		}
		return tilt(seen, gaps)
	}
	// The mean of so many games varies less than one, by the root of their
	// number. The condition is not linear in the chances: it is made so around
	// the chances of the step before.
	t := elo / (800 / math.Ln10) * math.Sqrt(games)
	p := seen
	for range 50 {
		mean, deviation := moments(scores, p)
		for i, x := range scores {
			z := (x - mean) / deviation
			gaps[i] = x - 0.5 - t*deviation*(1+z*z)/2
		}
		q := tilt(seen, gaps)
		change := 0.0
		for i := range q {
			change = max(change, math.Abs(q[i]-p[i]))
		}
		if p = q; change < 1e-10 {
			break
		}
	}
	return p
}

func moments(scores, p []float64) (mean, deviation float64) {
	for i, x := range scores {
		mean += p[i] * x
	}
	for i, x := range scores {
		deviation += p[i] * (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(deviation)
}

// tilt returns the chances p with Σ p·gaps = 0 that make what was seen most
// likely: p = seen/(1 + λ·gaps), with the λ at which the condition holds. If
// all gaps have one sign there are none, and seen is returned.
func tilt(seen, gaps []float64) []float64 {
	least, most := 0.0, 0.0
	for _, g := range gaps {
		least, most = min(least, g), max(most, g)
	}
	if least == 0 || most == 0 {
		return seen
	}
	// The condition falls from +∞ to -∞ between the poles.
	lo, hi := -1/most, -1/least
	lambda := 0.0
	for range 100 {
		value, slope := 0.0, 0.0
		for i, g := range gaps {
			q := g / (1 + lambda*g)
			value += seen[i] * q
			slope -= seen[i] * q * q
		}
		if value > 0 {
			lo = lambda
		} else {
			hi = lambda
		}
		step := lambda - value/slope
		if !(step > lo && step < hi) { // Newton leaves the bracket: halve it
			step = (lo + hi) / 2
		}
		if math.Abs(step-lambda) <= 1e-13*(1+math.Abs(lambda)) {
			break
		}
		lambda = step
	}
	p := make([]float64, len(seen))
	for i := range p {
		p[i] = seen[i] / (1 + lambda*gaps[i])
	}
	return p
}
