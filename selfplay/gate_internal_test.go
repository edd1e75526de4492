package selfplay

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
)

func TestPairedMatchStopsCountingOnceItIsDecided(t *testing.T) {
	for _, c := range []struct {
		name string
		wins bool
		want rating.Decision
	}{{"wins", true, rating.AcceptH1}, {"losses", false, rating.AcceptH0}} {
		m := pairedMatch{test: rating.SPRT{Elo0: 0, Elo1: 100, Alpha: gateError, Beta: gateError}}
		for i := range 400 {
			g := arena.MatchGame{Index: i, SeatA: 0}
			g.Returns = []float32{1, -1}
			if i%2 == 1 {
				g.SeatA, g.Returns = 1, []float32{-1, 1}
			}
			if lost := i%8 < 3; lost == c.wins { // five of eight go the way of the name
				g.Returns[0], g.Returns[1] = -g.Returns[0], -g.Returns[1]
			}
			m.add(g)
		}
		assert.Equal(t, c.want, m.decision, c.name)
		assert.Less(t, m.result.Games, 400, "what comes after the decision does not count")
		assert.Zero(t, m.result.Games%2, "pairs are played out")
	}
}
