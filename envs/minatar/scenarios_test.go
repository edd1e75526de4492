package minatar

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// plain makes a game without sticky actions and starts it with every draw
// answered by pick, which is told among how many is drawn.
func plain(k Kind, pick func(n uint64) int) rigged {
	s := New(k, Config{Ramping: true}).New(0).(rigged)
	s.rig(pick)
	s.start()
	return s
}

// always answers every draw with the same number, or the largest there is.
func always(i int) func(uint64) int { return func(n uint64) int { return min(i, int(n)-1) } }

func reward(s envs.State) float32 {
	var r [1]float32
	s.Rewards(r[:])
	return r[0]
}

// track follows the ball of breakout until the end or for so many steps, and
// writes down where it is after each, and rewards.
func track(s *breakout, steps int, act func() action) (text string, total float32) {
	for range steps {
		s.Play(envs.Action(act()))
		text += fmt.Sprintf("(%d,%d)", s.y, s.x)
		if r := reward(s); r != 0 {
			text += fmt.Sprintf("[+%v]", r)
			total += r
		}
		if s.ToPlay() == envs.Over {
			return text + " end", total
		}
	}
	return text, total
}

// The traces are those of the published rules: cells (row,column) of the ball.
func TestBreakoutTraces(t *testing.T) {
	still := func() action { return noop }
	text, total := track(plain(Breakout, always(0)).(*breakout), 99, still)
	assert.Equal(t, "(4,1)(5,2)(6,3)(7,4)(8,5)(9,6) end", text)
	assert.Zero(t, total)

	text, total = track(plain(Breakout, always(1)).(*breakout), 99, still)
	assert.Equal(t, "(4,8)(5,7)(6,6)(7,5)(8,4)(8,3)(7,2)(6,1)(5,0)(4,0)(4,1)[+1](5,2)(6,3)(7,4)(8,5)(9,6) end", text)
	assert.Equal(t, float32(1), total)

	s := plain(Breakout, always(0)).(*breakout)
	text, _ = track(s, 15, s.follow)
	assert.Equal(t, "(4,1)(5,2)(6,3)(7,4)(8,5)(8,6)(7,7)(6,8)(5,9)(4,9)(4,8)[+1](5,7)(6,6)(7,5)(8,4)", text)
}

// follow moves the paddle to where the ball is going.
func (s *breakout) follow() action {
	aim := s.x
	if s.y < 8 {
		aim += s.dx
	}
	switch {
	case aim < s.paddle:
		return left
	case aim > s.paddle:
		return right
	}
	return noop
}

// A paddle that follows the ball never loses it: 417 points in 5000 steps.
func TestBreakoutGoesOnAndRefillsItsWall(t *testing.T) {
	s := plain(Breakout, always(0)).(*breakout)
	total, refills, before := float32(0), 0, s.bricks
	for range 5000 {
		s.Play(envs.Action(s.follow()))
		total += reward(s)
		if s.bricks == wall && before != wall {
			assert.Zero(t, before, "bricks before the wall was built anew")
			assert.True(t, s.y == 8 || s.y == 9, "row of the ball then")
			refills++
		}
		before = s.bricks
	}
	assert.Equal(t, envs.Player(0), s.ToPlay())
	assert.Equal(t, float32(417), total)
	assert.Positive(t, refills)
}

// The player stands in a row of its own while all entities pass: first an
// entity at step 11 and every 10, moves at 6, 11, 16.
func TestAsterixKeepsItsTimes(t *testing.T) {
	s := plain(Asterix, always(0)).(*asterix)
	s.Play(envs.Action(up)) // off row 5, to row 4
	var spawned []int
	for step := 2; step <= 31; step++ {
		before := s.full
		s.end = open
		s.Play(0)
		if s.full&^before != 0 {
			spawned = append(spawned, step)
		}
	}
	assert.Equal(t, []int{11, 21, 31}, spawned)
	assert.Equal(t, int8(1), s.cols[2], "an entity that has come at step 31 moves in it")

	s = plain(Asterix, always(0)).(*asterix)
	var pairs [][2]int32
	for step := 1; step <= 1200; step++ {
		spawn, move := s.spawnEvery, s.moveEvery
		s.end, s.full = open, 0
		s.Play(0)
		if s.spawnEvery != spawn || s.moveEvery != move {
			assert.Zero(t, step%102, "step %d", step)
			pairs = append(pairs, [2]int32{s.spawnEvery, s.moveEvery})
		}
	}
	assert.Equal(t, [][2]int32{{9, 5}, {8, 4}, {7, 4}, {6, 3}, {5, 3}, {4, 2}, {3, 2}, {2, 1}, {1, 1}}, pairs)
}

