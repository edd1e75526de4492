package selfplay

import (
	"context"
	"math"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/internal/seed"
)

// learn trains on the window for as many steps as the fresh positions ask,
// and returns the mean loss.
func (r *Run) learn(ctx context.Context, fresh int) (alphazero.Loss, error) {
	steps := int(math.Ceil(float64(fresh) * r.config.Train.Passes / float64(r.config.Train.Batch)))
	if limit := r.config.MaxSteps; limit > 0 {
		steps = min(steps, limit-r.learner.Steps())
	}
	if r.positions+fresh < r.config.Train.MinPositions {
		steps = 0
	}
	r.progress.beginSteps(steps, r.options.Now())
	rng := seed.Stream(r.config.Seed, uint64(r.generation))
	var mean alphazero.Loss
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return mean, err
		}
		rate := r.config.learningRate(float64(r.generation) + float64(i)/float64(steps))
		loss, err := r.learner.Step(rate, rng)
		if err != nil {
			return mean, err
		}
		mean.Policy += loss.Policy / float64(steps)
		mean.Value += loss.Value / float64(steps)
		mean.Entropy += loss.Entropy / float64(steps)
		mean.Auxiliary += loss.Auxiliary / float64(steps)
		r.progress.step(loss)
	}
	return mean, nil
}

// learningRate returns the rate at a point of the run, measured in
// generations: half a cosine from the first rate to the last, times a rise
// from 0 at the start if there is to be one.
func (c *Config) learningRate(generation float64) float32 {
	t := c.Train
	falling := (1 + math.Cos(math.Pi*min(1, generation/c.length()))) / 2
	rate := t.FinalLearningRate + (t.LearningRate-t.FinalLearningRate)*falling
	if generation < t.WarmUp {
		rate *= generation / t.WarmUp
	}
	return float32(rate)
}
