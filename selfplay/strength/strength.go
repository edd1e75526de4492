// Package strength measures the agent of a run by matches against opponents
// that are named as the arena names them.
package strength

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/selfplay/metrics"
)

// Result is the result of a match, in the eyes of the agent of the run.
type Result struct {
	Opponent string  `json:"opponent"`
	Games    int     `json:"games"`
	Wins     int     `json:"wins"`
	Draws    int     `json:"draws"`
	Losses   int     `json:"losses"`
	Score    float64 `json:"score"`    // share of the points
	ScoreLo  float64 `json:"score_lo"` // 95 % interval
	ScoreHi  float64 `json:"score_hi"`
	Elo      float64 `json:"elo"`
	EloLo    float64 `json:"elo_lo"`
	EloHi    float64 `json:"elo_hi"`
}

// Check returns an error if one of the opponents is no agent, or cannot play
// game, or is a person. It looks at nothing but the texts.
func Check(game envs.Game, opponents []string) error {
	for _, opponent := range opponents {
		spec, err := catalog.Parse(opponent)
		if err == nil {
			err = spec.Fits(game)
		}
		if err == nil && spec.Human() {
			err = fmt.Errorf("agent %q: nobody can sit at a run's matches", opponent)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Available returns an error if one of the opponents, which Check has passed,
// cannot be had: it makes each of them once.
func Available(game envs.Game, opponents []string) error {
	for _, opponent := range opponents {
		spec, err := catalog.Parse(opponent)
		if err != nil {
			return err
		}
		agent, err := spec.New(game, 0)
		if err != nil {
			return err
		}
		if err := agent.Close(); err != nil {
			return err
		}
	}
	return nil
}

// Match plays us against an opponent that is named as the arena names it.
func Match(ctx context.Context, game envs.Game, us arena.Entrant, opponent string, config arena.MatchConfig) (Result, error) {
	spec, err := catalog.Parse(opponent)
	if err != nil {
		return Result{}, err
	}
	them := arena.Entrant{New: func(key uint64) (agents.Agent, error) { return spec.New(game, key) }}
	return Play(ctx, game, [2]arena.Entrant{us, them}, opponent, config)
}

// Play plays the first of two sides, which is us, against the other, which the
// result names.
func Play(ctx context.Context, game envs.Game, sides [2]arena.Entrant, opponent string, config arena.MatchConfig) (Result, error) {
	m, err := arena.Match(ctx, game, sides[0], sides[1], config)
	if err != nil {
		return Result{}, err
	}
	r := Result{
		Opponent: opponent,
		Games:    m.Games,
		Wins:     m.Wins,
		Draws:    m.Draws,
		Losses:   m.Losses,
		Score:    m.Score(),
	}
	r.ScoreLo, r.ScoreHi = m.Interval()
	r.Elo, r.EloLo, r.EloHi = m.Elo()
	return r, nil
}

// Table lays out results for a page.
func Table(results []Result) metrics.Table {
	t := metrics.Table{Title: "Strength", Head: []string{"against", "games", "wins", "draws", "losses", "score", "95 % interval", "Elo"}}
	for _, r := range results {
		t.Rows = append(t.Rows, []string{
			r.Opponent, fmt.Sprint(r.Games), fmt.Sprint(r.Wins), fmt.Sprint(r.Draws), fmt.Sprint(r.Losses),
			fmt.Sprintf("%.3f", r.Score), fmt.Sprintf("%.3f to %.3f", r.ScoreLo, r.ScoreHi),
			fmt.Sprintf("%+.0f (%+.0f to %+.0f)", r.Elo, r.EloLo, r.EloHi),
		})
	}
	return t
}
