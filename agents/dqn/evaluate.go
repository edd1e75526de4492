package dqn

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Evaluation says which episodes an agent is judged by.
type Evaluation struct {
	Episodes int
	Seed     uint64 // fixes the seeds of the episodes
	MaxSteps int    // an episode is cut off there and counts as it stands; 0 for no limit
}

// Evaluate plays episodes of a world of one seat and returns what each earned:
// the sum of all rewards, neither discounted nor clipped.
func Evaluate(ctx context.Context, game envs.Game, agent agents.Agent, e Evaluation) ([]float64, error) {
	episode := envs.NewEpisode(game)
	returns := make([]float64, e.Episodes)
	for i := range returns {
		episode.Reset(seed.Mix(e.Seed, uint64(i))&^1 | uint64(i&1))
		agent.Reset()
		for steps := 0; (e.MaxSteps == 0 || steps < e.MaxSteps) && episode.State().ToPlay() != envs.Over; steps++ {
			action, err := agent.Act(ctx, episode.State())
			if err != nil {
				return nil, fmt.Errorf("evaluation episode %d: %w", i, err)
			}
			reward, _, _ := episode.Step(action)
			returns[i] += float64(reward)
		}
		if s, ok := episode.State().(*agents.VersusState); ok && s.Err() != nil {
			return nil, fmt.Errorf("evaluation episode %d: %w", i, s.Err())
		}
	}
	return returns, nil
}
