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

// Config is how far an Agent looks.
type Config struct {
	Depth int           // plies at most, 1 to search.MaxDepth; 0 is MaxDepth if there is a time
	Time  time.Duration // for each move, at most; 0 is as long as it takes
}

// Agent plays a best move of an alpha-beta search, any of several with the
// same probability.
type Agent struct {
	search *search.AlphaBeta
	time   time.Duration
	rng    *rand.Rand
	best   []envs.Action
}

var _ agents.Agent = (*Agent)(nil)

// New returns an agent for game that looks as far as config says and breaks
// ties by rng. It is an error if the world has not two seats, or the config
// sets neither depth nor time or one out of its range.
func New(game envs.Game, config Config, rng *rand.Rand) (*Agent, error) {
	if spec := game.Spec(); spec.Players != 2 {
		return nil, fmt.Errorf("alphabeta: %s has seats: %d; want a world of two", spec.Name, spec.Players)
	}
	if config.Time < 0 {
		return nil, fmt.Errorf("alphabeta: time %v; want more than 0", config.Time)
	}
	if config.Depth == 0 && config.Time > 0 {
		config.Depth = search.MaxDepth
	}
	if config.Depth < 1 || config.Depth > search.MaxDepth {
		return nil, fmt.Errorf("alphabeta: depth %d; want 1 to %d", config.Depth, search.MaxDepth)
	}
	return &Agent{search: search.NewAlphaBeta(game, config.Depth), time: config.Time, rng: rng}, nil
}

// Reset implements agents.Agent. No game leaves a trace that matters.
func (a *Agent) Reset() {}

// Act implements agents.Agent. With a time, it plays what it has found when
// the time is over; if that is nothing, any legal action.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := a.look(ctx, s); err != nil {
		return 0, err
	}
	return a.best[a.rng.IntN(len(a.best))], nil
}

// look fills best.
func (a *Agent) look(ctx context.Context, s envs.State) (err error) {
	if a.time == 0 {
		a.best, err = a.search.Best(ctx, s, a.best[:0])
		return err
	}
	limited, cancel := context.WithTimeout(ctx, a.time)
	defer cancel()
	a.best, err = a.search.BestInTime(limited, s, a.best[:0])
	if err != nil {
		a.best = s.Legal(a.best[:0])
	}
	return ctx.Err()
}
