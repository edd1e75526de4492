package wrap

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// StickyActions plays in each step of g, with probability p, the action that
// was played in the step before in place of the one that was chosen (Machado
// et al., "Revisiting the Arcade Learning Environment", 2018, section 5.2).
// The first action of an episode is played as chosen, and so is one whose
// predecessor has become illegal. It panics if g has several seats or p is not
// within 0 and 1.
func StickyActions(g envs.Game, p float64) envs.Game {
	forOneSeat(g, "sticky actions")
	if !(0 <= p && p <= 1) {
		panic(fmt.Sprintf("wrap: actions that stick with probability %v", p))
	}
	spec := named(g, "sticky="+strconv.FormatFloat(p, 'g', -1, 64))
	return newGame(spec, g, func(inner envs.State, seed uint64) layer {
		s := &sticky{base: newBase(inner), last: none, p: p, actions: spec.Actions}
		s.draw(seed)
		return s
	})
}

// none stands for the action before the first.
const none envs.Action = -1

type sticky struct {
	base
	last    envs.Action // the action played before, or none
	chance  rand.PCG
	p       float64
	actions int
	legal   legal
}

func (s *sticky) itself() layer { return s }

// draw begins the stream of an episode, another than the world's own.
func (s *sticky) draw(id uint64) {
	const stickiness = 0x571c4b
	s.chance.Seed(seed.Mix(id, stickiness), seed.Mix(id, stickiness, 1))
}

func (s *sticky) Play(a envs.Action) {
	sticks := float64(s.chance.Uint64()>>11)*0x1p-53 < s.p
	if sticks && s.last != none && s.legal.has(s.inner, s.last, s.actions) {
		if !s.legal.has(s.inner, a, s.actions) {
			panic(fmt.Sprintf("wrap: illegal action %d, where %v are legal", a, []envs.Action(s.legal)))
		}
		a = s.last
	}
	s.inner.Play(a)
	s.last = a
}

func (s *sticky) CopyFrom(src envs.State) {
	from := layerOf(src).(*sticky)
	s.inner.CopyFrom(from.inner)
	s.last, s.chance = from.last, from.chance
}

// digest leaves out the chances to come, as a world's own hash does.
func (s *sticky) digest() uint64 { return seed.Mix(s.base.digest(), uint64(s.last)) }

func (s *sticky) restart(seed uint64) {
	s.base.restart(seed)
	s.draw(seed)
	s.last = none
}

func (s *sticky) reseed(seed uint64) {
	s.base.reseed(seed)
	s.draw(seed)
}
