package minatar

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// FuzzEpisode plays any bytes as the actions of an episode: every state must
// hold what the rules promise.
func FuzzEpisode(f *testing.F) {
	f.Add(uint8(0), uint64(0), []byte("any actions will do"))
	f.Add(uint8(8), uint64(1), []byte{5, 4, 3, 2, 1, 0})
	f.Fuzz(func(t *testing.T, kind uint8, seed uint64, actions []byte) {
		k := Kind(kind) % Kind(len(kinds))
		config := configs()[int(kind)/len(kinds)%len(configs())]
		s := New(k, config).New(seed)
		for i, b := range actions {
			legal := s.Legal(nil)
			if len(legal) == 0 {
				return
			}
			s.Play(legal[int(b)%len(legal)])
			require.Empty(t, unsound(s), "step %d of %v", i+1, s)
		}
	})
}

// unsound tells in words what is wrong with a state, nothing if all is well.
func unsound(s envs.State) string {
	obs := make([]float32, 10*plane)
	s.Observe(obs)
	var count [10]int
	for i, v := range obs {
		if v != 0 && v != 1 {
			return "a value that is neither 0 nor 1"
		}
		count[i/plane] += int(v)
	}
	var reward [1]float32
	s.Rewards(reward[:])
	over, cut := s.ToPlay() == envs.Over, s.(envs.Truncator).Truncated()
	switch {
	case count[0] != 1:
		return "the player is not in one place"
	case reward[0] < 0 || reward[0] > 40:
		return "a reward out of range"
	case cut && !over:
		return "cut off, yet somebody is to move"
	}
	switch s := s.(type) {
	case *breakout:
		if count[1] != 1 || count[2] != 1 || count[3] > 30 {
			return "not one ball, one trail and at most 30 bricks"
		}
	case *freeway:
		if count[1] != lanes || count[2]+count[3]+count[4]+count[5]+count[6] != lanes {
			return "not eight cars with a trail each"
		}
	case *spaceInvaders:
		if count[1] != count[2]+count[3] || count[1] == 0 && !over {
			return "aliens without a way, or none"
		}
	case *seaquest:
		return s.unsound()
	}
	return ""
}

func (s *seaquest) unsound() string {
	for _, c := range []*school{&s.fish, &s.subs, &s.divers} {
		kept := *c
		kept.settle(s.steps)
		switch {
		case kept.where != c.where || kept.wake != c.wake || kept.due != c.due:
			return "a school that is not settled"
		case c.n > 0 && c.due <= s.steps && s.end == open:
			return "a school that has missed its time"
		}
		for _, w := range c.all[:c.n] {
			if uint8(w.x) >= size || w.y < 1 || w.y > 8 {
				return "a swimmer off the board"
			}
		}
	}
	if s.oxygen < -1 || s.oxygen > fullTank || s.crew > fullCrew {
		return "oxygen or divers out of range"
	}
	return ""
}

// TestLongGames plays on and on with actions that tend to live longer than
// random ones, so that the games reach their hardest levels.
func TestLongGames(t *testing.T) {
	rates := map[Kind]int{Seaquest: 0}
	for k := range kinds {
		s := New(Kind(k), Config{Ramping: true}).New(1).(rigged)
		chance := uint64(k)
		for range 8000 {
			chance = chance*6364136223846793005 + 1442695040888963407
			immortal(s)
			s.Play(envs.Action(chance >> 32 * 6 >> 32))
			require.Empty(t, unsound(s), "%v", s)
			if q, ok := s.(*seaquest); ok {
				rates[Seaquest] = max(rates[Seaquest], q.fish.n+q.subs.n)
			}
		}
	}
	require.Greater(t, rates[Seaquest], 15, "the most enemies at a time")
}

// immortal lets a game that has ended go on.
func immortal(s rigged) {
	switch s := s.(type) {
	case *asterix:
		s.end = open
	case *breakout:
		if s.end != open {
			s.start()
			s.end = open
		}
	case *freeway:
		if s.end != open {
			s.start()
			s.end = open
		}
	case *spaceInvaders:
		if s.end != open {
			s.start()
			s.end = open
		}
	case *seaquest:
		s.end = open
		if s.crew == 0 { // so that it may come up
			s.crew = fullCrew
		}
		if s.oxygen < 10 {
			s.oxygen = fullTank
		}
	}
}
