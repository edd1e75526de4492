package selfplay

import (
	"context"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// measure plays the match that is due after a generation, if any, and enters
// its result in the report.
func (r *Run) measure(ctx context.Context, report *Report) error {
	e := r.config.Evaluate
	if e.Every == 0 || e.Games == 0 || len(e.Opponents) == 0 || r.generation%e.Every != 0 {
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
// and hands each result to done as it comes.
func (r *Run) Evaluate(ctx context.Context, done func(Strength)) ([]Strength, error) {
	var all []Strength
	if r.config.Evaluate.FinalGames == 0 {
		return nil, nil
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

// match plays the weights at hand against an opponent. Matches draw from
// streams of their own: they leave the run's result alone.
func (r *Run) match(ctx context.Context, opponent string, games int) (Strength, error) {
	plan := r.learner.Net().Compile(1)
	config := alphazero.DefaultPlay()
	config.Simulations = r.config.Evaluate.Simulations
	us := arena.Entrant{New: func(key uint64) (agents.Agent, error) {
		return alphazero.NewPlayer(r.game, plan.Clone(), config, seed.Stream(key)), nil
	}}
	return strength.Match(ctx, r.game, us, opponent, arena.MatchConfig{
		Games:       games,
		Seed:        seed.Mix(r.config.Seed, evaluationStream, uint64(r.generation)),
		Concurrency: r.options.Threads,
	})
}
