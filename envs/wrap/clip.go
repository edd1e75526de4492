package wrap

import (
	"fmt"
	"strconv"

	"github.com/tengen-rl/tengen/envs"
)

// ClipReward holds the rewards of g between low and high, which must enclose
// 0, the reward of doing nothing. What the world really paid is told by
// EpisodeStats, if it stands within: EpisodeStats first, then ClipReward.
func ClipReward(g envs.Game, low, high float32) envs.Game {
	if !(low <= 0 && 0 <= high && low < high) {
		panic(fmt.Sprintf("wrap: rewards held between %v and %v, which do not enclose 0", low, high))
	}
	spec := named(g, "clip="+number(low)+","+number(high))
	return newGame(spec, g, func(inner envs.State, _ uint64) layer {
		return &clipped{base: newBase(inner), clip: func(r float32) float32 { return min(max(r, low), high) }}
	})
}

// SignReward makes each reward of g -1, 0 or 1, its sign (Mnih et al.,
// "Human-level control through deep reinforcement learning", 2015).
func SignReward(g envs.Game) envs.Game {
	return newGame(named(g, "clip=sign"), g, func(inner envs.State, _ uint64) layer {
		return &clipped{base: newBase(inner), clip: sign}
	})
}

func sign(r float32) float32 {
	switch {
	case r > 0:
		return 1
	case r < 0:
		return -1
	}
	return 0
}

func number(x float32) string { return strconv.FormatFloat(float64(x), 'g', -1, 32) }

type clipped struct {
	base
	clip func(float32) float32
}

func (s *clipped) itself() layer { return s }

func (s *clipped) Rewards(dst []float32) {
	s.inner.Rewards(dst)
	for p, r := range dst {
		dst[p] = s.clip(r)
	}
}

func (s *clipped) CopyFrom(src envs.State) { s.inner.CopyFrom(layerOf(src).under()) }
