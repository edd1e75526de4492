package minigrid

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// FuzzEpisode plays any bytes as the actions of an episode of any level: every
// state must hold what the rules promise.
func FuzzEpisode(f *testing.F) {
	f.Add(uint8(0), uint64(0), []byte("any actions will do"))
	f.Add(uint8(20), uint64(1), []byte{5, 4, 3, 2, 1, 0, 2, 2, 2})
	f.Fuzz(func(t *testing.T, which uint8, seed uint64, actions []byte) {
		name := levels[int(which)%len(levels)].name
		s := New(name, View).New(seed).(*state)
		require.Empty(t, s.unsound(), "the start: %v", s)
		for i, b := range actions {
			legal := s.Legal(nil)
			if len(legal) == 0 {
				return
			}
			s.Play(legal[int(b)%len(legal)])
			require.Empty(t, s.unsound(), "step %d: %v", i+1, s)
		}
	})
}

// unsound tells in words what is wrong with a state, nothing if all is well.
func (s *state) unsound() string {
	l := s.game.level
	obs := make([]float32, s.game.spec.ObsLen())
	s.Observe(obs)
	sum := float32(0)
	for _, v := range obs {
		sum += v
	}
	switch {
	case sum != 3*viewCells:
		return "not three ones a cell of the view"
	case s.at.x() < 1 || s.at.x() > l.width-2 || s.at.y() < 1 || s.at.y() > l.height-2:
		return "the agent is outside"
	case !s.grid[s.at].enterable():
		return "the agent is where it cannot walk"
	case s.carried != nothing && !s.carried.portable():
		return "it carries what it cannot"
	case s.reward < -1 || s.reward > 1 || s.reward != 0 && s.end != byRules:
		return "a reward out of range or before the end"
	case (s.ToPlay() == envs.Over) != (s.end != open) || int(s.steps) > s.game.spec.MaxPlies:
		return "it goes on beyond its end"
	}
	count := map[kind]int{}
	for y := range maxSide + 2*border {
		for x := range maxSide + 2*border {
			p := pos(y*stride + x)
			c := s.grid[p]
			inside := x >= border && y >= border && x < border+l.width && y < border+l.height
			if s.turned[p.turned()] != c || !inside && c != greyWall {
				return "a grid that is not the one turned over, or not walled in"
			}
			if inside {
				count[c.kind()]++
			}
		}
	}
	for i := range s.ball[:s.balls] {
		if s.grid[s.ball[i]] != thing(ball, blue) {
			return "a ball that is not where it should be"
		}
	}
	if l.task == reach && count[goal] != 1 {
		return "not one goal"
	}
	return ""
}
