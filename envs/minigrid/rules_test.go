package minigrid

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// place makes a state of a level with nothing inside its walls, the agent at
// the given cell looking to the right.
func place(name string, x, y int) *state {
	s := New(name, View).New(0).(*state)
	for row := 1; row < s.game.level.height-1; row++ {
		for col := 1; col < s.game.level.width-1; col++ {
			s.set(at(col, row), nothing)
		}
	}
	s.at, s.dir, s.balls = at(x, y), 0, 0
	return s
}

func play(s *state, actions ...envs.Action) {
	for _, a := range actions {
		s.Play(a)
	}
}

func TestTurns(t *testing.T) {
	s := place("empty-5x5", 2, 2)
	var dirs []direction
	for _, a := range []envs.Action{turnLeft, turnLeft, turnRight, turnLeft, turnLeft, turnLeft} {
		s.Play(a)
		dirs = append(dirs, s.dir)
	}
	assert.Equal(t, []direction{3, 2, 3, 2, 1, 0}, dirs)
}

func TestWhatIsInFront(t *testing.T) {
	for _, c := range []struct {
		name    string
		front   cell
		carried cell
		action  envs.Action
		// what comes of it
		moved  bool
		then   cell // in front of where the agent was
		carry  cell
		ended  bool
		reward bool
	}{
		{"walk on", nothing, nothing, forward, true, nothing, nothing, false, false},
		{"walk on a floor", thing(floor, blue), nothing, forward, true, thing(floor, blue), nothing, false, false},
		{"walk into a wall", greyWall, nothing, forward, false, greyWall, nothing, false, false},
		{"walk into a key", thing(key, red), nothing, forward, false, thing(key, red), nothing, false, false},
		{"walk through an open door", thing(openDoor, red), nothing, forward, true, thing(openDoor, red), nothing, false, false},
		{"walk into a closed door", thing(closedDoor, red), nothing, forward, false, thing(closedDoor, red), nothing, false, false},
		{"walk into lava", theLava, nothing, forward, true, theLava, nothing, true, false},
		{"walk onto the goal", theGoal, nothing, forward, true, theGoal, nothing, true, true},
		{"pick up", thing(ball, red), nothing, pickUp, false, nothing, thing(ball, red), false, false},
		{"pick up a second thing", thing(ball, red), thing(key, red), pickUp, false, thing(ball, red), thing(key, red), false, false},
		{"pick up a door", thing(openDoor, red), nothing, pickUp, false, thing(openDoor, red), nothing, false, false},
		{"drop", nothing, thing(box, red), drop, false, thing(box, red), nothing, false, false},
		{"drop nothing", nothing, nothing, drop, false, nothing, nothing, false, false},
		{"drop onto the goal", theGoal, thing(box, red), drop, false, theGoal, thing(box, red), false, false},
		{"drop onto a floor", thing(floor, red), thing(box, red), drop, false, thing(floor, red), thing(box, red), false, false},
		{"open", thing(closedDoor, red), nothing, toggle, false, thing(openDoor, red), nothing, false, false},
		{"close", thing(openDoor, red), nothing, toggle, false, thing(closedDoor, red), nothing, false, false},
		{"unlock", thing(lockedDoor, red), thing(key, red), toggle, false, thing(openDoor, red), thing(key, red), false, false},
		{"unlock with another key", thing(lockedDoor, red), thing(key, blue), toggle, false, thing(lockedDoor, red), thing(key, blue), false, false},
		{"unlock with a ball", thing(lockedDoor, red), thing(ball, red), toggle, false, thing(lockedDoor, red), thing(ball, red), false, false},
		{"open a box", thing(box, red), nothing, toggle, false, nothing, nothing, false, false},
		{"do nothing", thing(closedDoor, red), nothing, done, false, thing(closedDoor, red), nothing, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := place("doorkey-8x8", 3, 3)
			front := at(4, 3)
			s.set(front, c.front)
			s.carried = c.carried
			s.Play(c.action)
			assert.Equal(t, c.moved, s.at == front)
			assert.Equal(t, c.then, s.grid[front])
			assert.Equal(t, c.carry, s.carried)
			assert.Equal(t, c.ended, s.ToPlay() == envs.Over)
			if c.reward {
				assert.InDelta(t, 1-0.9/640, s.reward, 1e-7)
			} else {
				assert.Zero(t, s.reward)
			}
			assert.Equal(t, s.grid[front], s.turned[front.turned()])
		})
	}
}

