package wrap

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// OneHot shows a world whose observations are whole numbers, such as the
// index of a cell or a code of what lies there, as planes of zeros and ones:
// channel c of g holds numbers v, 0 ≤ v < levels[c], and becomes levels[c]
// planes, of which the v-th is 1. levels has one number a channel. Observe
// panics where g shows another number than promised.
func OneHot(g envs.Game, levels ...int) envs.Game {
	spec := g.Spec()
	if len(levels) != spec.Obs[0] {
		panic(fmt.Sprintf("wrap: levels %v for the %d channels of %s", levels, spec.Obs[0], spec.Name))
	}
	planes := 0
	for _, n := range levels {
		if n < 1 {
			panic(fmt.Sprintf("wrap: levels %v, want at least 1 each", levels))
		}
		planes += n
	}
	codes := spec.ObsLen()
	spec = named(g, "onehot="+strings.Trim(strings.ReplaceAll(fmt.Sprint(levels), " ", ","), "[]"))
	spec.Obs[0] = planes
	levels = slices.Clone(levels)
	add := func(inner envs.State, _ uint64) layer {
		return &oneHot{base: newBase(inner), levels: levels, plane: spec.Obs[1] * spec.Obs[2], codes: make([]float32, codes)}
	}
	return exposeGame(&game{spec: spec, inner: g, add: add, codes: true})
}

type oneHot struct {
	base
	levels []int
	plane  int       // cells of a plane
	codes  []float32 // room for an observation of the world beneath
}

func (s *oneHot) itself() layer { return s }

func (s *oneHot) Observe(dst []float32) {
	s.inner.Observe(s.codes)
	clear(dst)
	base := 0
	for c, levels := range s.levels {
		for cell, code := range s.codes[c*s.plane : (c+1)*s.plane] {
			v := int(code)
			if v < 0 || v >= levels || float32(v) != code {
				panic(fmt.Sprintf("wrap: %v in cell %d of channel %d, want a whole number from 0 to %d", code, cell, c, levels-1))
			}
			dst[base+v*s.plane+cell] = 1
		}
		base += levels * s.plane
	}
}

func (s *oneHot) CopyFrom(src envs.State) { s.inner.CopyFrom(layerOf(src).under()) }
