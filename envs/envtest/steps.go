package envtest

import (
	"testing"

	"github.com/tengen-rl/tengen/envs"
)

// BenchmarkSteps drives a world of one seat as a learner does, by random
// actions through an envs.Episode, with the observation written after every
// step, and reports steps/s. Every action must be legal everywhere.
func BenchmarkSteps(b *testing.B, game envs.Game) {
	b.Helper()
	const stride = 1000 // steps between two looks at the clock
	e := envs.NewEpisode(game)
	obs := make([]float32, game.Spec().ObsLen())
	actions := uint64(game.Spec().Actions)
	steps, random, next := 0, uint64(1), uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		for range stride {
			random = random*6364136223846793005 + 1442695040888963407
			_, _, last := e.Step(envs.Action(random >> 32 * actions >> 32))
			e.Observe(obs)
			if last {
				next++
				e.Reset(next)
				e.Observe(obs)
			}
		}
		steps += stride
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}

// StepAllocs returns how often a step of a world of one seat allocates memory,
// on average over random episodes driven as BenchmarkSteps does, resets
// included. It must not run in parallel with other tests.
func StepAllocs(game envs.Game) float64 {
	e := envs.NewEpisode(game)
	obs := make([]float32, game.Spec().ObsLen())
	legal := make([]envs.Action, 0, game.Spec().Actions)
	random, next := uint64(1), uint64(0)
	return testing.AllocsPerRun(2000, func() {
		random = random*6364136223846793005 + 1442695040888963407
		legal = e.Legal(legal[:0])
		_, _, last := e.Step(legal[random>>32*uint64(len(legal))>>32])
		e.Observe(obs)
		if last {
			next++
			e.Reset(next)
		}
	})
}
