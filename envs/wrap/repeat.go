package wrap

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// ActionRepeat plays each action n times in g, at least 1, as one step that
// earns the sum of their rewards. It stops short where the episode ends or the
// action is no longer legal. Only the last position is seen. It panics if g has
// several seats, who would move for each other.
func ActionRepeat(g envs.Game, n int) envs.Game {
	forOneSeat(g, "repeated actions")
	if n < 1 {
		panic(fmt.Sprintf("wrap: actions repeated %d times", n))
	}
	spec := named(g, fmt.Sprintf("repeat=%d", n))
	return newGame(spec, g, func(inner envs.State, _ uint64) layer {
		return &repeated{base: newBase(inner), times: n, actions: spec.Actions}
	})
}

type repeated struct {
	base
	reward         [1]float32 // of the last step
	times, actions int
	legal          legal
}

func (s *repeated) itself() layer { return s }

func (s *repeated) Play(a envs.Action) {
	var sum float32
	for i := range s.times {
		if i > 0 && !s.legal.has(s.inner, a, s.actions) {
			break
		}
		s.inner.Play(a)
		s.inner.Rewards(s.reward[:])
		sum += s.reward[0]
	}
	s.reward[0] = sum
}

func (s *repeated) Rewards(dst []float32) { dst[0] = s.reward[0] }

func (s *repeated) CopyFrom(src envs.State) {
	from := layerOf(src).(*repeated)
	s.inner.CopyFrom(from.inner)
	s.reward = from.reward
}

func (s *repeated) restart(seed uint64) {
	s.base.restart(seed)
	s.reward[0] = 0
}
