package minatar

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// action is what is done on the board.
type action uint8

// In the order of the reference.
const (
	noop action = iota
	left
	up
	right
	down
	fire
)

// across and along are what an action adds to a column and a row. A table does
// not keep a processor guessing, as a switch would, which action comes next.
var (
	across = [...]int32{left: -1, right: +1, fire: 0}
	along  = [...]int32{up: -1, down: +1, fire: 0}
)

// clamp is the number of lo to hi that is nearest to v.
func clamp(v, lo, hi int32) int32 { return min(max(v, lo), hi) }

var everyAction = []action{noop, left, up, right, down, fire}

var actionNames = [...]string{"noop", "left", "up", "right", "down", "fire"}

func (a action) String() string { return actionNames[a] }

// end tells whether and how an episode has ended.
type end uint8

const (
	open    end = iota
	byRules     // also where the limit comes at the same step
	byLimit
)

// shell is the part of a state that all games share.
type shell struct {
	game   *Game
	dice   dice
	reward int32  // earned by the last step
	steps  int64  // so far
	last   action // the one executed last
	end    end
}

// restart begins the episode of the seed; the game's own part follows.
func (s *shell) restart(seed uint64) {
	*s = shell{game: s.game, dice: s.dice}
	s.dice.Reseed(seed)
}

// Reseed replaces all draws to come by those of the seed.
func (s *shell) Reseed(seed uint64) { s.dice.Reseed(seed) }

// ToPlay returns 0, or Over.
func (s *shell) ToPlay() envs.Player {
	if s.end != open {
		return envs.Over
	}
	return 0
}

// Truncated reports whether the limit, not the rules, ended the episode.
func (s *shell) Truncated() bool { return s.end == byLimit }

// Legal appends all actions to dst, none at the end.
func (s *shell) Legal(dst []envs.Action) []envs.Action {
	if s.end != open {
		return dst
	}
	return append(dst, s.game.legal...)
}

// Rewards stores what the last step earned, a whole number.
func (s *shell) Rewards(dst []float32) { dst[0] = float32(s.reward) }

// begin opens a step and returns the action to execute: that which the agent's
// action a stands for, or the one before if it sticks. It panics if a is
// illegal.
func (s *shell) begin(a envs.Action) action {
	g := s.game
	if s.end != open || uint32(a) >= uint32(len(g.actions)) {
		panic(fmt.Sprintf("%s: illegal action %d of %d after %d steps, over: %t", g.spec.Name, a, len(g.actions), s.steps, s.end != open))
	}
	act := g.actions[a]
	if g.sticky != 0 && s.dice.Within(g.sticky) {
		act = s.last
	}
	s.last = act
	s.steps++
	s.reward = 0
	return act
}

// finish closes a step. The rules of a game run to the end of the step even
// where something in it ends the episode.
func (s *shell) finish(dead bool) {
	switch {
	case dead:
		s.end = byRules
	case int(s.steps) == s.game.config.Limit:
		s.end = byLimit
	}
}

// draw is the board as text, from what is observed of it.
func (s *shell) draw(observe func([]float32)) string {
	glyphs := s.game.kind.glyphs
	obs := make([]float32, len(glyphs)*plane)
	observe(obs)
	var b strings.Builder
	for cell := range plane {
		glyph := byte('.')
		for c := len(glyphs) - 1; c >= 0; c-- {
			if obs[c*plane+cell] != 0 {
				glyph = glyphs[c]
			}
		}
		b.WriteByte(glyph)
		if cell%size == size-1 {
			b.WriteByte('\n')
		}
	}
	fmt.Fprintf(&b, "step %d, last %v, reward %d\n", s.steps, s.last, s.reward)
	return b.String()
}
