package envtest

import (
	"fmt"
	"testing"

	"github.com/tengen-rl/tengen/envs"
)

// checkNew plays in a second world of the same seed and looks whether the
// first has changed, at the start of a game.
func checkNew(x *exam, s *scene) error {
	if len(s.actions) > 0 {
		return nil
	}
	first, second := x.game.New(s.seed), x.game.New(s.seed)
	return x.unchanged(first, "while another state was played, one", func() { x.wander(second, 8) })
}

// wander plays up to so many random actions, as far as they can be played.
func (x *exam) wander(s envs.State, plies int) {
	for range plies {
		legal := s.Legal(nil)
		if len(legal) == 0 {
			return
		}
		a := legal[x.rng.IntN(len(legal))]
		if panics(func() { s.Play(a) }) {
			return
		}
	}
}

// copyOf returns a copy in a state that has held another position.
func (x *exam) copyOf(s envs.State) envs.State {
	c := x.game.New(x.rng.Uint64())
	x.wander(c, 2)
	c.CopyFrom(s)
	return c
}

// replay makes and plays a state anew. It has never been asked anything, and
// does not rely on CopyFrom.
func (x *exam) replay(s *scene) envs.State {
	state := x.game.New(s.seed)
	for _, a := range s.actions {
		state.Play(a)
	}
	return state
}

func checkTwin(x *exam, s *scene) error {
	return x.same(x.replay(s), x.replay(s), "two states of one seed and the same actions")
}

func checkQuiet(x *exam, s *scene) error {
	for range 3 {
		x.snapshot(s.state)
		if e, ok := s.state.(envs.Estimator); ok && len(s.legal) > 0 {
			e.Estimate(make([]float32, x.spec.Players))
		}
	}
	return x.same(s.state, x.replay(s), "a state that was asked and one that was not")
}

func checkCopy(x *exam, s *scene) error {
	source := x.copyOf(s.state)
	if err := x.same(s.state, source, "source and copy"); err != nil {
		return err
	}
	if err := x.unchanged(s.state, "while the copy was played, the source", func() { x.wander(source, 4) }); err != nil {
		return err
	}
	source = x.copyOf(s.state)
	c := x.copyOf(source)
	if err := x.unchanged(c, "while the source was played, the copy", func() { x.wander(source, 4) }); err != nil {
		return err
	}
	source.CopyFrom(c)
	return x.playOn(source, c)
}

// playOn plays the same random actions in a source and its copy, as far as
// they can be played.
func (x *exam) playOn(source, c envs.State) error {
	for range 4 {
		legal := c.Legal(nil)
		if len(legal) == 0 {
			return nil
		}
		a := legal[x.rng.IntN(len(legal))]
		ended, copyEnded := panics(func() { source.Play(a) }), panics(func() { c.Play(a) })
		switch {
		case ended != copyEnded:
			return fmt.Errorf("action %d panics in the source (%t) or the copy (%t) only", a, ended, copyEnded)
		case ended:
			return nil // a fault of another law
		}
		if err := x.same(source, c, fmt.Sprintf("source and copy after action %d", a)); err != nil {
			return err
		}
	}
	return nil
}

func checkAllocations(x *exam, s *scene) error {
	c := x.copyOf(s.state)
	return allocatesNothing(func() { c.CopyFrom(s.state) })
}

// allocatesNothing calls f, which has been called before, and returns in words
// what it allocates. It counts more than once, because the count is that of
// the whole process: what else goes on in it may allocate now and then.
func allocatesNothing(f func()) error {
	var n float64
	for range 3 {
		if n = testing.AllocsPerRun(1, f); n == 0 {
			return nil
		}
	}
	return fmt.Errorf("%v allocations", n)
}

// testConcurrency plays the same game in several goroutines at once, for the
// race detector, and compares where they end.
func testConcurrency(t *testing.T, game envs.Game) {
	t.Helper()
	const players = 4
	ends := make(chan snapshot, players)
	for range players {
		go func() {
			x := &exam{game: game, spec: game.Spec()}
			s := game.New(1)
			for plies := 0; plies < 200; plies++ {
				legal := s.Legal(nil)
				if len(legal) == 0 {
					break
				}
				s.Play(legal[plies%len(legal)])
			}
			ends <- x.snapshot(s)
		}()
	}
	first := <-ends
	for range players - 1 {
		if err := first.difference(<-ends); err != nil {
			t.Errorf("games played at the same time end differently: %v", err)
		}
	}
}
