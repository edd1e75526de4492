package selfplay

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

func TestEventsOfAReport(t *testing.T) {
	elo := 12.5
	e := (&Report{Generation: 1, Loss: 2.25}).event()
	assert.Equal(t, 1, e.Step)
	assert.Contains(t, e.Scalars, metrics.Scalar{Tag: "loss/total", Value: 2.25})
	assert.NotContains(t, e.Scalars, metrics.Scalar{Tag: "strength/elo"})
	e = (&Report{
		Elo: &elo, Past: &Past{Elo: 30},
		Truth: []strength.Mistakes{{Set: "end-easy", Share: 0.25}},
	}).event()
	assert.Contains(t, e.Scalars, metrics.Scalar{Tag: "strength/past_elo", Value: 30})
	assert.Contains(t, e.Scalars, metrics.Scalar{Tag: "truth/end-easy", Value: 0.25})
	assert.Contains(t, e.Scalars, metrics.Scalar{Tag: "strength/elo", Value: 12.5})
}

func TestProgressTellsTheTimeLeft(t *testing.T) {
	start := time.Unix(1000, 0)
	at := func(seconds float64) time.Time { return start.Add(time.Duration(seconds * float64(time.Second))) }
	p := &progress{generations: 10, started: start}
	work := p.beginGames(0, 0, 100, start)
	assert.Zero(t, p.status(at(3)).Left, "nothing can be said yet")
	work.games.Store(100)
	work.evaluations.Store(5000)
	s := p.status(at(10))
	assert.Equal(t, 100, s.Games)
	assert.Equal(t, 10.0, s.GamesPerS)
	assert.Equal(t, 500.0, s.EvalsPerS)
	p.beginSteps(40, at(10))
	p.step(alphazero.Loss{Policy: 2})
	s = p.status(at(20))
	assert.Equal(t, 10.0, s.GamesPerS, "the speed of self-play stands while training goes on")
	assert.Equal(t, 1, s.Steps)
	assert.Equal(t, 2.0, s.Loss.Policy)
	p.endGeneration(10*time.Second, 30*time.Second)

	p.beginGames(1, 0, 100, at(40)).games.Store(50) // an eighth of the generation, which took 40 seconds
	s = p.status(at(45))
	assert.Equal(t, 2, s.Generation)
	assert.InDelta(t, (10-1.125)*40, s.Left.Seconds(), 0.5)
}

func TestLearningRateFallsByHalfACosine(t *testing.T) {
	c := Config{Generations: 20, Train: TrainConfig{LearningRate: 0.01, FinalLearningRate: 0.002}}
	for generation, want := range map[float64]float64{0: 0.01, 10: 0.006, 20: 0.002, 30: 0.002, 5: 0.006 + 0.004*math.Sqrt2/2} {
		assert.InDelta(t, want, c.learningRate(generation), 1e-8, "generation %v", generation)
	}
	c.SelfPlay.Games, c.MaxGames = 10, 55 // five generations and a half
	assert.InDelta(t, 0.006, c.learningRate(2.75), 1e-8)
	assert.Equal(t, []int{10, 10, 5, 0}, []int{c.games(0), c.games(4), c.games(5), c.games(6)})
}
