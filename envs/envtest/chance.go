package envtest

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// checkTruncated looks whether an episode that a limit cut off is over, and
// whether a copy knows of it. That such a state is seen as before is the law
// of observations.
func checkTruncated(x *exam, s *scene) error {
	t, ok := s.state.(envs.Truncator)
	if !ok {
		return nil
	}
	truncated := t.Truncated()
	if truncated && len(s.legal) > 0 {
		return fmt.Errorf("truncated with seat %d to move", s.state.ToPlay())
	}
	if c := x.copyOf(s.state); envs.Truncated(c) != truncated {
		return fmt.Errorf("truncated %t, and its copy %t", truncated, !truncated)
	}
	return nil
}

// checkReseed compares what can be seen of a state with copies whose
// randomness was replaced. Of two copies with the same new seed, one has had
// another in between: if anything of the old randomness were left, they would
// part as they play on. Whether other seeds lead elsewhere cannot be asked of
// every world, since not every action meets chance.
func checkReseed(x *exam, s *scene) error {
	if _, ok := s.state.(envs.Reseeder); !ok {
		return nil
	}
	first, second := x.rng.Uint64(), x.rng.Uint64()
	once, twice := x.copyOf(s.state), x.copyOf(s.state)
	twice.(envs.Reseeder).Reseed(first)
	if err := x.looksLike(s.state, twice); err != nil {
		return err
	}
	for _, c := range []envs.State{once, twice} {
		c.(envs.Reseeder).Reseed(second)
	}
	if err := x.playOn(once, twice); err != nil {
		return fmt.Errorf("of two copies with seed %d, one reseeded before: %w", second, err)
	}
	return x.same(s.state, x.replay(s), "a state whose copies were reseeded, and one that had none")
}

// looksLike compares a state with its reseeded copy, but for the hash and the
// text, which may tell what is still to come.
func (x *exam) looksLike(s, reseeded envs.State) error {
	want, got := x.snapshot(s), x.snapshot(reseeded)
	got.hash, got.text = want.hash, want.text
	if err := want.difference(got); err != nil {
		return fmt.Errorf("a state and its reseeded copy: %w", err)
	}
	return nil
}

// checkRestart begins a new episode in a copy.
func checkRestart(x *exam, s *scene) error {
	if _, ok := s.state.(envs.Restarter); !ok {
		return nil
	}
	c, gameSeed := x.copyOf(s.state), x.rng.Uint64()
	r := c.(envs.Restarter)
	if err := allocatesNothing(func() { r.Restart(gameSeed) }); err != nil {
		return err
	}
	fresh := x.game.New(gameSeed)
	if err := x.same(fresh, c, fmt.Sprintf("New and Restart with seed %d", gameSeed)); err != nil {
		return err
	}
	return x.playOn(fresh, c)
}
