package wrap

import (
	"github.com/tengen-rl/tengen/envs"
)

// EpisodeStats counts the steps of an episode of g and adds up its rewards,
// for StatsOf. It changes nothing else, not even the name. What it counts is
// what it stands on: beneath ClipReward raw rewards, above it clipped ones.
func EpisodeStats(g envs.Game) envs.Game {
	spec := g.Spec()
	return newGame(spec, g, func(inner envs.State, _ uint64) layer {
		return &counted{
			base:    newBase(inner),
			rewards: make([]float32, spec.Players),
			stats:   Stats{Returns: make([]float64, spec.Players)},
		}
	})
}

// Stats tells of an episode so far.
type Stats struct {
	Returns []float64 // per seat, the sum of its rewards, undiscounted
	Length  int       // steps
}

// StatsOf returns the statistics of the episode of s, those of the outermost
// EpisodeStats among its wrappers; it reports false if there is none. They
// belong to the state and are valid until it changes.
func StatsOf(s envs.State) (Stats, bool) {
	for {
		l, ok := s.(layer)
		if !ok {
			return Stats{}, false
		}
		if c, ok := l.itself().(*counted); ok {
			return c.stats, true
		}
		s = l.under()
	}
}

type counted struct {
	base
	rewards []float32
	stats   Stats
}

func (s *counted) itself() layer { return s }

func (s *counted) Play(a envs.Action) {
	s.inner.Play(a)
	s.inner.Rewards(s.rewards)
	s.stats.Length++
	for p, r := range s.rewards {
		s.stats.Returns[p] += float64(r)
	}
}

func (s *counted) CopyFrom(src envs.State) {
	from := layerOf(src).(*counted)
	s.inner.CopyFrom(from.inner)
	s.stats.Length = from.stats.Length
	copy(s.stats.Returns, from.stats.Returns)
}

func (s *counted) restart(seed uint64) {
	s.base.restart(seed)
	s.stats.Length = 0
	clear(s.stats.Returns)
}
