package minatar

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
)

func seaquestOf(fixed bool) *seaquest {
	s := New(Seaquest, Config{Ramping: true, Fixed: fixed}).New(0).(*seaquest)
	s.rig(always(0))
	s.start()
	return s
}

func play(s envs.State, acts ...action) {
	for _, a := range acts {
		s.Play(envs.Action(a))
	}
}

func TestSeaquestNeedsADiverToSurface(t *testing.T) {
	s := seaquestOf(false)
	play(s, down, up)
	assert.Equal(t, envs.Over, s.ToPlay())
	assert.Equal(t, int64(2), s.steps)
}

// Six divers are worth a point for each tenth of the tank. Afterwards there
// are -1 divers aboard, or none if that is mended.
func TestSeaquestRescue(t *testing.T) {
	for _, fixed := range []bool{false, true} {
		s := seaquestOf(fixed)
		play(s, down)
		s.crew, s.oxygen = 6, 137
		play(s, up)
		assert.Equal(t, float32(6), reward(s))
		assert.Equal(t, int32(200), s.oxygen)
		assert.Equal(t, map[bool]int32{false: -1, true: 0}[fixed], s.crew)
		play(s, down, up)
		assert.Zero(t, reward(s))
		if fixed {
			assert.Equal(t, envs.Over, s.ToPlay())
			continue
		}
		assert.Equal(t, envs.Player(0), s.ToPlay())
		assert.Equal(t, int32(-2), s.crew)
	}
}

func TestSeaquestRunsOutOfOxygen(t *testing.T) {
	s := seaquestOf(false)
	s.rig(func(n uint64) int { return int(n) - 1 }) // everything comes in row 8 from the right
	play(s, down)
	for s.ToPlay() != envs.Over {
		play(s, noop)
	}
	assert.Equal(t, int64(201), s.steps)
}

func TestSeaquestShootsEveryFiveSteps(t *testing.T) {
	s := seaquestOf(false)
	var cols []int
	for range 6 {
		play(s, fire)
		obs := make([]float32, 10*plane)
		s.Observe(obs)
		for x, v := range obs[2*plane : 2*plane+size] {
			if v == 1 {
				cols = append(cols, x)
			}
		}
	}
	assert.Equal(t, []int{4, 3, 2, 1, 0, 4}, cols)
}

// The first enemy comes at step 21, the first diver at 31, and an enemy moves 5
// steps after it came, then every 6.
func TestSeaquestKeepsItsTimes(t *testing.T) {
	s := seaquestOf(false)
	var came, moved, shot, divers []int64
	for s.steps < 60 {
		subs, x, bullets, n := s.subs.n, s.subs.all[0].x, s.enemyBullets.all().count(), s.divers.n
		play(s, noop)
		if s.subs.n > subs {
			came = append(came, s.steps)
		} else if s.subs.all[0].x != x {
			moved = append(moved, s.steps)
		}
		if s.enemyBullets.all().count() > bullets && s.steps < 45 {
			shot = append(shot, s.steps)
		}
		if s.divers.n > n {
			divers = append(divers, s.steps)
		}
	}
	assert.Equal(t, []int64{21, 41}, came)
	assert.Equal(t, []int64{26, 32, 38, 44, 50, 56}, moved)
	assert.Equal(t, []int64{31, 42}, shot)
	assert.Equal(t, []int64{31}, divers)
}

// Coming up is what makes the game harder.
func TestSeaquestRamps(t *testing.T) {
	s := seaquestOf(false)
	var pairs [][2]int32
	for range 21 {
		s.enemyIn, s.diverIn = 9, 9 // nothing comes
		play(s, down)
		s.crew = 1
		play(s, up)
		pairs = append(pairs, [2]int32{s.enemyEvery, s.moveEvery})
	}
	assert.Equal(t, [][2]int32{{19, 5}, {18, 4}, {17, 4}, {16, 3}, {15, 3}, {14, 2}, {13, 2}}, pairs[:7])
	assert.Equal(t, [2]int32{1, 2}, pairs[20])
}

func TestSeaquestDiversWaitForRoom(t *testing.T) {
	for _, c := range []struct{ before, after, left int32 }{{0, 1, 0}, {5, 6, 0}, {6, 6, 1}} {
		s := seaquestOf(false)
		play(s, down)
		s.crew = c.before
		s.divers.add(swimmer{x: int8(s.x), y: int8(s.y), way: 1, moveAt: 9}, s.steps)
		play(s, noop)
		assert.Equal(t, c.after, s.crew)
		assert.Equal(t, int(c.left), s.divers.n)
	}
}

func TestSeaquestAirCostsADiver(t *testing.T) {
	for _, fixed := range []bool{false, true} {
		s := seaquestOf(fixed)
		play(s, down)
		s.crew = 3
		play(s, up)
		assert.Equal(t, int32(2), s.crew)
		assert.Zero(t, reward(s))
	}
}

// No enemy comes into a row where another, of either kind, swims the other way.
func TestSeaquestEnemiesDoNotMeet(t *testing.T) {
	for _, c := range []struct {
		sub, oncoming bool
		row           int8
		come          int
	}{{true, true, 1, 0}, {false, true, 1, 0}, {true, false, 1, 1}, {true, true, 2, 1}} {
		s := seaquestOf(false) // whatever comes, comes from the left into row 1
		w := swimmer{x: 8, y: c.row, way: 1, moveAt: 200}
		if c.oncoming {
			w.way = -1
		}
		if c.sub {
			s.subs.add(w, 0)
		} else {
			s.fish.add(w, 0)
		}
		s.enemyIn = 0
		play(s, noop)
		assert.Equal(t, 1+c.come, s.subs.n+s.fish.n, "%+v", c)
	}
}
