package minigrid

import (
	"testing"

	"github.com/tengen-rl/tengen/envs"
)

// BenchmarkSteps plays at random as learners do, episode after episode, with
// the observation written at every step: an open level, one where walls block
// the view, and one of many rooms.
func BenchmarkSteps(b *testing.B) {
	for _, name := range []string{"empty-8x8", "doorkey-8x8", "multiroom-n6"} {
		for _, seen := range []Observation{View, ViewCodes, Full} {
			game := New(name, seen)
			b.Run(name+"/"+observations[seen], func(b *testing.B) { benchmarkSteps(b, game, true) })
		}
		b.Run(name+"/blind", func(b *testing.B) { benchmarkSteps(b, New(name, View), false) })
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

// BenchmarkRestart draws a level anew.
func BenchmarkRestart(b *testing.B) {
	for _, name := range []string{"empty-8x8", "doorkey-8x8", "keycorridor-s6r3", "multiroom-n6"} {
		b.Run(name, func(b *testing.B) {
			s := New(name, View).New(0).(*state)
			seed := uint64(0)
			b.ReportAllocs()
			for b.Loop() {
				seed++
				s.Restart(seed)
			}
		})
	}
}
