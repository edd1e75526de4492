package minatar

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// tally is a mean and its standard error, of numbers that were added up.
type tally struct{ n, sum, squares float64 }

func (y *tally) add(x float64) { y.n, y.sum, y.squares = y.n+1, y.sum+x, y.squares+x*x }

func (y *tally) mean() float64 { return y.sum / y.n }

func (y *tally) standardError() float64 {
	return math.Sqrt(max(y.squares/y.n-y.mean()*y.mean(), 0) / (y.n - 1))
}

// TestRandomPlayEarnsWhatItEarnsThere compares uniformly random play with the
// means and standard errors that a verified implementation of the published
// rules gave, with sticky actions and ramping.
func TestRandomPlayEarnsWhatItEarnsThere(t *testing.T) {
	for _, c := range []struct {
		kind              Kind
		minimal           bool
		mean, err         float64
		length, lengthErr float64
		episodes          int
	}{
		{Asterix, false, 0.501, 0.014, 70.8, 0.7, 4000},
		{Asterix, true, 0.517, 0.014, 67.3, 0.7, 4000},
		{Breakout, false, 0.509, 0.012, 11.2, 0.1, 4000},
		{Breakout, true, 0.410, 0.011, 10.2, 0.1, 4000},
		{Freeway, false, 0.120, 0.016, 2501, 0, 500},
		{Freeway, true, 0.382, 0.027, 2501, 0, 500},
		{Seaquest, false, 0.107, 0.006, 30.6, 0.6, 4000},
		{SpaceInvaders, false, 2.870, 0.042, 51.9, 0.7, 3000},
		{SpaceInvaders, true, 3.999, 0.058, 58.1, 0.8, 3000},
	} {
		config := Usual()
		config.Minimal = c.minimal
		game := New(c.kind, config)
		t.Run(game.Spec().Name, func(t *testing.T) {
			returns, lengths := playAtRandom(game, c.episodes)
			within(t, "return", &returns, c.mean, c.err)
			within(t, "length", &lengths, c.length, c.lengthErr)
		})
	}
}

// within tells whether two means agree to four standard errors.
func within(t *testing.T, what string, got *tally, mean, err float64) {
	t.Helper()
	assert.InDelta(t, mean, got.mean(), 4*math.Hypot(err, got.standardError()), what)
}

func playAtRandom(game *Game, episodes int) (returns, lengths tally) {
	e := envs.NewEpisode(game)
	rng := seed.Stream(7)
	for i := range episodes {
		e.Reset(seed.Mix(1, uint64(i)))
		sum, steps := 0.0, 0.0
		for last := false; !last; steps++ {
			var r float32
			r, _, last = e.Step(envs.Action(rng.IntN(game.spec.Actions)))
			sum += float64(r)
		}
		returns.add(sum)
		lengths.add(steps)
	}
	return returns, lengths
}

// Actions stick as often as they should, and an episode forgets the last one.
func TestActionsStick(t *testing.T) {
	game := New(Seaquest, Config{Sticky: 0.25})
	s := game.New(3).(*seaquest)
	stuck, steps := 0, 40000
	for i := range steps {
		s.end = open
		before := s.last
		chosen := everyAction[1+i%5]
		if chosen == before {
			chosen = noop
		}
		s.Play(envs.Action(chosen))
		if s.last == before {
			stuck++
		}
	}
	assert.InDelta(t, 0.25, float64(stuck)/float64(steps), 4*math.Sqrt(0.25*0.75/float64(steps)))
	s.Restart(3)
	assert.Equal(t, noop, s.last)
}

// A copy whose draws were replaced goes another way; one that was not, goes
// the same.
func TestReseedChangesWhatIsToCome(t *testing.T) {
	for k := range kinds {
		game := New(Kind(k), Usual())
		a, b, c := game.New(1), game.New(2), game.New(3)
		b.CopyFrom(a)
		c.CopyFrom(a)
		c.(envs.Reseeder).Reseed(99)
		rolls := func(s envs.State) (all [4]uint64) {
			d := &s.(interface{ draws() *dice }).draws().Dice
			for i := range all {
				all[i] = d.Next()
			}
			return all
		}
		ofA := rolls(a)
		assert.Equal(t, ofA, rolls(b), game.kind.name)
		assert.NotEqual(t, ofA, rolls(c), game.kind.name)
	}
}

func (s *shell) draws() *dice { return &s.dice }
