package goban_test

import (
	"fmt"
	"testing"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/seed"
)

// BenchmarkRollout counts uniform random games without eye filling, played to
// the end and scored, on one thread.
func BenchmarkRollout(b *testing.B) {
	for _, size := range []int{9, 13, 19} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := newGame(b, fmt.Sprint(size)).New(0).(*goban.State)
			r, rng := goban.NewRollout(), seed.Stream(1)
			b.ReportAllocs()
			moves := 0
			for b.Loop() {
				r.Load(s)
				moves += r.Run(rng)
				r.Lead()
			}
			seconds := b.Elapsed().Seconds()
			b.ReportMetric(float64(b.N)/seconds, "games/s")
			b.ReportMetric(float64(moves)/seconds/1e6, "Mmoves/s")
		})
	}
}

// middle is a position in the middle of a random game.
func middle(b *testing.B, game *goban.Game) *goban.State {
	s := game.New(0).(*goban.State)
	rng := seed.Stream(5)
	for range game.Config().Size * game.Config().Size * 2 / 3 {
		actions := s.Legal(nil)
		s.Play(actions[rng.IntN(len(actions)-1)])
	}
	return s
}

// BenchmarkCopyFrom copies the middle of a game over one that has gone on by
// a few moves, as search does.
func BenchmarkCopyFrom(b *testing.B) {
	for _, text := range []string{"9", "19", "19,ko=simple"} {
		b.Run(text, func(b *testing.B) {
			game := newGame(b, text)
			s, c := middle(b, game), game.New(0).(*goban.State)
			c.CopyFrom(s)
			b.ReportAllocs()
			for b.Loop() {
				c.CopyFrom(s)
			}
		})
	}
}

// BenchmarkSearchStep does what a search does once a simulation: a copy, eight
// moves, and at the end the legal moves and the observation.
func BenchmarkSearchStep(b *testing.B) {
	for _, text := range []string{"9", "19", "19,ko=simple"} {
		b.Run(text, func(b *testing.B) {
			game := newGame(b, text)
			s, c := middle(b, game), game.New(0).(*goban.State)
			obs := make([]float32, game.Spec().ObsLen())
			line := []envs.Action{}
			c.CopyFrom(s)
			for range 8 {
				a := c.Legal(nil)[0]
				line = append(line, a)
				c.Play(a)
			}
			actions := make([]envs.Action, 0, game.Spec().Actions)
			b.ReportAllocs()
			for b.Loop() {
				c.CopyFrom(s)
				for _, a := range line {
					c.Play(a)
				}
				actions = c.Legal(actions[:0])
				c.Observe(obs)
			}
		})
	}
}

func BenchmarkLegal(b *testing.B) {
	for _, text := range []string{"9", "19", "19,ko=simple"} {
		b.Run(text, func(b *testing.B) {
			s := middle(b, newGame(b, text))
			actions := make([]envs.Action, 0, 400)
			b.ReportAllocs()
			for b.Loop() {
				actions = s.Legal(actions[:0])
			}
		})
	}
}

func BenchmarkObserve(b *testing.B) {
	game := newGame(b, "19")
	s := middle(b, game)
	obs := make([]float32, game.Spec().ObsLen())
	b.ReportAllocs()
	for b.Loop() {
		s.Observe(obs)
	}
}
