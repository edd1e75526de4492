package envtest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

func checkObserve(x *exam, s *scene) error {
	const other = 12345
	first, second := make([]float32, x.spec.ObsLen()), make([]float32, x.spec.ObsLen())
	for i := range first {
		first[i], second[i] = float32(math.NaN()), other
	}
	s.state.Observe(first)
	s.state.Observe(second)
	b, ok := x.game.(envs.Binary)
	binary := ok && b.Binary()
	for i, v := range first {
		switch {
		case math.IsNaN(float64(v)) && second[i] == other:
			return fmt.Errorf("nothing is stored at %d: what the slice held before is still there", i)
		case binary && v != 0 && v != 1:
			return fmt.Errorf("value %v at %d, want 0 or 1 of a Binary game", v, i)
		case !finite(v) || v < -x.ObsLimit || v > x.ObsLimit:
			return fmt.Errorf("value %v at %d, want -%v to %v", v, i, x.ObsLimit, x.ObsLimit)
		case v != second[i]:
			return fmt.Errorf("value %v at %d, and %v when asked again", v, i, second[i])
		}
	}
	return nil
}

// symmetriesOf returns the symmetries of a world, none if it has not the
// power.
func symmetriesOf(game envs.Game) []envs.Symmetry {
	if g, ok := game.(envs.Symmetric); ok {
		return g.Symmetries()
	}
	return nil
}

func checkSymmetry(x *exam, s *scene) error {
	g, ok := x.game.(envs.Symmetric)
	if !ok {
		return nil
	}
	all := g.Symmetries()
	if len(s.actions) == 0 {
		if err := checkPermutations(x.spec, all); err != nil {
			return err
		}
	}
	here := x.snapshot(s.state)
	for i, y := range all {
		want := here
		want.obs = make([]float32, len(here.obs))
		y.Apply(want.obs, here.obs)
		want.legal = nil
		for _, a := range here.legal {
			want.legal = append(want.legal, y.Actions[a])
		}
		slices.Sort(want.legal)
		got := x.snapshot(s.images[i])
		want.hash, want.text = got.hash, got.text // those may differ
		if err := want.difference(got); err != nil {
			return fmt.Errorf("symmetry %d: image, and state reached by images: %w", i, err)
		}
	}
	return nil
}

func checkPermutations(spec envs.Spec, all []envs.Symmetry) error {
	if len(all) == 0 {
		return fmt.Errorf("no symmetries, want at least the identity")
	}
	for i, y := range all {
		actions := make([]int, len(y.Actions))
		for a, image := range y.Actions {
			actions[a] = int(image)
		}
		if !isPermutation(actions, spec.Actions) || !isPermutation(y.Cells, spec.Obs[1]*spec.Obs[2]) {
			return fmt.Errorf("symmetry %d is no permutation: actions %v, cells %v", i, y.Actions, y.Cells)
		}
		if i == 0 && (!slices.IsSorted(y.Actions) || !slices.IsSorted(y.Cells)) {
			return fmt.Errorf("the first symmetry is not the identity: actions %v, cells %v", y.Actions, y.Cells)
		}
	}
	return nil
}

func isPermutation(images []int, n int) bool {
	sorted := slices.Sorted(slices.Values(images))
	for i, v := range sorted {
		if i != v {
			return false
		}
	}
	return len(sorted) == n
}

func checkActionNames(x *exam, s *scene) error {
	n, ok := x.game.(envs.Notation)
	if !ok {
		return nil
	}
	for _, a := range s.legal {
		text := n.FormatAction(s.state, a)
		got, err := n.ParseAction(s.state, text)
		if err != nil || got != a {
			return fmt.Errorf("action %d is named %q, which reads back as %d, %v", a, text, got, err)
		}
	}
	for _, text := range []string{"", "?!", "no such move"} {
		if a, err := n.ParseAction(s.state, text); err == nil {
			return fmt.Errorf("%q was read as action %d", text, a)
		} else if !strings.Contains(err.Error(), text) {
			return fmt.Errorf("the error on %q does not quote it: %w", text, err)
		}
	}
	return nil
}

func checkPositionText(x *exam, s *scene) error {
	n, ok := x.game.(envs.PositionNotation)
	if !ok {
		return nil
	}
	text := n.FormatPosition(s.state)
	got, err := n.ParsePosition(text)
	if err != nil {
		return fmt.Errorf("%q was refused: %w", text, err)
	}
	want, back := x.snapshot(s.state), x.snapshot(got)
	back.rewards = want.rewards // of the last move, which the text need not tell
	back.hash = want.hash       // a law of its own
	if err := want.difference(back); err != nil {
		return fmt.Errorf("%q: position, and what was read: %w", text, err)
	}
	for _, wrong := range []string{"", "?!", text + "?"} {
		if _, err := n.ParsePosition(wrong); err == nil {
			return fmt.Errorf("%q was accepted as a position", wrong)
		}
	}
	return nil
}

// checkEstimate compares estimates with the largest return of the games
// before, since the rules do not tell the range of returns; a world of one
// seat may have returns that random games do not come near.
func checkEstimate(x *exam, s *scene) error {
	e, ok := s.state.(envs.Estimator)
	if !ok || len(s.legal) == 0 {
		return nil
	}
	estimate := make([]float32, x.spec.Players)
	for p := range estimate {
		estimate[p] = float32(math.NaN())
	}
	e.Estimate(estimate)
	for p, v := range estimate {
		if !finite(v) {
			return fmt.Errorf("seat %d: %v", p, v)
		}
		if beyond := math.Abs(float64(v)) >= x.returns; beyond && x.returns > 0 && x.spec.Players > 1 {
			return fmt.Errorf("seat %d: %v, where returns of %v were seen", p, v, x.returns)
		}
	}
	return nil
}

// checkPass lets the mover of a copy pass: the next is to move then, and can.
func checkPass(x *exam, s *scene) error {
	copied := x.game.New(0)
	copied.CopyFrom(s.state)
	passer, ok := copied.(envs.Passer)
	if !ok {
		return nil
	}
	before := x.snapshot(copied)
	if !passer.Pass() {
		if err := before.difference(x.snapshot(copied)); err != nil {
			return fmt.Errorf("nobody passed: %w", err)
		}
		return nil
	}
	switch mover, next := s.state.ToPlay(), copied.ToPlay(); {
	case mover == envs.Over:
		return errors.New("somebody passed though the episode was over")
	case next == envs.Over || next == mover:
		return fmt.Errorf("seat %d passed, and then %d is to move", mover, next)
	case len(copied.Legal(nil)) == 0:
		return fmt.Errorf("seat %d passed, and seat %d has no move", mover, next)
	}
	return nil
}
