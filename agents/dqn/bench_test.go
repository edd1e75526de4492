package dqn_test

import (
	"context"
	"testing"

	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/envs/catalog"
)

// BenchmarkAdvance is steps of a run from end to end: the world, acting, the
// replay and the updates that are due.
func BenchmarkAdvance(b *testing.B) {
	fourth := dqn.MinAtar()
	fourth.Train.Every = 4
	halves := dqn.CleanRL()
	halves.Train.MicroBatch = 64
	for _, c := range []struct {
		name, game string
		cfg        dqn.Config
		threads    int
	}{
		{"cartpole/cleanrl", "cartpole", dqn.CleanRL(), 1},
		{"cartpole/cleanrl/threads=2", "cartpole", halves, 2},
		{"breakout/minatar", "minatar/breakout", dqn.MinAtar(), 1},
		{"breakout/minatar/every=4", "minatar/breakout", fourth, 2},
		{"breakout/rainbow", "minatar/breakout", dqn.Rainbow(), 1},
	} {
		b.Run(c.name, func(b *testing.B) {
			game, err := catalog.Game(c.game)
			if err != nil {
				b.Fatal(err)
			}
			c.cfg.Explore.Steps = 1 // as late in a run: the network acts
			l, err := dqn.New(game, c.cfg, 1, c.threads)
			if err != nil {
				b.Fatal(err)
			}
			advance := func(n int) {
				if err := l.Advance(context.Background(), l.Steps()+n); err != nil {
					b.Fatal(err)
				}
			}
			advance(c.cfg.Replay.Warmup + 1000)
			b.ReportAllocs()
			b.ResetTimer()
			advance(b.N)
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
