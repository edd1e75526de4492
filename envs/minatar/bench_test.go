package minatar

import (
	"testing"

	"github.com/tengen-rl/tengen/envs"
)

// BenchmarkSteps plays at random as learners do, episode after episode, with
// the observation written at every step and without.
func BenchmarkSteps(b *testing.B) {
	for k := range kinds {
		game := New(Kind(k), Usual())
		b.Run(game.kind.name+"/observed", func(b *testing.B) { benchmarkSteps(b, game, true) })
		b.Run(game.kind.name+"/blind", func(b *testing.B) { benchmarkSteps(b, game, false) })
	}
}

func benchmarkSteps(b *testing.B, game envs.Game, observe bool) {
	const batch = 1000 // steps an iteration, so that the loop costs nothing
	e := envs.NewEpisode(game)
	obs := make([]float32, game.Spec().ObsLen())
	actions := uint64(game.Spec().Actions)
	chance := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		for range batch {
			chance = chance*6364136223846793005 + 1442695040888963407
			if _, _, last := e.Step(envs.Action(chance >> 32 * actions >> 32)); last {
				e.Reset(chance)
			}
			if observe {
				e.Observe(obs)
			}
		}
	}
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "steps/s")
}
