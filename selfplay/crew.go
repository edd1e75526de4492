package selfplay

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// A crew is the workers that play with one set of weights, one a thread.
type crew struct {
	game       envs.Game
	config     *Config
	net        *nets.PolicyValue
	generation int
	previous   []*alphazero.Record // of the generation before, to fork from
	threads    int
	watch      func(*alphazero.Move) // is told every searched move, or nil
	now        func() time.Time
	work       *work
}

// work is what a crew has done so far. Others may read it meanwhile.
type work struct {
	games       atomic.Int64 // finished
	moves       atomic.Int64 // that were searched
	simulations atomic.Int64 // for them
	evaluations atomic.Int64 // by the network
	network     atomic.Int64 // nanoseconds in the network, summed over the threads
}

// run plays the games whose numbers next gives and hands them to done; both
// are called from several goroutines.
func (c *crew) run(ctx context.Context, next func() (int, bool), done func(*alphazero.Record)) error {
	slots := c.config.SelfPlay.Slots
	plan := c.net.Compile(slots)
	group, ctx := errgroup.WithContext(ctx)
	for range c.threads {
		worker := alphazero.Worker{
			Game:       c.game,
			Config:     c.config.SelfPlay.player(),
			Evaluator:  c.evaluator(plan.Clone()),
			Seed:       c.config.Seed,
			Generation: c.generation,
			Slots:      slots,
			Next:       next,
			Fork:       c.fork(),
			Watch:      c.watch,
			Moved: func(moves, simulations int) {
				c.work.moves.Add(int64(moves))
				c.work.simulations.Add(int64(simulations))
			},
			Done: func(r *alphazero.Record, _ int) error {
				c.work.games.Add(1)
				done(r)
				return nil
			},
		}
		group.Go(func() error { return worker.Run(ctx) })
	}
	return group.Wait()
}

// fork returns how a game begins like one of the generation before, nil if
// there is none.
func (c *crew) fork() func(*rand.Rand) (uint64, []envs.Action) {
	if len(c.previous) == 0 {
		return nil
	}
	return func(rng *rand.Rand) (uint64, []envs.Action) {
		from := c.previous[rng.IntN(len(c.previous))]
		return from.Seed, from.Actions[:rng.IntN(len(from.Actions))]
	}
}

// evaluator returns the network behind its meter and the cache before both.
func (c *crew) evaluator(plan *nets.Plan) search.Evaluator {
	metered := metered{alphazero.NewEvaluator(plan), c.now, c.work}
	if size := c.config.SelfPlay.Cache; size > 0 {
		return search.NewCache(metered, c.game.Spec(), size)
	}
	return metered
}

// metered counts what inner evaluates and how long that takes.
type metered struct {
	inner search.Evaluator
	now   func() time.Time
	work  *work
}

// Evaluate implements search.Evaluator.
func (m metered) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	begun := m.now()
	err := m.inner.Evaluate(ctx, leaves)
	m.work.network.Add(int64(m.now().Sub(begun)))
	m.work.evaluations.Add(int64(len(leaves)))
	return err
}

// amounts is what work was at one moment.
type amounts struct{ games, moves, simulations, evaluations, network int64 }

func (w *work) amounts() amounts {
	return amounts{w.games.Load(), w.moves.Load(), w.simulations.Load(), w.evaluations.Load(), w.network.Load()}
}

// since returns what was done after before.
func (a amounts) since(before amounts) amounts {
	return amounts{
		a.games - before.games, a.moves - before.moves, a.simulations - before.simulations,
		a.evaluations - before.evaluations, a.network - before.network,
	}
}

// rates returns what the crew does in a second, and the share of its threads'
// time that is spent in the network.
func (a amounts) rates(taken time.Duration, threads int) Rates {
	seconds := taken.Seconds()
	if seconds <= 0 {
		return Rates{}
	}
	return Rates{
		GamesPerS:    float64(a.games) / seconds,
		MovesPerS:    float64(a.moves) / seconds,
		SimsPerS:     float64(a.simulations) / seconds,
		EvalsPerS:    float64(a.evaluations) / seconds,
		NetworkShare: float64(a.network) / float64(taken) / float64(threads),
	}
}

// Rates are the speed of self-play.
type Rates struct {
	GamesPerS    float64 `json:"games_per_s"`
	MovesPerS    float64 `json:"moves_per_s"` // that were searched
	SimsPerS     float64 `json:"sims_per_s"`
	EvalsPerS    float64 `json:"evals_per_s"`   // evaluations by the network
	NetworkShare float64 `json:"network_share"` // of the time, that is spent in the network
}
