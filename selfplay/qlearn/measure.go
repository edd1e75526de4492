package qlearn

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// evaluationStream sets the worlds of evaluations apart from all others. They
// are the same for every run and every generation, so that scores compare.
const evaluationStream = 1 << 62

// player is an agent that can begin its stream of randomness anew, so that one
// copy of the weights serves many episodes.
type player struct {
	agents.Agent
	stream *rand.PCG
}

// Reseed makes the agent play from now on as one made with this number.
func (p *player) Reseed(number uint64) {
	p.stream.Seed(seed.Mix(number, 0), seed.Mix(number, 1))
	p.Reset()
}

// entrant enters the learner as it stands.
func (r *Run) entrant() arena.Entrant {
	return arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		stream := rand.NewPCG(0, 0)
		p := &player{r.learner.player(r.config.Evaluate.Epsilon, rand.New(stream)), stream}
		p.Reseed(number)
		return p, nil
	}}
}

// measure enters the result of an evaluation in the report: of so many
// episodes, or games against each of the opponents.
func (r *Run) measure(ctx context.Context, report *Report, episodes int, opponents []string) ([]strength.Result, error) {
	if r.game.Spec().Players == 1 {
		return nil, r.measureEpisodes(ctx, report, episodes)
	}
	var all []strength.Result
	for i, opponent := range opponents {
		s, err := strength.Match(ctx, r.game, r.entrant(), opponent, arena.MatchConfig{
			Games:       episodes,
			Seed:        evaluationStream,
			Concurrency: r.options.Threads,
		})
		if err != nil {
			return all, err
		}
		if all = append(all, s); i == 0 {
			// a share of the points from 0 to 1 is a return from -1 to 1
			mean, lo, hi := 2*s.Score-1, 2*s.ScoreLo-1, 2*s.ScoreHi-1
			report.EvalReturn, report.EvalLo, report.EvalHi = &mean, &lo, &hi
			report.EvalEpisodes, report.Elo = s.Games, &s.Elo
		}
	}
	return all, nil
}

func (r *Run) measureEpisodes(ctx context.Context, report *Report, episodes int) error {
	all, err := arena.Episodes(ctx, r.game, r.entrant(), arena.EpisodesConfig{
		Episodes:    episodes,
		Seed:        evaluationStream,
		MaxSteps:    r.config.Evaluate.MaxSteps,
		Concurrency: r.options.Threads,
	})
	if err != nil {
		return err
	}
	mean := arena.MeanReturn(all)
	report.EvalReturn, report.EvalLo, report.EvalHi = &mean.Value, &mean.Lo, &mean.Hi
	report.EvalEpisodes = len(all)
	for _, e := range all {
		report.EvalSteps += float64(e.Steps) / float64(len(all))
		if e.Capped {
			report.EvalCapped++
		}
	}
	return nil
}
