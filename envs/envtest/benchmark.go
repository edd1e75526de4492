package envtest

import (
	"testing"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// BenchmarkPlayouts plays random games of a world from the start to the end,
// one after another, and reports games/s and moves/s.
func BenchmarkPlayouts(b *testing.B, game envs.Game) {
	b.Helper()
	start, state := game.New(0), game.New(0)
	rewards := make([]float32, game.Spec().Players)
	legal := make([]envs.Action, 0, game.Spec().Actions)
	rng := seed.Stream(1)
	games, moves := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		state.CopyFrom(start)
		for {
			legal = state.Legal(legal[:0])
			if len(legal) == 0 {
				break
			}
			i := uint64(rng.Uint32()) * uint64(len(legal)) >> 32 // even enough, and quicker than IntN
			state.Play(legal[i])
			moves++
		}
		state.Rewards(rewards)
		games++
	}
	b.ReportMetric(float64(games)/b.Elapsed().Seconds(), "games/s")
	b.ReportMetric(float64(moves)/b.Elapsed().Seconds(), "moves/s")
}
