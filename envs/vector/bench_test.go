package vector_test

import (
	"fmt"
	"testing"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/minatar"
	"github.com/tengen-rl/tengen/envs/vector"
)

// BenchmarkStep counts steps of all lanes together, observations, masks and
// new episodes included, beside the same steps of single episodes.
func BenchmarkStep(b *testing.B) {
	for _, game := range []envs.Game{control.NewCartPole(), minatar.New(minatar.Breakout, minatar.Usual())} {
		const lanes = 128
		actions := make([]envs.Action, lanes)
		for i := range actions {
			actions[i] = envs.Action(i % 2)
		}
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/threads=%d", game.Spec().Name, threads), func(b *testing.B) {
				d := vector.New(game, vector.Config{Lanes: lanes, Threads: threads})
				b.ReportAllocs()
				for b.Loop() {
					d.Step(actions)
				}
				b.ReportMetric(float64(b.N*lanes)/b.Elapsed().Seconds(), "steps/s")
			})
		}
		b.Run(game.Spec().Name+"/episode", func(b *testing.B) {
			e := envs.NewEpisode(game)
			e.Reset(1)
			obs := make([]float32, game.Spec().ObsLen())
			next := uint64(1)
			b.ReportAllocs()
			for b.Loop() {
				if _, _, last := e.Step(actions[next%2]); last {
					next++
					e.Reset(next)
				}
				e.Observe(obs)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
