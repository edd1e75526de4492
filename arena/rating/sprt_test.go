package rating_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Without draws the ratio is that of two binomial distributions.
func TestRatioOfWinsAndLosses(t *testing.T) {
	s := rating.SPRT{Elo0: -10, Elo1: 25, Alpha: 0.05, Beta: 0.05}
	p0, p1 := rating.Score(-10), rating.Score(25)
	want := 130*math.Log(p1/p0) + 100*math.Log((1-p1)/(1-p0))
	assert.InDelta(t, want, s.Games(100, 0, 130), 0.001)
}

// The likeliest chances under a hypothesis are found again by trying them all.
func TestRatioOfThreeOutcomes(t *testing.T) {
	losses, draws, wins := 30, 50, 45
	best := func(score float64) float64 { // over the share of draws, the mean held at score
		most := math.Inf(-1)
		for draw := 1e-5; draw < 2*min(score, 1-score); draw += 1e-5 {
			win := score - draw/2
			most = max(most, float64(wins)*math.Log(win)+float64(draws)*math.Log(draw)+float64(losses)*math.Log(1-win-draw))
		}
		return most
	}
	s := rating.SPRT{Elo0: 5, Elo1: 40}
	assert.InDelta(t, best(rating.Score(40))-best(rating.Score(5)), s.Games(losses, draws, wins), 0.001)
}

func TestRatioOfNormalisedElo(t *testing.T) {
	losses, draws, wins := 30, 50, 45
	best := func(elo float64) float64 { // over wins and draws, where the condition holds
		most, want := math.Inf(-1), elo*math.Ln10/800
		for draw := 0.001; draw < 0.999; draw += 0.001 {
			lo, hi := 0.0, 1-draw
			for range 60 { // the score in deviations rises with the wins
				win := (lo + hi) / 2
				mean := win + draw/2
				deviation := math.Sqrt(win + draw/4 - mean*mean)
				if (mean-0.5)/deviation < want {
					lo = win
				} else {
					hi = win
				}
			}
			most = max(most, float64(wins)*math.Log(lo)+float64(draws)*math.Log(draw)+float64(losses)*math.Log(1-lo-draw))
		}
		return most
	}
	s := rating.SPRT{Elo0: 5, Elo1: 40, Scale: rating.Normalised}
	assert.InDelta(t, best(40)-best(5), s.Games(losses, draws, wins), 0.003)
}

// Pairs whose games do not depend on each other tell what their games tell.
func TestPairsOfIndependentGames(t *testing.T) {
	rng := seed.Stream(3)
	for _, scale := range []rating.Scale{rating.Logistic, rating.Normalised} {
		s := rating.SPRT{Elo0: 0, Elo1: 10, Scale: scale}
		var games [3]int
		var pairs [5]int
		for range 200_000 {
			a, b := outcome(rng.Float64(), 0.33, 0.36), outcome(rng.Float64(), 0.33, 0.36)
			games[a]++
			games[b]++
			pairs[a+b]++
		}
		want := s.Games(games[0], games[1], games[2])
		assert.InEpsilon(t, want, s.Pairs(pairs), 0.05)
	}
}

// outcome draws 0 for a loss, 1 for a draw, 2 for a win.
func outcome(u, loss, draw float64) int {
	switch {
	case u < loss:
		return 0
	case u < loss+draw:
		return 1
	}
	return 2
}

func TestDecide(t *testing.T) {
	s := rating.SPRT{Elo0: 0, Elo1: 5, Alpha: 0.05, Beta: 0.1}
	lower, upper := s.Bounds()
	assert.InDelta(t, -2.2513, lower, 1e-4)
	assert.InDelta(t, 2.8904, upper, 1e-4)
	assert.Equal(t, rating.AcceptH0, s.Decide(lower))
	assert.Equal(t, rating.Open, s.Decide(0))
	assert.Equal(t, rating.AcceptH1, s.Decide(upper))
	assert.Equal(t, "open H0 H1", rating.Open.String()+" "+rating.AcceptH0.String()+" "+rating.AcceptH1.String())
	assert.Zero(t, s.Games(0, 0, 0))
	assert.Zero(t, s.Pairs([5]int{}))
}

