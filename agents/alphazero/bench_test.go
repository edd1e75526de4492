package alphazero_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// tower is the network of Connect Four's quick preset.
var tower = alphazero.Network{Blocks: 4, Channels: 32, PolicyChannels: 8, ValueChannels: 4, ValueHidden: 64}

func BenchmarkEvaluate(b *testing.B) {
	game := connectfour.New()
	net := alphazero.NewNet(game, tower, seed.Stream(1))
	for _, n := range []int{1, 8, 48} {
		b.Run(fmt.Sprintf("batch=%d", n), func(b *testing.B) {
			e := alphazero.NewEvaluator(net.Compile(n))
			leaves := make([]search.Leaf, n)
			for i := range leaves {
				leaves[i] = search.Leaf{State: game.New(0), Logits: make([]float32, 7), Values: make([]float32, 2)}
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := e.Evaluate(context.Background(), leaves); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "positions/s")
		})
	}
}

// BenchmarkSearch is the search of one position on several threads, of the
// network of Connect Four's quick preset and of a larger one.
func BenchmarkSearch(b *testing.B) {
	game := connectfour.New()
	large := tower
	large.Blocks, large.Channels = 6, 64
	for _, network := range []alphazero.Network{tower, large} {
		plan := alphazero.NewNet(game, network, seed.Stream(1)).Compile(1)
		for _, threads := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("%dx%d/threads=%d", network.Blocks, network.Channels, threads), func(b *testing.B) {
				e := alphazero.NewParallel(game, plan.Clone(), threads, alphazero.View{})
				defer e.Close()
				tree := search.NewTree(game, alphazero.DefaultPlay().Search, seed.Stream(2))
				const simulations = 400
				for b.Loop() {
					tree.Reset(game.New(0))
					if err := search.SimulateBatches(context.Background(), e, tree, simulations, threads); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(simulations*b.N)/b.Elapsed().Seconds(), "simulations/s")
			})
		}
	}
}

func BenchmarkStep(b *testing.B) {
	game := connectfour.New()
	net := alphazero.NewNet(game, tower, seed.Stream(1))
	config := learning(1)
	config.Batch, config.MicroBatch = 256, 64
	l := alphazero.NewLearner(game, net, config)
	for seat := range uint64(20) {
		if _, err := l.Add(randomGame(seat)); err != nil {
			b.Fatal(err)
		}
	}
	rng := seed.Stream(2)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.Step(0.001, rng); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(256*b.N)/b.Elapsed().Seconds(), "positions/s")
}

// randomGame returns the record of a game of random moves.
func randomGame(key uint64) *alphazero.Record {
	rng := seed.Stream(key)
	r := new(alphazero.Record)
	s := connectfour.New().New(0)
	for s.ToPlay() >= 0 {
		legal := s.Legal(nil)
		weights := make([]float32, len(legal))
		for i := range weights {
			weights[i] = 1
		}
		r.Policy = append(r.Policy, weights)
		r.Values = append(r.Values, make([]float32, 2))
		a := legal[rng.IntN(len(legal))]
		r.Actions = append(r.Actions, a)
		s.Play(a)
	}
	return r
}
