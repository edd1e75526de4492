package envtest

import (
	"testing"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// PlayoutAllocs returns how often a random game from the start to its end
// allocates memory when all buffers have grown: CopyFrom, Legal, Play,
// Observe, Rewards, and Hash and Estimate where they exist. A world that
// agents search fast wants none. It must not run in parallel with other
// tests.
func PlayoutAllocs(game envs.Game, gameSeed uint64) float64 {
	spec := game.Spec()
	start, state := game.New(gameSeed), game.New(gameSeed)
	obs, perSeat := make([]float32, spec.ObsLen()), make([]float32, spec.Players)
	legal := make([]envs.Action, 0, spec.Actions)
	rng := seed.Stream(gameSeed)
	return testing.AllocsPerRun(10, func() {
		state.CopyFrom(start)
		for {
			state.Observe(obs)
			state.Rewards(perSeat)
			if h, ok := state.(envs.Hasher); ok {
				h.Hash()
			}
			if legal = state.Legal(legal[:0]); len(legal) == 0 {
				return
			}
			if e, ok := state.(envs.Estimator); ok {
				e.Estimate(perSeat)
			}
			state.Play(legal[rng.IntN(len(legal))])
		}
	})
}