func TestCheck(t *testing.T) {
	good := rating.SPRT{Elo0: 0, Elo1: 5, Alpha: 0.05, Beta: 0.05}
	require.NoError(t, good.Check())
	for want, change := range map[string]func(*rating.SPRT){
		"elo0 5 and elo1 5: want elo0 less than elo1":   func(s *rating.SPRT) { s.Elo0 = 5 },
		"elo0 NaN and elo1 5: want elo0 less than elo1": func(s *rating.SPRT) { s.Elo0 = math.NaN() },
		"elo0 0 and elo1 2000: want -1000 to 1000":      func(s *rating.SPRT) { s.Elo1 = 2000 },
		"alpha 0: want more than 0 and less than 0.5":   func(s *rating.SPRT) { s.Alpha = 0 },
		"beta 0.5: want more than 0 and less than 0.5":  func(s *rating.SPRT) { s.Beta = 0.5 },
	} {
		s := good
		change(&s)
		assert.EqualError(t, s.Check(), want)
	}
}

// match is how the games of a pair with one opening go in a simulation: the
// first seat is worth a score of bias to whoever has it.
type match struct {
	elo, bias, drawn float64
}

// chances returns those of a loss and a draw.
func (m match) chances(bias float64) (loss, draw float64) {
	mean := rating.Score(m.elo) + bias
	draw = m.drawn * 2 * mean * (1 - mean)
	return 1 - mean - draw/2, draw
}

// TestErrorRates plays matches in which one hypothesis holds until the test
// decides, and counts how often it decides wrongly. The bounds are Wald's, and
// what 1,000 simulations may differ from them.
func TestErrorRates(t *testing.T) {
	const simulations, most = 1000, 0.05 + 0.02
	for name, c := range map[string]struct {
		scale rating.Scale
		pairs bool
		bias  float64
	}{
		"three outcomes":                 {rating.Logistic, false, 0},
		"five outcomes, biased openings": {rating.Logistic, true, 0.2},
		"normalised":                     {rating.Normalised, false, 0},
	} {
		for _, h1 := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				s := rating.SPRT{Elo0: 0, Elo1: 40, Alpha: 0.05, Beta: 0.05, Scale: c.scale}
				m := match{bias: c.bias, drawn: 0.5}
				if h1 {
					m.elo = eloOf(s, m)
				}
				rng := seed.Stream(7)
				wrong := 0
				for range simulations {
					var games [3]int
					var pairs [5]int
					decision := rating.Open
					for decision == rating.Open {
						l1, d1 := m.chances(m.bias)
						l2, d2 := m.chances(-m.bias)
						a, b := outcome(rng.Float64(), l1, d1), outcome(rng.Float64(), l2, d2)
						games[a]++
						games[b]++
						pairs[a+b]++
						if c.pairs {
							decision = s.Decide(s.Pairs(pairs))
						} else {
							decision = s.Decide(s.Games(games[0], games[1], games[2]))
						}
					}
					if (decision == rating.AcceptH1) != h1 {
						wrong++
					}
				}
				assert.LessOrEqual(t, float64(wrong)/simulations, most, "H1 holds: %v", h1)
				assert.Greater(t, wrong, 0, "a test that never errs takes too many games")
			})
		}
	}
}

// eloOf returns the logistic Elo at which the simulated games meet Elo1.
func eloOf(s rating.SPRT, m match) float64 {
	if s.Scale == rating.Logistic {
		return s.Elo1
	}
	lo, hi := 0.0, 400.0
	for range 60 {
		m.elo = (lo + hi) / 2
		loss, draw := m.chances(0)
		win := 1 - loss - draw
		mean := win + draw/2
		if (mean-0.5)/math.Sqrt(win+draw/4-mean*mean)*800/math.Ln10 < s.Elo1 {
			lo = m.elo
		} else {
			hi = m.elo
		}
	}
	return m.elo
}
