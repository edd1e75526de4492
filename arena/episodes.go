package arena

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/bootstrap"
	"github.com/tengen-rl/tengen/internal/seed"
)

// EpisodesConfig is how an agent is measured in a world of one seat.
type EpisodesConfig struct {
	Episodes    int    // at least 1
	Seed        uint64 // episode i is a function of Seed and i, so that every agent meets the same worlds
	MaxSteps    int    // an episode is broken off after so many; 0 for no limit but the world's own
	Concurrency int    // episodes at once; no result depends on it
}

// Episode is one episode of an agent that was measured.
type Episode struct {
	Index     int
	Seed      uint64  // of the world
	Return    float64 // sum of the rewards as the world gives them
	Steps     int
	Truncated bool // a limit of the world cut it off
	Capped    bool // MaxSteps did
}

// Episodes lets the agent play whole episodes of a world of one seat and
// returns them in their order. An agent that errs or plays an illegal action
// is an error. If the context ends, so does Episodes, with its error.
func Episodes(ctx context.Context, game envs.Game, who Entrant, config EpisodesConfig) ([]Episode, error) {
	if players := game.Spec().Players; players != 1 {
		return nil, fmt.Errorf("episodes are of worlds of one seat; %s has seats: %d", game.Spec().Name, players)
	}
	all := make([]Episode, config.Episodes)
	var next atomic.Int64
	group, inner := errgroup.WithContext(ctx)
	for range min(max(config.Concurrency, 1), config.Episodes) {
		group.Go(func() error {
			var agent agents.Agent
			defer func() { dismiss(agent) }()
			world := envs.NewEpisode(game)
			for {
				i := int(next.Add(1) - 1)
				if i >= config.Episodes {
					return nil
				}
				var err error
				if agent, err = who.ready(agent, seed.Mix(config.Seed, uint64(i), agentStream)); err != nil {
					return err
				}
				e := Episode{Index: i, Seed: seed.Mix(config.Seed, uint64(i), worldStream)}
				if err := e.play(inner, world, agent, config.MaxSteps); err != nil {
					return fmt.Errorf("episode %d: %w", i, err)
				}
				all[i] = e
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// worldStream keeps the seeds of worlds apart from those of agents.
const worldStream = 2

// play plays the episode.
func (e *Episode) play(ctx context.Context, world *envs.Episode, agent agents.Agent, most int) error {
	world.Reset(e.Seed)
	agent.Reset()
	var legal []envs.Action
	for last := false; !last; {
		if most > 0 && e.Steps == most {
			e.Capped = true
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		action, err := agent.Act(ctx, world.State())
		if err != nil {
			return err
		}
		legal = world.Legal(legal[:0])
		if !slices.Contains(legal, action) {
			return fmt.Errorf("step %d: the agent played %d, which is illegal", e.Steps, action)
		}
		var reward, discount float32
		reward, discount, last = world.Step(action)
		e.Return += float64(reward)
		e.Steps++
		e.Truncated = last && discount != 0
	}
	return nil
}

// MeanReturn returns the mean of the returns and the ends of its 95 %
// interval by bootstrap. The interval is a function of the episodes.
func MeanReturn(episodes []Episode) bootstrap.Estimate {
	returns := make([]float64, len(episodes))
	for i, e := range episodes {
		returns[i] = e.Return
	}
	return bootstrap.Interval([][]float64{returns}, bootstrap.Mean, seed.Stream(worldStream, uint64(len(returns))))
}
