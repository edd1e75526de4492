package wrap

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// TimeLimit cuts off an episode of g after so many steps, at least 1: it is
// truncated then, unless the rules end it with the very last step. A
// learner's discount stays 1 there (envs.Truncator), and the last observation
// is that of the position in which the episode would have gone on.
func TimeLimit(g envs.Game, steps int) envs.Game {
	if steps < 1 {
		panic(fmt.Sprintf("wrap: a time limit of %d steps", steps))
	}
	spec := named(g, fmt.Sprintf("limit=%d", steps))
	if spec.MaxPlies == 0 || spec.MaxPlies > steps {
		spec.MaxPlies = steps
	}
	return newGame(spec, g, func(inner envs.State, _ uint64) layer {
		return &limited{base: newBase(inner), limit: steps}
	})
}

type limited struct {
	base
	steps, limit int
}

func (s *limited) itself() layer { return s }

// cut tells whether the limit bars a move that the rules allow.
func (s *limited) cut() bool { return s.steps >= s.limit && s.inner.ToPlay() != envs.Over }

func (s *limited) Truncated() bool { return s.cut() || s.base.Truncated() }

func (s *limited) ToPlay() envs.Player {
	if s.steps >= s.limit {
		return envs.Over
	}
	return s.inner.ToPlay()
}

func (s *limited) Legal(dst []envs.Action) []envs.Action {
	if s.steps >= s.limit {
		return dst
	}
	return s.inner.Legal(dst)
}

func (s *limited) Play(a envs.Action) {
	if s.steps >= s.limit {
		panic(fmt.Sprintf("wrap: action %d after the limit of %d steps", a, s.limit))
	}
	s.inner.Play(a)
	s.steps++
}

func (s *limited) CopyFrom(src envs.State) {
	from := layerOf(src).(*limited)
	s.inner.CopyFrom(from.inner)
	s.steps = from.steps
}

func (s *limited) digest() uint64 { return seed.Mix(s.base.digest(), uint64(s.steps)) }

func (s *limited) restart(seed uint64) {
	s.base.restart(seed)
	s.steps = 0
}

// LegalBeyond appends to dst the actions that would be legal in s, the end of
// a truncated episode, had nothing cut it off: what a learner may choose from
// when it guesses at the value of what would have come. Where the limit is one
// of the world itself these cannot be known and LegalBeyond appends none.
func LegalBeyond(s envs.State, dst []envs.Action) []envs.Action {
	for {
		l, ok := s.(layer)
		if !ok {
			return dst
		}
		s = l.under()
		if s.ToPlay() != envs.Over {
			return s.Legal(dst)
		}
	}
}
