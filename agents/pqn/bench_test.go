package pqn_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/envs/control"
)

// BenchmarkMinAtar is the whole of learning Breakout, 128 worlds and rollouts
// of 32 steps learned from twice, in steps of the world a second.
func BenchmarkMinAtar(b *testing.B) {
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("threads=%d", threads), func(b *testing.B) {
			benchmark(b, newLearner(b, breakout(), pqn.MinAtar(), 1, threads), 4096)
		})
	}
}

// BenchmarkCartPole is the same with the published settings of CartPole.
func BenchmarkCartPole(b *testing.B) {
	benchmark(b, newLearner(b, control.NewCartPole(), pqn.CartPole(), 1, 1), 512)
}

func benchmark(b *testing.B, l *pqn.Learner, rollout int) {
	for i := range 2 { // until all memory has grown
		if err := l.Advance(context.Background(), (i+1)*rollout); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		if err := l.Advance(context.Background(), l.Steps()+1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*rollout)/b.Elapsed().Seconds(), "steps/s")
}
