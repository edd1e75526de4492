// Package mcts is an agent over Monte-Carlo tree search with any Evaluator:
// by random playouts, it needs nothing but the rules of a world.
package mcts

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Config holds the knobs of an Agent. Take DefaultConfig and change what
// should differ. Of all limits of a move the smallest holds.
type Config struct {
	// Simulations is how many are made for each move; 0 is no limit, and
	// then there must be a Time or a clock.
	Simulations int

	// ClockAlone takes Simulations for a measure that holds only where a
	// game has no clock.
	ClockAlone bool

	Time   time.Duration // for each move, at most; 0 is no limit
	Early  Early         // whether a search ends as soon as its choice is made
	Ponder bool          // search on while others are to move; see Agent
	Leaves int           // judged together, at most, for evaluators that are quicker so; 0 is 1

	// Search is the tree search's. A MaxBytes of 0 stands for 1 GiB.
	Search search.Config

	// Temperature draws moves from the search's policy, as search.Sample
	// does; 0 plays the best.
	Temperature float32

	// Now is the watch that Time and the clock are minded by; nil is
	// time.Now.
	Now func() time.Time
}

// Early tells when a search may end because its choice cannot change any
// more. It does not where moves are drawn (Config.Temperature).
type Early int

const (
	EarlyInTime Early = iota // in play by time
	EarlyAlways              // in play by simulations as well
	EarlyNever
)

// DefaultConfig is an agent of 1,000 simulations for random playouts.
func DefaultConfig() Config {
	config := Config{Simulations: 1000, Search: search.DefaultConfig()}
	config.Search.CPUCT = rolloutCPUCT
	config.Search.FPU = 0
	return config
}

// rolloutCPUCT explores more than a search with a network's priors does:
// playouts tell less, and their priors nothing.
const rolloutCPUCT = 4

// mostMemory is the bound of a tree's nodes, in bytes, if none is given.
const mostMemory = 1 << 30

// Agent plays the best move of a tree search. It keeps what it found for the
// positions that follow its move.
//
// An Agent that ponders goes on searching after Act, in a goroutine of its
// own, until it is asked for anything else or closed; it does so in worlds
// that can tell positions apart (envs.Hasher) and have other seats and no
// dice.
type Agent struct {
	game      envs.Game
	config    Config
	evaluator search.Evaluator
	tree      *search.Tree
	rng       *rand.Rand
	policy    []float32
	fresh     bool // no position was searched since Reset
	moves     int  // made since Reset

	clock   agents.Clock      // of the next Act
	ponders *agents.Pondering // nil if it does not
}

var (
	_ agents.Agent   = (*Agent)(nil)
	_ agents.Clocked = (*Agent)(nil)
)

// New returns an agent for game that judges positions by evaluator, which
// nobody else may use, and which is closed with the agent if it is an
// io.Closer. The generator makes the noise at the root and draws
// moves.
func New(game envs.Game, evaluator search.Evaluator, config Config, rng *rand.Rand) *Agent {
	if config.Search.MaxBytes == 0 {
		config.Search.MaxBytes = mostMemory
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	config.Leaves = max(1, config.Leaves)
	a := &Agent{
		game:      game,
		config:    config,
		evaluator: evaluator,
		tree:      search.NewTree(game, config.Search, rng),
		rng:       rng,
		policy:    make([]float32, game.Spec().Actions),
		fresh:     true,
	}
	if config.Ponder && config.Search.Gumbel == 0 { // which plans its simulations beforehand
		a.ponders = agents.NewPondering(game)
	}
	return a
}

// NewRollouts returns an agent that judges a position by the given number of
// random playouts.
func NewRollouts(game envs.Game, playouts int, config Config, rng *rand.Rand) *Agent {
	return New(game, search.NewRollout(game, playouts, rng), config, rng)
}

// Reset implements agents.Agent.
func (a *Agent) Reset() {
	a.ponders.Stop()
	a.fresh, a.moves, a.clock = true, 0, agents.Clock{}
}

// Close ends what the agent does on its own, and closes its evaluator if that
// is an io.Closer. The agent may be used again if such an evaluator may.
func (a *Agent) Close() error {
	a.ponders.Stop()
	if c, ok := a.evaluator.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// SetClock implements agents.Clocked. Nodes are simulations.
func (a *Agent) SetClock(c agents.Clock) { a.clock = c }

// errEndless is the error of a search that nothing would end.
var errEndless = errors.New("mcts: nothing limits a move: want simulations, a time or a clock")

// Act implements agents.Agent.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	effort := a.effort(s)
	a.clock = agents.Clock{}
	if effort.Simulations == 0 && effort.Timer == nil {
		return 0, errEndless
	}
	a.ponders.Stop()
	if a.fresh {
		a.tree.Reset(s)
		a.fresh = false
	} else {
		a.tree.Follow(s)
	}
	if err := effort.Simulate(ctx, a.evaluator, a.tree); err != nil {
		a.fresh = true // what was found so far depends on when it ended
		return 0, err
	}
	a.tree.Policy(a.policy)
	move := search.Sample(a.policy, a.config.Temperature, a.rng)
	a.moves++
	if a.ponders != nil {
		a.ponders.Start(s, move, a.Explain(), a.ponder)
	}
	return move, nil
}

// ponderInterval is the number of simulations between two looks at whether
// there is anything left to find.
const ponderInterval = 64

// ponder searches from s on until the context ends or there is no room.
func (a *Agent) ponder(ctx context.Context, s envs.State) {
	a.tree.Follow(s)
	for {
		before := a.tree.Simulations()
		err := search.SimulateBatches(ctx, a.evaluator, a.tree, before+ponderInterval, a.config.Leaves)
		if err != nil || a.tree.Simulations() == before { // it is over, solved or full
			return
		}
	}
}

// effort is what the move at s may cost.
func (a *Agent) effort(s envs.State) search.Effort {
	e := search.Effort{Simulations: a.config.Simulations, Timer: a.timer(s, a.clock), Leaves: a.config.Leaves}
	timed := a.clock.Seats != nil && a.clock.Seats[s.ToPlay()].Total() > 0
	if a.config.ClockAlone && (timed || a.clock.Nodes > 0) {
		e.Simulations = 0
	}
	if n := a.clock.Nodes; n > 0 && (n < e.Simulations || e.Simulations == 0) {
		e.Simulations = n
	}
	early := a.config.Early == EarlyAlways || a.config.Early == EarlyInTime && e.Timer != nil
	e.Early = early && a.config.Temperature == 0
	return e
}

// timer is the time for the move at s, nil if there is no limit to it.
func (a *Agent) timer(s envs.State, clock agents.Clock) *search.Timer {
	world := a.game.Spec()
	plies := a.moves * world.Players // at least: an opening may have been played before
	soft, hard, limited := clock.Budget(s.ToPlay(), agents.MovesLeft(world, plies), a.config.Time)
	if !limited {
		return nil
	}
	start := a.config.Now()
	return &search.Timer{Soft: soft, Hard: hard, Elapsed: func() time.Duration { return a.config.Now().Sub(start) }}
}
