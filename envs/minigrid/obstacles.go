package minigrid

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

const maxBalls = 8

// obstacleLevels are empty rooms in which blue balls jump about. To walk into
// anything is worth -1 and ends the episode.
func obstacleLevels() (all []level) {
	for _, c := range []struct {
		size, balls int
		random      bool
	}{{5, 2, false}, {6, 3, false}, {8, 4, false}, {16, 8, false}, {5, 2, true}, {6, 3, true}} {
		name, build := "dynamic-obstacles-", (*state).buildEmpty
		if c.random {
			name, build = "dynamic-obstacles-random-", (*state).buildEmptyRandom
		}
		l := emptyLevel(fmt.Sprintf("%s%dx%d", name, c.size, c.size), c.size, func(s *state) {
			build(s)
			s.putBalls(c.balls)
		})
		l.task = dodge
		all = append(all, l)
	}
	return all
}

func (s *state) putBalls(n int) {
	s.balls = int8(n)
	for i := range n {
		s.ball[i] = s.put(thing(ball, blue), s.world())
	}
}

// amongBalls makes a step. The balls move first, but the agent collides with
// what was in front of it before, a wall too.
func (s *state) amongBalls(a envs.Action) {
	front := s.grid[s.at+ahead[s.dir]]
	blocked := front != nothing && front.kind() != goal
	for i := range s.ball[:s.balls] {
		s.jump(&s.ball[i])
	}
	s.act(a)
	if a == forward && blocked {
		s.end, s.reward = byRules, -1
	}
}

// jump moves a ball to a random free cell of the nine around it, if there is
// one.
func (s *state) jump(p *pos) {
	var around [8]pos
	n := 0
	for _, up := range [...]pos{-stride, 0, stride} {
		for _, across := range [...]pos{-1, 0, 1} {
			if q := *p + up + across; s.free(q) {
				around[n] = q
				n++
			}
		}
	}
	if n == 0 {
		return
	}
	to := around[s.below(n)]
	s.set(to, s.grid[*p])
	s.set(*p, nothing)
	*p = to
}
