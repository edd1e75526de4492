package dqn

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// tiny is a world of one seat in a few functions: each smoke test has one that
// catches one kind of mistake in seconds.
type tiny struct {
	name    string
	actions int
	obs     int
	begin   func(s *tinyState)                // nil leaves zeros
	play    func(s *tinyState, a envs.Action) // sets reward, and over or cut at the end
	observe func(s *tinyState, dst []float32) // into zeros
	legal   func(s *tinyState, a envs.Action) bool
}

func (w *tiny) Spec() envs.Spec {
	return envs.Spec{Name: w.name, Players: 1, Actions: w.actions, Obs: [3]int{w.obs, 1, 1}}
}

func (w *tiny) New(seed uint64) envs.State {
	s := &tinyState{world: w}
	s.Restart(seed)
	return s
}

// tinyState is a place, a time, a secret and how it ended.
type tinyState struct {
	world     *tiny
	at, steps int
	secret    int
	reward    float32
	over, cut bool
	dice      rand.PCG
}

func (s *tinyState) Restart(seed uint64) {
	*s = tinyState{world: s.world}
	s.dice.Seed(seed, seed)
	if s.world.begin != nil {
		s.world.begin(s)
	}
}

func (s *tinyState) coin() int       { return int(s.dice.Uint64() >> 63) }
func (s *tinyState) Truncated() bool { return s.cut }
func (s *tinyState) ToPlay() envs.Player {
	if s.over || s.cut {
		return envs.Over
	}
	return 0
}

func (s *tinyState) Legal(dst []envs.Action) []envs.Action {
	for a := range envs.Action(s.world.actions) {
		if s.allows(a) {
			dst = append(dst, a)
		}
	}
	return dst
}

func (s *tinyState) allows(a envs.Action) bool {
	return s.ToPlay() != envs.Over && (s.world.legal == nil || s.world.legal(s, a))
}

func (s *tinyState) Play(a envs.Action) {
	if !s.allows(a) {
		panic("tiny: an illegal action")
	}
	s.steps++
	s.reward = 0
	s.world.play(s, a)
}

func (s *tinyState) Rewards(dst []float32)   { dst[0] = s.reward }
func (s *tinyState) Observe(dst []float32)   { clear(dst); s.world.observe(s, dst) }
func (s *tinyState) CopyFrom(src envs.State) { *s = *src.(*tinyState) }

// constant is one state with reward 1, cut off after five steps, which is no
// end: it is worth 1/(1-γ), not 5.
func constant() *tiny {
	return &tiny{
		name: "constant", actions: 1, obs: 1,
		play:    func(s *tinyState, _ envs.Action) { s.reward, s.cut = 1, s.steps == 5 },
		observe: func(_ *tinyState, dst []float32) { dst[0] = 1 },
	}
}

// bandit ends after one step, whose action earns its number, but for the last
// action, which earns nothing.
func bandit() *tiny {
	return &tiny{
		name: "bandit", actions: 4, obs: 1,
		play:    func(s *tinyState, a envs.Action) { s.reward, s.over = float32(a%3), true },
		observe: func(_ *tinyState, dst []float32) { dst[0] = 1 },
	}
}

// chain is n places; the far end earns 1 and ends it, and a limit of 50 steps
// cuts it off.
func chain(n int) *tiny {
	return &tiny{
		name: "chain", actions: 2, obs: n,
		play: func(s *tinyState, a envs.Action) {
			s.at = max(0, s.at+2*int(a)-1)
			s.over = s.at == n-1
			s.cut = !s.over && s.steps == 50
			if s.over {
				s.reward = 1
			}
		},
		observe: func(s *tinyState, dst []float32) { dst[s.at] = 1 },
	}
}

// discounting gives the choice of one of three arms at its first step: they pay
// 1, 1.5 and 1.9 after 1, 3 and 9 steps (bsuite's DiscountingChain in small).
// At γ = 0.9 the middle one is best: 0.9⁰·1 = 1, 0.9²·1.5 = 1.215, 0.9⁸·1.9 =
// 0.818.
func discounting() *tiny {
	delays, pays := []int{1, 3, 9}, []float32{1, 1.5, 1.9}
	return &tiny{
		name: "discounting", actions: 3, obs: 13,
		play: func(s *tinyState, a envs.Action) {
			if s.steps == 1 {
				s.at = int(a)
			}
			if s.steps == delays[s.at] {
				s.reward, s.over = pays[s.at], true
			}
		},
		observe: func(s *tinyState, dst []float32) {
			dst[min(s.steps, 9)] = 1
			if s.steps > 0 {
				dst[10+s.at] = 1
			}
		},
	}
}

// memory shows a secret bit at its first step alone and asks for it at step
// length (bsuite's MemoryChain).
func memory(length int) *tiny {
	return &tiny{
		name: "memory", actions: 2, obs: 3,
		begin: func(s *tinyState) { s.secret = s.coin() },
		play: func(s *tinyState, a envs.Action) {
			if s.steps < length {
				return
			}
			s.over = true
			s.reward = -1
			if int(a) == s.secret {
				s.reward = 1
			}
		},
		observe: func(s *tinyState, dst []float32) {
			switch {
			case s.steps == 0:
				dst[s.secret] = 1
			case s.steps == length-1:
				dst[2] = 1
			}
		},
	}
}

// forbidden has an action that would be worth the most but is never legal, and
// one that is legal at even places alone.
func forbidden() *tiny {
	return &tiny{
		name: "forbidden", actions: 4, obs: 4,
		legal: func(s *tinyState, a envs.Action) bool { return a != 3 && (a != 2 || s.at%2 == 0) },
		play: func(s *tinyState, a envs.Action) {
			s.reward = float32(a)
			s.at++
			s.over = s.at == 4
		},
		observe: func(s *tinyState, dst []float32) { dst[min(s.at, 3)] = 1 },
	}
}

// quick is a config that learns the tiny worlds in seconds.
func quick() Config {
	c := DefaultConfig()
	c.Network.Hidden = []int{32}
	c.Target.Every, c.Target.Steps = 50, 1
	c.Explore = Explore{Start: 1, End: 0.1, Steps: 1000}
	c.Replay.Capacity, c.Replay.Warmup = 5000, 100
	c.Train.Rate, c.Train.Every = 2e-3, 2
	return c
}

func learner(t testing.TB, game envs.Game, c Config) *Learner {
	t.Helper()
	l, err := New(game, c, 1, 1)
	require.NoError(t, err)
	return l
}

func advance(t testing.TB, l *Learner, until int) {
	t.Helper()
	require.NoError(t, l.Advance(context.Background(), until))
}

// judged returns the mean greedy return.
func judged(t testing.TB, l *Learner, episodes int) float64 {
	t.Helper()
	returns, err := Evaluate(context.Background(), l.game, l.Agent(0, nil), Evaluation{Episodes: episodes, Seed: 99, MaxSteps: 1000})
	require.NoError(t, err)
	sum := 0.0
	for _, r := range returns {
		sum += r
	}
	return sum / float64(episodes)
}

// valuesAt returns what the greedy agent thinks of a position.
func valuesAt(t testing.TB, l *Learner, s envs.State) []float32 {
	t.Helper()
	a := l.Agent(0, nil)
	a.Reset()
	_, err := a.Act(context.Background(), s)
	require.NoError(t, err)
	return a.Values()
}
