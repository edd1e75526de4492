package envtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// snapshot is everything that a state tells about itself.
type snapshot struct {
	toPlay  envs.Player
	legal   []envs.Action
	rewards []float32
	obs     []float32
	hash    uint64
	text    string
}

func (x *exam) snapshot(s envs.State) snapshot {
	shot := snapshot{
		toPlay:  s.ToPlay(),
		legal:   s.Legal(nil),
		rewards: make([]float32, x.spec.Players),
		obs:     make([]float32, x.spec.ObsLen()),
	}
	s.Rewards(shot.rewards)
	s.Observe(shot.obs)
	if h, ok := s.(envs.Hasher); ok {
		shot.hash = h.Hash()
	}
	if n, ok := x.game.(envs.PositionNotation); ok {
		shot.text = n.FormatPosition(s)
	}
	return shot
}

// difference tells in which respect two states differ.
func (a snapshot) difference(b snapshot) error {
	switch {
	case a.toPlay != b.toPlay:
		return fmt.Errorf("seat to move %d and %d", a.toPlay, b.toPlay)
	case !slices.Equal(a.legal, b.legal):
		return fmt.Errorf("legal actions %v and %v", a.legal, b.legal)
	case !sameBits(a.rewards, b.rewards):
		return fmt.Errorf("rewards %v and %v", a.rewards, b.rewards)
	case !sameBits(a.obs, b.obs):
		return fmt.Errorf("observations %v and %v", a.obs, b.obs)
	case a.hash != b.hash:
		return fmt.Errorf("hashes %#x and %#x", a.hash, b.hash)
	case a.text != b.text:
		return fmt.Errorf("positions %q and %q", a.text, b.text)
	}
	return nil
}

// same returns the difference of two states in words, if there is one.
func (x *exam) same(a, b envs.State, words string) error {
	if err := x.snapshot(a).difference(x.snapshot(b)); err != nil {
		return fmt.Errorf("%s: %w", words, err)
	}
	return nil
}

// unchanged calls f and returns in words how it changed the state, if it did.
func (x *exam) unchanged(s envs.State, words string, f func()) error {
	before := x.snapshot(s)
	f()
	if err := before.difference(x.snapshot(s)); err != nil {
		return fmt.Errorf("%s changed: %w", words, err)
	}
	return nil
}

// sameBits compares numbers by their bits, so that not-a-number equals
// itself.
func sameBits(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool {
		return math.Float32bits(x) == math.Float32bits(y)
	})
}
