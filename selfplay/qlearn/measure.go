package qlearn

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// The worlds of evaluations are apart from all others, and the same for every
// run and every generation, so that scores compare. Those of the closing
// evaluation are apart from the rest: by these the best weights were chosen.
const (
	evaluationStream = 1 << 62
	closingStream    = evaluationStream + 1
)

// A measurement is whom an evaluation asks, and how.
type measurement struct {
	who       arena.Entrant
	episodes  int      // or games against each opponent
	opponents []string // none in a world of one seat
	seed      uint64
}

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

// enter makes an entrant of agents that draw from a stream of their own.
func enter(agent func(rng *rand.Rand) (agents.Agent, error)) arena.Entrant {
	return arena.Entrant{New: func(number uint64) (agents.Agent, error) {
		stream := rand.NewPCG(0, 0)
		made, err := agent(rand.New(stream))
		if err != nil {
			return nil, err
		}
		p := &player{made, stream}
		p.Reseed(number)
		return p, nil
	}}
}

// entrant enters the learner as it stands.
func (r *Run) entrant() arena.Entrant {
	return enter(func(rng *rand.Rand) (agents.Agent, error) {
		return r.learner.player(r.config.Evaluate.Epsilon, rng), nil
	})
}

// entrantOf enters the agent of a file of weights.
func (r *Run) entrantOf(file string) arena.Entrant {
	return enter(func(rng *rand.Rand) (agents.Agent, error) {
		return r.kind.load(r.game, file, r.config.Evaluate.Epsilon, rng)
	})
}

// measure enters the result of an evaluation in the report, and returns those
// against each opponent.
func (r *Run) measure(ctx context.Context, report *Report, m measurement) ([]strength.Result, error) {
	if r.game.Spec().Players == 1 {
		return nil, r.measureEpisodes(ctx, report, m)
	}
	var all []strength.Result
	for i, opponent := range m.opponents {
		s, err := strength.Match(ctx, r.game, m.who, opponent, arena.MatchConfig{
			Games:       m.episodes,
			Seed:        m.seed,
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

func (r *Run) measureEpisodes(ctx context.Context, report *Report, m measurement) error {
	all, err := arena.Episodes(ctx, r.game, m.who, arena.EpisodesConfig{
		Episodes:    m.episodes,
		Seed:        m.seed,
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
