package minigrid

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/internal/golden"
)

func TestLaws(t *testing.T) {
	for _, name := range Levels() {
		t.Run(name, func(t *testing.T) {
			for seen := range observations {
				for _, v := range envtest.Check(New(name, Observation(seen)), envtest.Config{Games: 2, Plies: 40, Seed: uint64(seen)}) {
					t.Error(v)
				}
			}
		})
	}
}

func TestPlayoutsAllocateNothing(t *testing.T) {
	for _, name := range Levels() {
		for seen := range observations {
			game := New(name, Observation(seen))
			assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
		}
	}
}

func TestPlaythrough(t *testing.T) {
	golden.Compare(t, "playthrough_multiroom.txt", envtest.Playthrough(New("multiroom-n2-s4", View), 1))
}
