package alphabeta

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Config is how far an Agent looks, and how. Of all limits the smallest holds,
// that of a game's clock included.
type Config struct {
	Depth int           // plies at most, 1 to search.MaxDepth; 0 is MaxDepth if there is another limit
	Nodes int           // positions for each move, at most; 0 is no limit
	Time  time.Duration // for each move, at most; 0 is no limit

	Evaluator search.Evaluator // judges positions instead of the world, for this agent alone; or nil
	MaxBytes  int              // of the memory of positions; 0 is 16 MiB
	search.Shortcuts

	Ponder bool             // search on while the other is to move
	Now    func() time.Time // the watch that Time and the clock are minded by; nil is time.Now
}

// Agent plays a best move of an alpha-beta search: any of several with the
// same probability, if it takes no shortcuts.
//
// An Agent that ponders goes on searching after Act, in a goroutine of its
// own, until it is asked for anything else or closed, so that it knows better
// what to look at first.
type Agent struct {
	game    envs.Game
	config  Config
	search  *search.AlphaBeta
	rng     *rand.Rand
	best    []envs.Action
	moves   int               // made since Reset
	clock   agents.Clock      // of the next Act
	ponders *agents.Pondering // nil if it does not
}

var (
	_ agents.Agent   = (*Agent)(nil)
	_ agents.Clocked = (*Agent)(nil)
)

// New returns an agent for game that looks as far as config says and breaks
// ties by rng. It is an error if the world has not two seats, or the config
// sets no limit or one out of its range.
func New(game envs.Game, config Config, rng *rand.Rand) (*Agent, error) {
	if spec := game.Spec(); spec.Players != 2 {
		return nil, fmt.Errorf("alphabeta: %s has seats: %d; want a world of two", spec.Name, spec.Players)
	}
	if config.Time < 0 {
		return nil, fmt.Errorf("alphabeta: time %v; want more than 0", config.Time)
	}
	if config.Nodes < 0 {
		return nil, fmt.Errorf("alphabeta: %d positions; want more than 0", config.Nodes)
	}
	if config.Depth == 0 && (config.Time > 0 || config.Nodes > 0) {
		config.Depth = search.MaxDepth
	}
	if config.Depth < 1 || config.Depth > search.MaxDepth {
		return nil, fmt.Errorf("alphabeta: depth %d; want 1 to %d", config.Depth, search.MaxDepth)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	a := &Agent{game: game, config: config, rng: rng, search: search.NewAlphaBetaWith(game, search.AlphaBetaConfig{
		Depth: config.Depth, Evaluator: config.Evaluator, MaxBytes: config.MaxBytes, Shortcuts: config.Shortcuts,
	})}
	if config.Ponder {
		a.ponders = agents.NewPondering(game)
	}
	return a, nil
}

// Reset implements agents.Agent. No game leaves a trace that matters.
func (a *Agent) Reset() {
	a.ponders.Stop()
	a.search.Forget()
	a.moves, a.clock = 0, agents.Clock{}
}

// Close ends what the agent does on its own. It may be used again.
func (a *Agent) Close() error {
	a.ponders.Stop()
	return nil
}

// SetClock implements agents.Clocked. Nodes are positions.
func (a *Agent) SetClock(c agents.Clock) { a.clock = c }

// Act implements agents.Agent. Within limits, it plays what it has found when
// one is reached.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	look := a.limits(s, a.clock)
	a.clock = agents.Clock{}
	a.ponders.Stop()
	var err error
	if a.best, err = a.search.BestInTime(ctx, s, look, a.best[:0]); err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return 0, err
	}
	a.moves++
	move := a.best[a.rng.IntN(len(a.best))]
	if a.ponders != nil {
		a.ponders.Start(s, move, a.think(), func(ctx context.Context, next envs.State) {
			// The error is that of the context.
			_ = a.search.Search(ctx, next, search.Look{Depth: search.MaxDepth, Forced: true})
		})
	}
	return move, nil
}

// limits is how far to look for the move at s.
func (a *Agent) limits(s envs.State, clock agents.Clock) search.Look {
	look := search.Look{Nodes: a.config.Nodes}
	if n := clock.Nodes; n > 0 && (n < look.Nodes || look.Nodes == 0) {
		look.Nodes = n
	}
	world := a.game.Spec()
	plies := a.moves * world.Players // at least: an opening may have been played before
	soft, hard, limited := clock.Budget(s.ToPlay(), agents.MovesLeft(world, plies), a.config.Time)
	if limited {
		start := a.config.Now()
		look.Timer = &search.Timer{Soft: soft, Hard: hard, Elapsed: func() time.Duration { return a.config.Now().Sub(start) }}
	}
	return look
}
