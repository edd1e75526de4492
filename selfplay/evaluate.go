package selfplay

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// measure holds the weights of a generation against an opponent, the truth and
// their own past, or plays episodes in a world of one seat, if that is due, and
// enters the results in the report.
func (r *Run) measure(ctx context.Context, report *Report) error {
	e := r.config.Evaluate
	if e.Every == 0 || r.generation%e.Every != 0 {
		return nil
	}
	if r.game.Spec().Players == 1 {
		if e.Games == 0 {
			return nil
		}
		mean, err := r.episodes(ctx, e.Games)
		if err != nil {
			return err
		}
		report.Returns = &mean
		return nil
	}
	if e.Games > 0 && len(e.Opponents) > 0 {
		s, err := r.match(ctx, e.Opponents[0], e.Games)
		if err != nil {
			return err
		}
		report.Elo, report.EloLo, report.EloHi = &s.Elo, &s.EloLo, &s.EloHi
	}
	var err error
	if e.Positions > 0 {
		if report.Truth, err = r.truth(ctx); err != nil {
			return err
		}
	}
	if e.PastGames > 0 {
		report.Past, err = r.past(ctx)
	}
	return err
}

// truth counts the mistakes of the weights at hand in the game's sets.
func (r *Run) truth(ctx context.Context) ([]strength.Mistakes, error) {
	return strength.Truth(ctx, r.game, r.entrant(r.playing), strength.Exam{
		Positions:   r.config.Evaluate.Positions,
		Seed:        r.evaluationSeed(),
		Concurrency: r.options.Threads,
	})
}

// past plays the weights at hand against those of the measurement before, or
// the untrained ones.
func (r *Run) past(ctx context.Context) (*Past, error) {
	before := r.generation - r.config.Evaluate.Every
	net, err := alphazero.Load(r.game, r.folder.String(), before)
	if err != nil {
		return nil, err
	}
	sides := [2]arena.Entrant{r.entrant(r.playing), r.entrant(net)}
	s, err := strength.Play(ctx, r.game, sides, fmt.Sprintf("generation %d", before), r.matchConfig(r.config.Evaluate.PastGames))
	if err != nil {
		return nil, err
	}
	return &Past{Generation: before, Games: s.Games, Elo: s.Elo, EloLo: s.EloLo, EloHi: s.EloHi}, nil
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

// match plays the weights at hand against an opponent. Matches and episodes
// draw from streams of their own: they leave the run's result alone.
func (r *Run) match(ctx context.Context, opponent string, games int) (Strength, error) {
	return strength.Match(ctx, r.game, r.entrant(r.playing), opponent, r.matchConfig(games))
}

// entrant returns agents that play with the network, which stays as it is.
func (r *Run) entrant(net *nets.PolicyValue) arena.Entrant {
	plan := net.Compile(1)
	config := alphazero.PlayBy(r.config.SelfPlay.search())
	config.Simulations = r.config.Evaluate.Simulations
	return arena.Entrant{New: func(key uint64) (agents.Agent, error) {
		return alphazero.NewPlayer(r.game, plan.Clone(), config, seed.Stream(key)), nil
	}}
}

func (r *Run) matchConfig(games int) arena.MatchConfig {
	return arena.MatchConfig{Games: games, Seed: r.evaluationSeed(), Concurrency: r.options.Threads}
}

func (r *Run) evaluationSeed() uint64 {
	return seed.Mix(r.config.Seed, evaluationStream, uint64(r.generation))
}

// episodes plays with the weights at hand in a world of one seat and returns
// the mean of what was earned.
func (r *Run) episodes(ctx context.Context, n int) (Returns, error) {
	all, err := arena.Episodes(ctx, r.game, r.entrant(r.playing), arena.EpisodesConfig{
		Episodes:    n,
		Seed:        r.evaluationSeed(),
		Concurrency: r.options.Threads,
	})
	if err != nil {
		return Returns{}, err
	}
	mean := arena.MeanReturn(all)
	return Returns{mean.Value, mean.Lo, mean.Hi}, nil
}