func TestTheLimitCutsOff(t *testing.T) {
	game := New("empty-5x5", View)
	e := envs.NewEpisode(game)
	for step := 1; step <= 100; step++ {
		_, discount, last := e.Step(turnLeft)
		assert.Equal(t, float32(1), discount)
		assert.Equal(t, step == 100, last)
	}
	assert.True(t, envs.Truncated(e.State()))

	s := place("empty-5x5", 1, 1) // both at once: the rules come first
	s.set(at(2, 1), theGoal)
	s.steps = 99
	s.Play(forward)
	assert.False(t, s.Truncated())
	assert.InDelta(t, 0.1, s.reward, 1e-6)
}

// The agent that runs into something among the balls is worth -1, a wall and a
// ball that jumps away included.
func TestDynamicObstacles(t *testing.T) {
	s := place("dynamic-obstacles-8x8", 6, 1)
	s.Play(forward)
	assert.Equal(t, []any{float32(-1), envs.Over}, []any{s.reward, s.ToPlay()}, "into the wall")

	gone := 0
	for seed := range uint64(200) {
		s := place("dynamic-obstacles-8x8", 3, 3)
		s.Reseed(seed)
		s.balls, s.ball[0] = 1, at(4, 3)
		s.set(s.ball[0], thing(ball, blue))
		s.Play(forward)
		assert.Equal(t, []any{float32(-1), envs.Over}, []any{s.reward, s.ToPlay()})
		if s.at == at(4, 3) {
			gone++
		}
	}
	assert.Equal(t, 200, gone, "a ball with room around it never stays")

	s = place("dynamic-obstacles-8x8", 1, 1)
	s.set(at(2, 1), theGoal)
	s.Play(forward)
	assert.Greater(t, s.reward, float32(0.9))
	assert.Len(t, s.game.legal, 3)
}

// A ball jumps to each of the free cells around it equally often, and stays
// where it is shut in.
func TestBallsJumpEvenly(t *testing.T) {
	const jumps = 7000
	count := map[pos]int{}
	for i := range jumps {
		s := place("dynamic-obstacles-8x8", 4, 3) // the agent is beside the ball
		s.Reseed(uint64(i))
		s.balls, s.ball[0] = 1, at(3, 3)
		s.set(s.ball[0], thing(ball, blue))
		s.Play(turnLeft)
		count[s.ball[0]]++
	}
	assert.Len(t, count, 7)
	assert.Zero(t, count[at(3, 3)]+count[at(4, 3)])
	for p, n := range count {
		assert.InDelta(t, jumps/7, n, 4*31, "%d, %d", p.x(), p.y()) // standard error 29.3
	}
	s := place("dynamic-obstacles-8x8", 6, 6)
	s.grid.fill(rect{0, 0, 3, 3}, greyWall)
	s.ball[0] = at(1, 1)
	s.jump(&s.ball[0])
	assert.Equal(t, at(1, 1), s.ball[0])
}

