package rating_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Two players and no draws: the rating is the logarithm of the odds, its
// variance 1/wins + 1/losses.
func TestFitOfTwo(t *testing.T) {
	pairs := []rating.Pair{{First: 0, Second: 1, Wins: 45, Losses: 12}, {First: 1, Second: 0, Wins: 8, Losses: 15}}
	got, err := rating.Fit(2, pairs, rating.Config{Anchor: 1, AnchorElo: 1000})
	require.NoError(t, err)
	elo := 400 * math.Log10(60.0/20)
	half := 1.959964 * 400 / math.Ln10 * math.Sqrt(1.0/60+1.0/20)
	assert.InDelta(t, 1000+elo, got.Players[0].Elo, 1e-4)
	assert.InDelta(t, 1000+elo-half, got.Players[0].Lo, 1e-3)
	assert.InDelta(t, 1000+elo+half, got.Players[0].Hi, 1e-3)
	assert.Equal(t, rating.Estimate{Elo: 1000, Lo: 1000, Hi: 1000}, got.Players[1])
	assert.InDelta(t, 0.9999994, got.Superiority(0, 1), 1e-5)
	assert.InDelta(t, 1-got.Superiority(0, 1), got.Superiority(1, 0), 1e-12)
	assert.Zero(t, got.DrawRate)
}

// With draws, ratings of about equal players mean what Elo's curve says.
func TestFitKeepsTheScoreOfNearEquals(t *testing.T) {
	got, err := rating.Fit(2, []rating.Pair{{First: 0, Second: 1, Wins: 110, Draws: 800, Losses: 90}}, rating.Config{Anchor: 1})
	require.NoError(t, err)
	assert.InDelta(t, rating.Elo(0.51), got.Players[0].Elo, 0.05)
	assert.InDelta(t, 0.8, got.DrawRate, 0.002)
}

func TestFitOfTheFirstMove(t *testing.T) {
	pairs := []rating.Pair{{First: 0, Second: 1, Wins: 30, Losses: 10}, {First: 1, Second: 0, Wins: 30, Losses: 10}}
	got, err := rating.Fit(2, pairs, rating.Config{FirstMove: true})
	require.NoError(t, err)
	assert.InDelta(t, 0, got.Players[1].Elo, 1e-4)
	assert.InDelta(t, rating.Elo(0.75), got.FirstMove.Elo, 1e-3)
	assert.Less(t, got.FirstMove.Lo, got.FirstMove.Elo)
}

func TestFitWithoutAMaximum(t *testing.T) {
	for name, pairs := range map[string][]rating.Pair{
		"all won":      {{First: 0, Second: 1, Wins: 3}, {First: 1, Second: 2, Wins: 3, Losses: 1}},
		"all lost":     {{First: 0, Second: 1, Losses: 3, Draws: 1}, {First: 1, Second: 2, Losses: 3}},
		"all drawn":    {{First: 0, Second: 1, Draws: 3}, {First: 2, Second: 1, Draws: 2}},
		"a group lost": {{First: 0, Second: 1, Wins: 3, Losses: 2}, {First: 1, Second: 2, Losses: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rating.Fit(3, pairs, rating.Config{})
			assert.ErrorIs(t, err, rating.ErrUnbounded)
			got, err := rating.Fit(3, pairs, rating.Config{Prior: 1})
			require.NoError(t, err)
			for _, p := range got.Players {
				assert.Less(t, math.Abs(p.Elo), 2000.0)
				assert.False(t, math.IsNaN(p.Lo) || math.IsInf(p.Hi, 0), "%v", p)
			}
		})
	}
	_, err := rating.Fit(4, []rating.Pair{{First: 0, Second: 1, Draws: 1}, {First: 2, Second: 3, Wins: 1}}, rating.Config{Prior: 1})
	assert.EqualError(t, err, "players 0 and 2 cannot be compared: no games connect them")
}

func TestFitRefuses(t *testing.T) {
	assert.PanicsWithValue(t, "rating: anchor 2 of 2 players", func() { _, _ = rating.Fit(2, nil, rating.Config{Anchor: 2}) })
	assert.PanicsWithValue(t, "rating: players 0 and 2 of 2", func() {
		_, _ = rating.Fit(2, []rating.Pair{{First: 0, Second: 2}}, rating.Config{})
	})
	assert.PanicsWithValue(t, "rating: -1 games won, 0 drawn, 0 lost", func() {
		_, _ = rating.Fit(2, []rating.Pair{{First: 0, Second: 1, Wins: -1}}, rating.Config{})
	})
	alone, err := rating.Fit(1, nil, rating.Config{AnchorElo: 7})
	require.NoError(t, err)
	assert.Equal(t, []rating.Estimate{{Elo: 7, Lo: 7, Hi: 7}}, alone.Players)
}

