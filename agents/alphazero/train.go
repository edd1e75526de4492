package alphazero

import (
	"context"
	"math"
	"math/rand/v2"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// Training holds the knobs of Train.
type Training struct {
	Network  Network
	SelfPlay SelfPlay
	Learning Learning // its Threads play, too

	Generations int     // rounds of self-play followed by training
	Games       int     // of a round
	Slots       int     // games that one thread plays at a time
	Passes      float64 // how often a position is learned from in the round that made it, on average
	Rate        float32 // of learning at the start; it falls to a tenth along half a cosine
	Seed        uint64  // of everything

	Report func(Round) // told every round, or nil
}

// Round is what a round of Train came to.
type Round struct {
	Generation int // from 1
	Positions  int // played in this round
	Loss       Loss
}

// SmallTraining returns knobs for games of a few dozen plies on small boards,
// which take seconds to minutes: the settings of our preset of tic-tac-toe
// with a third of its rounds.
func SmallTraining() Training {
	config := search.DefaultConfig()
	config.Lookahead = true
	config.DirichletAlpha, config.DirichletFraction = 1, 0.25
	return Training{
		Network: Network{Blocks: 1, Channels: 32, PolicyChannels: 8, ValueChannels: 4, ValueHidden: 64},
		SelfPlay: SelfPlay{
			Simulations: 50, Search: config,
			Temperature: 1, LateTemperature: 0.5, TemperaturePlies: 6,
			RandomShare: 0.5, RandomPlies: 7,
		},
		Learning: Learning{
			Window: 30000, Batch: 128, MicroBatch: 32,
			Optimizer: Adam, WeightDecay: 1e-4, ValueWeight: 1, SearchValue: 0.5, MaxNorm: 5,
			Symmetries: true, Threads: 1,
		},
		Generations: 10, Games: 384, Slots: 64, Passes: 8, Rate: 0.005, Seed: 1,
	}
}

// Train learns game from nothing and returns the network: a run in memory, for
// programs with a world of their own. Package selfplay has runs that are kept
// in a folder and resumed. The network is a function of the knobs, whatever the
// number of threads. If the context ends first, Train returns its error.
func Train(ctx context.Context, game envs.Game, t Training) (*nets.PolicyValue, error) {
	t.Network.Heads = t.Learning.Auxiliary.Heads()
	net := NewNet(game, t.Network, seed.Stream(t.Seed))
	learner := NewLearner(game, net, t.Learning)
	for generation := range t.Generations {
		records, err := t.play(ctx, game, net, generation)
		if err != nil {
			return nil, err
		}
		round := Round{Generation: generation + 1}
		for _, r := range records {
			n, err := learner.Add(r)
			if err != nil {
				return nil, err
			}
			round.Positions += n
		}
		rng := seed.Stream(t.Seed, uint64(generation))
		if round.Loss, err = t.learn(ctx, learner, round, rng); err != nil {
			return nil, err
		}
		if t.Report != nil {
			t.Report(round)
		}
	}
	return net, nil
}

// play returns the games of a generation in their order.
func (t *Training) play(ctx context.Context, game envs.Game, net *nets.PolicyValue, generation int) ([]*Record, error) {
	records := make([]*Record, t.Games)
	var number atomic.Int64
	plan := net.Compile(t.Slots)
	group, ctx := errgroup.WithContext(ctx)
	for range max(1, t.Learning.Threads) {
		worker := Worker{
			Game: game, Config: t.SelfPlay, Evaluator: NewEvaluator(plan.Clone()),
			Seed: t.Seed, Generation: generation, Slots: t.Slots,
			Next: func() (int, bool) {
				n := int(number.Add(1) - 1)
				return n, n < t.Games
			},
			Done: func(r *Record, _ int) error {
				records[r.Game] = r
				return nil
			},
		}
		group.Go(func() error { return worker.Run(ctx) })
	}
	return records, group.Wait()
}

// learn takes the steps of a round and returns their mean loss.
func (t *Training) learn(ctx context.Context, learner *Learner, round Round, rng *rand.Rand) (mean Loss, err error) {
	steps := int(math.Ceil(float64(round.Positions) * t.Passes / float64(t.Learning.Batch)))
	for i := range steps {
		if err := ctx.Err(); err != nil {
			return mean, err
		}
		progress := (float64(round.Generation-1) + float64(i)/float64(steps)) / float64(t.Generations)
		loss, err := learner.Step(t.Rate*float32(0.1+0.45*(1+math.Cos(math.Pi*progress))), rng)
		if err != nil {
			return mean, err
		}
		mean.Policy += loss.Policy / float64(steps)
		mean.Value += loss.Value / float64(steps)
		mean.Entropy += loss.Entropy / float64(steps)
		mean.Auxiliary += loss.Auxiliary / float64(steps)
	}
	return mean, nil
}