func TestMemory(t *testing.T) {
	good := 0
	for seed := range uint64(100) {
		s := New("memory-s13-random", View).New(seed).(*state)
		fork := s.wins.x()
		for s.at.x() < fork {
			require.NotEqual(t, envs.Over, s.ToPlay())
			s.Play(forward)
		}
		upper := at(fork, s.at.y()-1)
		cue := s.grid[at(1, s.at.y()-1)]
		play(s, turnLeft, forward)
		require.Equal(t, upper, s.at)
		require.Equal(t, envs.Over, s.ToPlay())
		match := s.grid[at(fork, upper.y()-1)] == cue
		assert.Equal(t, match, s.reward > 0.9)
		assert.False(t, s.Truncated())
		if match {
			good++
		}
	}
	assert.InDelta(t, 50, good, 20, "always going the same way is right half of the time")

	s := place("memory-s7", 2, 3)
	s.set(at(3, 3), thing(key, green))
	s.Play(pickUp)
	assert.Equal(t, nothing, s.carried, "nothing can be picked up there")
	assert.Equal(t, thing(key, green), s.grid[at(3, 3)])
}

// The agent stands at (3,6) of its view and looks up; what it carries is shown
// there, and walls and closed doors hide what is behind them.
func TestView(t *testing.T) {
	s := place("doorkey-8x8", 3, 6)
	s.dir = 3
	s.carried = thing(key, yellow)
	s.set(at(5, 4), thing(ball, red))
	s.grid.row(2, 1, 7, greyWall)
	for x := 1; x < 7; x++ {
		s.set(at(x, 2), greyWall)
	}
	s.set(at(4, 2), thing(closedDoor, blue))
	var v view
	s.look(&v)
	assert.Equal(t, thing(key, yellow), v.at(3, 6))
	assert.Equal(t, thing(ball, red), v.at(5, 4))
	assert.Equal(t, thing(closedDoor, blue), v.at(4, 2))
	assert.Equal(t, cell(unseen), v.at(4, 1), "behind the door")
	s.set(at(4, 2), thing(openDoor, blue))
	s.look(&v)
	assert.Equal(t, nothing, v.at(4, 1), "through the open door")
	s.game = New("empty-8x8", View)
	s.set(at(4, 2), greyWall)
	s.look(&v)
	assert.Equal(t, nothing, v.at(4, 1), "through a wall of glass")
}

// TestViewTwin compares the words of the view with a walk over cells, in all
// levels at random.
func TestViewTwin(t *testing.T) {
	for _, name := range Levels() {
		s := New(name, View).New(3).(*state)
		chance := uint64(1)
		for range 300 {
			if s.end != open {
				s.Restart(chance)
			}
			chance = chance*6364136223846793005 + 1442695040888963407
			s.Play(envs.Action(chance >> 32 * uint64(len(s.game.legal)) >> 32))
			var v view
			s.look(&v)
			require.Equal(t, s.plainLook(), v, "%v", s)
		}
	}
}

// plainLook is look as the rules put it.
func (s *state) plainLook() (v view) {
	var seen [viewSide][viewSide]bool // [column][row]
	there := func(i, j int) cell {
		f, r := ahead[s.dir], ahead[s.dir.toRight()]
		return s.grid[s.at+pos(viewerRow-j)*f+pos(i-viewerCol)*r]
	}
	mark := func(i, j, step int) {
		seen[i+step][j] = true
		if j > 0 {
			seen[i+step][j-1], seen[i][j-1] = true, true
		}
	}
	clear := func(i, j int) bool { return seen[i][j] && there(i, j)&opaque == 0 }
	seen[viewerCol][viewerRow] = true
	for j := viewerRow; j >= 0; j-- {
		for i := 0; i < viewSide-1; i++ {
			if clear(i, j) {
				mark(i, j, 1)
			}
		}
		for i := viewSide - 1; i > 0; i-- {
			if clear(i, j) {
				mark(i, j, -1)
			}
		}
	}
	for j := range viewSide {
		for i := range viewSide {
			c := there(i, j)
			switch {
			case i == viewerCol && j == viewerRow:
				c = s.carried
			case !seen[i][j] && !s.game.level.seeThrough:
				c = cell(unseen)
			}
			v[j] |= uint64(c) << (8 * i)
		}
	}
	return v
}