// The anchor moves the scale and nothing else.
func TestFitDependsOnTheAnchorByAConstant(t *testing.T) {
	pairs := roundRobin(seed.Stream(5), truth{strengths: []float64{0, 0.5, -0.4, 1}, eta: -0.5}, 20)
	a, err := rating.Fit(4, pairs, rating.Config{Anchor: 0})
	require.NoError(t, err)
	b, err := rating.Fit(4, pairs, rating.Config{Anchor: 2, AnchorElo: a.Players[2].Elo})
	require.NoError(t, err)
	for i := range 4 {
		assert.InDelta(t, a.Players[i].Elo, b.Players[i].Elo, 1e-3)
		assert.InDelta(t, a.Superiority(i, 3), b.Superiority(i, 3), 1e-6)
	}
}

// truth is what players are like in a simulation, by the model's own terms.
type truth struct {
	strengths []float64 // natural logarithms
	h, eta    float64
}

func (w truth) elo(i int) float64 {
	draw := math.Exp(w.eta) / (2 + math.Exp(w.eta))
	return (w.strengths[i] - w.strengths[0]) * (1 - draw) * 400 / math.Ln10
}

// roundRobin draws the results of n games of each player against each, from
// either seat.
func roundRobin(rng *rand.Rand, w truth, n int) (pairs []rating.Pair) {
	for i := range w.strengths {
		for j := range w.strengths {
			if i == j {
				continue
			}
			p := rating.Pair{First: i, Second: j}
			d := w.strengths[i] + w.h - w.strengths[j]
			win, draw, loss := math.Exp(d/2), math.Exp(w.eta), math.Exp(-d/2)
			for range n {
				switch u := rng.Float64() * (win + draw + loss); {
				case u < win:
					p.Wins++
				case u < win+draw:
					p.Draws++
				default:
					p.Losses++
				}
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// TestCoverage holds the intervals against what they promise: 95 % of them
// hold the truth, within what 2,000 simulations can tell.
func TestCoverage(t *testing.T) {
	const simulations = 2000
	for name, w := range map[string]truth{
		"two players":           {strengths: []float64{0, 0.4}, eta: -20},
		"two players, draws":    {strengths: []float64{0, 0.6}, eta: 1},
		"four and a first move": {strengths: []float64{0, -0.5, 0.3, 1.2}, h: 0.3, eta: -0.3},
	} {
		t.Run(name, func(t *testing.T) {
			rng := seed.Stream(1)
			held, first, above := make([]int, len(w.strengths)), 0, 0
			for range simulations {
				got, err := rating.Fit(len(w.strengths), roundRobin(rng, w, 40), rating.Config{FirstMove: true})
				require.NoError(t, err)
				for i, p := range got.Players {
					if p.Lo <= w.elo(i) && w.elo(i) <= p.Hi {
						held[i]++
					}
				}
				if f := got.FirstMove; f.Lo <= w.first() && w.first() <= f.Hi {
					first++
				}
				if got.Players[1].Elo > w.elo(1) {
					above++
				}
			}
			for i, n := range held[1:] {
				assert.InDelta(t, 0.95, float64(n)/simulations, 0.02, "player %d", i+1)
			}
			assert.InDelta(t, 0.95, float64(first)/simulations, 0.02, "the first move")
			assert.InDelta(t, 0.5, float64(above)/simulations, 0.05, "as often too high as too low")
		})
	}
}

func (w truth) first() float64 { return truth{strengths: []float64{0, w.h}, eta: w.eta}.elo(1) }

func TestEloAndScore(t *testing.T) {
	assert.InDelta(t, 0.75974693, rating.Score(200), 1e-8)
	assert.InDelta(t, 200, rating.Elo(rating.Score(200)), 1e-9)
	assert.Equal(t, 0.5, rating.Superiority(0, 0))
	assert.InDelta(t, 0.9772499, rating.Superiority(60, 40), 1e-6) // two standard deviations
	assert.InDelta(t, 0.0227501, rating.Superiority(40, 60), 1e-6)
}
