package envtest

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// hashes remembers the hash of every position seen, and the position of every
// hash. What a position is, is told by the world's own text; where it has
// none, by what the state tells of itself, which may be less than all.
//
// The text of a world that is an envs.Keyer may leave out a past that the hash
// tells: there, equal texts need only have equal keys.
type hashes struct {
	notation envs.PositionNotation
	byText   map[string]identity
	byHash   map[uint64]string
}

// identity is the numbers of a position, the key 0 if the state has none.
type identity struct{ hash, key uint64 }

func newHashes(game envs.Game) *hashes {
	n, _ := game.(envs.PositionNotation)
	return &hashes{n, map[string]identity{}, map[uint64]string{}}
}

// note compares a state with all that were noted before.
func (h *hashes) note(x *exam, s envs.State) error {
	shot := x.snapshot(s)
	text := shot.text
	if h.notation == nil {
		text = fmt.Sprint(shot.toPlay, shot.legal, shot.obs)
	}
	now := identity{hash: shot.hash}
	keyer, keyed := s.(envs.Keyer)
	if keyed {
		now.key = keyer.Key()
	}
	before, known := h.byText[text]
	switch {
	case !known || h.notation == nil:
	case before.key != now.key:
		return fmt.Errorf("position %q has keys %#x and %#x", text, before.key, now.key)
	case before.hash != now.hash && !keyed:
		return fmt.Errorf("position %q has hashes %#x and %#x", text, before.hash, now.hash)
	}
	other, known := h.byHash[shot.hash]
	if known && other != text && shot.toPlay != envs.Over {
		return fmt.Errorf("positions %q and %q both have hash %#x", other, text, shot.hash)
	}
	h.byText[text] = now
	h.byHash[shot.hash] = text
	return nil
}

// checkHash notes the position, the one read from its text, and two that follow from it by the same moves
// in another order: positions that are equal by different ways are rare in
// random games.
func checkHash(x *exam, s *scene) error {
	if _, ok := s.state.(envs.Hasher); !ok {
		return nil
	}
	if err := x.hashes.note(x, s.state); err != nil {
		return err
	}
	if x.hashes.notation != nil {
		text := x.hashes.notation.FormatPosition(s.state)
		if back, err := x.hashes.notation.ParsePosition(text); err == nil {
			if err := x.hashes.note(x, back); err != nil {
				return fmt.Errorf("%w, the latter read from text", err)
			}
		}
	}
	if len(s.legal) == 0 {
		return nil
	}
	pick := func() envs.Action { return s.legal[x.rng.IntN(len(s.legal))] }
	a, between, b := pick(), pick(), pick()
	for _, order := range [][]envs.Action{{a, between, b}, {b, between, a}} {
		c := x.copyOf(s.state)
		if !playAll(c, order) {
			continue
		}
		if err := x.hashes.note(x, c); err != nil {
			return fmt.Errorf("%w, the latter after actions %v", err, order)
		}
	}
	return nil
}

// playAll plays the actions and tells whether each could be played.
func playAll(s envs.State, actions []envs.Action) bool {
	for _, a := range actions {
		legal := false
		for _, b := range s.Legal(nil) {
			legal = legal || a == b
		}
		if !legal {
			return false
		}
		if panics(func() { s.Play(a) }) {
			return false
		}
	}
	return true
}
