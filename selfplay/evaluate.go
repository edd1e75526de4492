package selfplay

import (
	"context"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// measure plays the match that is due after a generation, if any, or the
// episodes in a world of one seat, and enters the result in the report.
func (r *Run) measure(ctx context.Context, report *Report) error {
	e := r.config.Evaluate
	if e.Every == 0 || e.Games == 0 || r.generation%e.Every != 0 {
		return nil
	}
	if r.game.Spec().Players == 1 {
		mean, err := r.episodes(ctx, e.Games)
		if err != nil {
			return err
		}
		report.Returns = &mean
		return nil
	}
	if len(e.Opponents) == 0 {
		return nil
	}
	s, err := r.match(ctx, e.Opponents[0], e.Games)
	if err != nil {
		return err
	}
	report.Elo, report.EloLo, report.EloHi = &s.Elo, &s.EloLo, &s.EloHi
	return nil
}

// Evaluate plays the closing matches against every opponent of the config
// and hands each result to done as it comes. In a world of one seat it plays
// episodes, whose mean return Summary tells.
func (r *Run) Evaluate(ctx context.Context, done func(Strength)) ([]Strength, error) {
	var all []Strength
	if r.config.Evaluate.FinalGames == 0 {
		return nil, nil
	}
	if r.game.Spec().Players == 1 {
		mean, err := r.episodes(ctx, r.config.Evaluate.FinalGames)
		if err == nil {
			r.closing = &mean
		}
		return nil, err
	}
	for _, opponent := range r.config.Evaluate.Opponents {
		s, err := r.match(ctx, opponent, r.config.Evaluate.FinalGames)
		if err != nil {
			return all, err
		}
		all = append(all, s)
		done(s)
	}
	return all, nil
}

// evaluationStream sets the seeds of evaluations apart from all others.
const evaluationStream = 1 << 62

// entrant is the agent of the weights at hand.
func (r *Run) entrant() arena.Entrant {
	plan := r.learner.Net().Compile(1)
	config := alphazero.DefaultPlay()
	config.Simulations = r.config.Evaluate.Simulations
	config.Search.Discount = r.config.SelfPlay.Discount
	return arena.Entrant{New: func(key uint64) (agents.Agent, error) {
		return alphazero.NewPlayer(r.game, plan.Clone(), config, seed.Stream(key)), nil
	}}
}

// match plays the weights at hand against an opponent. Matches and episodes
// draw from streams of their own: they leave the run's result alone.
func (r *Run) match(ctx context.Context, opponent string, games int) (Strength, error) {
	return strength.Match(ctx, r.game, r.entrant(), opponent, arena.MatchConfig{
		Games:       games,
		Seed:        seed.Mix(r.config.Seed, evaluationStream, uint64(r.generation)),
		Concurrency: r.options.Threads,
	})
}

// episodes plays with the weights at hand in a world of one seat and returns
// the mean of what was earned.
func (r *Run) episodes(ctx context.Context, n int) (Returns, error) {
	all, err := arena.Episodes(ctx, r.game, r.entrant(), arena.EpisodesConfig{
		Episodes:    n,
		Seed:        seed.Mix(r.config.Seed, evaluationStream, uint64(r.generation)),
		Concurrency: r.options.Threads,
	})
	if err != nil {
		return Returns{}, err
	}
	mean := arena.MeanReturn(all)
	return Returns{mean.Value, mean.Lo, mean.Hi}, nil
}
