package goban_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// TestRolloutsPlayByTheRules follows a rollout move by move with a state of
// the same rules, which panics at an illegal move, and compares the ends.
func TestRolloutsPlayByTheRules(t *testing.T) {
	for _, text := range []string{"5,ko=simple,komi=0.5", "9,ko=simple", "13,ko=simple,handicap=2"} {
		t.Run(text, func(t *testing.T) {
			game := newGame(t, text+",plies=0")
			r, rng := goban.NewRollout(), seed.Stream(4)
			for range 30 {
				s := game.New(0).(*goban.State)
				r.Load(s)
				for s.ToPlay() != envs.Over {
					before := r.Stones(nil)
					r.Step(rng)
					s.Play(goban.MoveBetween(s, before, r.Stones(nil)))
					require.Equal(t, s.Stones(nil), r.Stones(nil))
				}
				points := make([]float32, 2)
				s.Score(points)
				require.Equal(t, points[0]-points[1], r.Lead(), s.String())
			}
		})
	}
}

// TestRolloutsAreUniform draws the first move of many rollouts from a
// position with five points to play on.
func TestRolloutsAreUniform(t *testing.T) {
	game := newGame(t, "3,ko=simple")
	state, err := game.ParsePosition("X../.X./... w")
	require.NoError(t, err)
	s := state.(*goban.State)
	before := s.Stones(nil)
	counts := map[envs.Action]int{}
	r, rng := goban.NewRollout(), seed.Stream(9)
	const draws = 14000
	for range draws {
		r.Load(s)
		r.Step(rng)
		counts[goban.MoveBetween(s, before, r.Stones(nil))]++
	}
	assert.Len(t, counts, 7)
	for a, n := range counts {
		assert.InDelta(t, draws/7, n, 200, "point %d", a) // five standard deviations
	}
}

func TestRolloutsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	s := newGame(t, "9").New(0).(*goban.State)
	r, rng := goban.NewRollout(), seed.Stream(1)
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		r.Load(s)
		r.Run(rng)
		r.Lead()
	}))
}

func TestRolloutsOfOneSeedAreEqual(t *testing.T) {
	s := newGame(t, "9").New(0).(*goban.State)
	run := func() (int, float32, []envs.Player) {
		r := goban.NewRollout()
		r.Load(s)
		n := r.Run(seed.Stream(77))
		return n, r.Lead(), r.Stones(nil)
	}
	n, lead, stones := run()
	again, leadAgain, stonesAgain := run()
	assert.Equal(t, n, again)
	assert.Equal(t, lead, leadAgain)
	assert.Equal(t, stones, stonesAgain)
}

func TestRolloutsKnowEyes(t *testing.T) {
	for _, c := range []struct {
		text, point string
		want        bool
	}{
		{".X./XX./... b", "A3", true},
		{".X./XO./... b", "A3", false},
		{"X.X/XXX/... b", "B3", true},
		{"X.X/OXX/... b", "B3", false},
		{"XXX/X.X/XXX b", "B2", true},
		{"...../.OX../.X.X./..X../..... b", "C3", true},
		{"...../.OXO./.X.X./..X../..... b", "C3", false},
		{".XX/..X/.X. b", "B2", false},
	} {
		size := strings.Index(c.text, "/")
		s := position(t, strconv.Itoa(size), c.text)
		a, ok := goban.ParseVertex(size, c.point)
		require.True(t, ok)
		assert.Equal(t, c.want, goban.IsEye(s, a, 0), "%s of %s", c.point, c.text)
		assert.False(t, goban.IsEye(s, a, 1))
	}
}
