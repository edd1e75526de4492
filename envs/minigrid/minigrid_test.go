package minigrid

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
)

// TestLaws examines every level with the view, and each other observation in
// some of them.
func TestLaws(t *testing.T) {
	for i, name := range Levels() {
		t.Run(name, func(t *testing.T) {
			for seen := range observations {
				if seen > 0 && i%len(observations) != seen {
					continue
				}
				for _, v := range envtest.Check(New(name, Observation(seen)), envtest.Config{Games: 2, Plies: 20, Seed: uint64(i)}) {
					t.Error(v)
				}
			}
		})
	}
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	for i, name := range Levels() {
		for _, seen := range []Observation{View, Observation(i % len(observations))} {
			game := New(name, seen)
			assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
			e, seed := envs.NewEpisode(game), uint64(0)
			assert.Zero(t, testing.AllocsPerRun(5, func() { seed++; e.Reset(seed) }), "%s begins anew", game.Spec().Name)
		}
	}
}

// TestPlaythrough writes down the start of a game, with the view, and of one
// with the whole grid.
func TestPlaythrough(t *testing.T) {
	for _, seen := range []Observation{View, Full} {
		text := envtest.Playthrough(New("multiroom-n2-s4", seen), 1)
		start, _, found := strings.Cut(text, "\n# ply 4\n")
		assert.True(t, found)
		golden.Compare(t, "playthrough_"+observations[seen]+".txt", start)
	}
}

// TestStarts draws the start of three episodes of every level.
func TestStarts(t *testing.T) {
	var b strings.Builder
	for _, name := range Levels() {
		game := New(name, View)
		fmt.Fprintf(&b, "# %s: %s, %d steps\n", name, game.Mission(), game.Spec().MaxPlies)
		for seed := range uint64(3) {
			fmt.Fprintln(&b, game.New(seed))
		}
	}
	golden.Compare(t, "starts.txt", b.String())
}