func TestAsterixTouches(t *testing.T) {
	for _, c := range []struct {
		gold   uint8
		reward float32
		over   bool
	}{{1 << 4, 1, false}, {0, 0, true}} {
		s := plain(Asterix, always(0)).(*asterix)
		s.full, s.gold, s.cols[4] = 1<<4, c.gold, 6
		s.Play(envs.Action(right))
		assert.Equal(t, c.reward, reward(s))
		assert.Equal(t, c.over, s.ToPlay() == envs.Over)
	}
}

// With no cars in its way the chicken comes over at step 28 first, 92 times in
// the 2501 steps of an episode.
func TestFreewayIsCrossedInItsTime(t *testing.T) {
	s := plain(Freeway, always(0)).(*freeway)
	first, total := 0, float32(0)
	for step := 1; s.ToPlay() != envs.Over; step++ {
		s.cars.cols = 0 // never in the chicken's column
		s.Play(envs.Action(up))
		if total += reward(s); total == 1 && first == 0 {
			first = step
		}
		require.LessOrEqual(t, step, 2501)
	}
	assert.Equal(t, 28, first)
	assert.Equal(t, float32(92), total)
	assert.Equal(t, int64(2501), s.steps)
}

// A car of a speed moves every speed+1 steps.
func TestFreewayCarsMoveBySpeed(t *testing.T) {
	for speed := range 5 {
		s := plain(Freeway, func(n uint64) int { return min(speed, int(n)-1) }).(*freeway)
		moved := 0
		for range 60 {
			before := s.cars.cols
			s.Play(0)
			if s.cars.cols != before {
				moved++
			}
		}
		assert.Equal(t, 60/(speed+2), moved, "speed %d", speed+1)
	}
}

func TestSpaceInvadersTraces(t *testing.T) {
	for _, c := range []struct {
		act       action
		firstKill int
		end       int
		total     float32
	}{{noop, 0, 17, 0}, {fire, 6, 18, 3}} {
		s := plain(SpaceInvaders, always(0)).(*spaceInvaders)
		kill, step, total := 0, 0, float32(0)
		for s.ToPlay() != envs.Over {
			step++
			s.Play(envs.Action(c.act))
			if total += reward(s); total > 0 && kill == 0 {
				kill = step
			}
			if c.act == noop && step == 11 {
				assert.Equal(t, cell(3, 5), s.bombs)
			}
			if c.act == noop && step == 13 {
				assert.True(t, s.aliens.meets(cell(0, 1)), "the leftmost aliens are in column 1")
			}
		}
		assert.Equal(t, []any{c.firstKill, c.end, c.total}, []any{kill, step, total}, "%v", c.act)
	}
}

// The last alien may leave the bottom row in the step in which aliens shoot. The
// episode is over, and nothing is left to shoot at but what came in at the top.
func TestSpaceInvadersLand(t *testing.T) {
	for _, col := range []int{0, 9} {
		s := plain(SpaceInvaders, always(0)).(*spaceInvaders)
		s.aliens, s.toRight = cell(9, col), col == 9
		s.moveIn, s.alienShotIn = 0, 0
		s.Play(0)
		assert.Equal(t, envs.Over, s.ToPlay())
		assert.Zero(t, reward(s))
		assert.Equal(t, cell(0, col), s.aliens)
	}
}

// An alien that goes down and a bullet that goes up pass each other; waves
// come faster six times.
func TestSpaceInvadersQuirks(t *testing.T) {
	s := plain(SpaceInvaders, always(0)).(*spaceInvaders)
	s.aliens, s.bullets = cell(4, 0).or(cell(0, 0)), cell(5, 0)
	s.moveIn = 0 // at the left edge on the way left: down
	s.Play(0)
	assert.Zero(t, reward(s))
	assert.True(t, s.aliens.meets(cell(5, 0)) && s.bullets == cell(4, 0))

	s = plain(SpaceInvaders, always(0)).(*spaceInvaders)
	var intervals []int32
	for range 8 {
		s.aliens, s.bullets, s.bombs = cell(3, 3), cell(4, 3), cells{}
		s.moveIn, s.alienShotIn = 5, 5
		s.Play(0)
		assert.Equal(t, float32(1), reward(s))
		assert.Equal(t, invaders, s.aliens)
		intervals = append(intervals, s.moveEvery)
	}
	assert.Equal(t, []int32{11, 10, 9, 8, 7, 6, 6, 6}, intervals)
}
