package solver

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
)

// BenchmarkTruthFromPly14 solves the labelled positions with 14 discs and
// more, each by a solver that has seen the ones before and no others: first
// the positions, then every column of theirs.
func BenchmarkTruthFromPly14(b *testing.B) {
	var states []envs.State
	for _, l := range labels(b, "connect4/positions_ply14_41.jsonl") {
		state, err := connectfour.FromMoves(l.Moves)
		require.NoError(b, err)
		states = append(states, state)
	}
	b.Run("score", func(b *testing.B) {
		benchmarkAll(b, states, func(s *Solver, state envs.State) error {
			_, err := s.Score(context.Background(), state)
			return err
		})
	})
	b.Run("columns", func(b *testing.B) {
		columns := make([]int, 0, connectfour.Width)
		benchmarkAll(b, states, func(s *Solver, state envs.State) error {
			_, err := s.Solve(context.Background(), state, columns)
			return err
		})
	})
}

// benchmarkAll reports the mean time of solve over the states.
func benchmarkAll(b *testing.B, states []envs.State, solve func(*Solver, envs.State) error) {
	for b.Loop() {
		b.StopTimer()
		s := New(Config{})
		b.StartTimer()
		for _, state := range states {
			if err := solve(s, state); err != nil {
				b.Fatal(err)
			}
		}
	}
	positions := float64(b.N) * float64(len(states))
	b.ReportMetric(b.Elapsed().Seconds()*1e3/positions, "ms/position")
}
