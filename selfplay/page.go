package selfplay

import (
	"bytes"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena/sets"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// WriteReport writes report.html: the run's curves, the given results and
// some of its games.
func (r *Run) WriteReport(strengths []Strength) error {
	last := r.metrics.Last()
	p := metrics.Page{
		World: r.config.Game,
		Agent: "AlphaZero",
		About: fmt.Sprintf("Preset %s, seed %d, code %s. Network: %s. %d generations, %d games, %d positions, %d training steps.",
			r.config.Preset, r.config.Seed, r.config.Version, r.Network(), last.Generation, last.Games, last.Positions, last.Steps),
		Results:    strength.Table(strengths),
		GamesTitle: "Games of the last generation",
	}
	var err error
	if p.Curves, err = metrics.Draw(r.curves()...); err != nil {
		return err
	}
	if p.Games, err = r.sampleGames(); err != nil {
		return err
	}
	return p.Write(r.ReportPath())
}

// curves are what the reports hold over the generations.
func (r *Run) curves() []metrics.Curve {
	of := func(title string, value func(*Report) *float64) metrics.Curve {
		return metrics.Trace(title, "generation", r.metrics.Reports(), func(r *Report) (float64, *float64) {
			return float64(r.Generation), value(r)
		})
	}
	all := []metrics.Curve{
		of("Policy loss (cross-entropy)", func(r *Report) *float64 { return &r.PolicyLoss }),
		of("Value loss (squared error)", func(r *Report) *float64 { return &r.ValueLoss }),
		of("Policy entropy (nats)", func(r *Report) *float64 { return &r.Entropy }),
		of("Elo against the first opponent", func(r *Report) *float64 { return r.Elo }),
		of("Evaluations a second", func(r *Report) *float64 { return &r.EvalsPerS }),
		of("Elo against the measurement before", func(r *Report) *float64 {
			if r.Past == nil {
				return nil
			}
			return &r.Past.Elo
		}),
	}
	for _, set := range sets.Names(r.game) {
		all = append(all, of("Share of mistakes in "+set, func(r *Report) *float64 { return r.mistakes(set) }))
	}
	return all
}

// mistakes returns the share of mistakes in a set, nil if it was not asked.
func (r *Report) mistakes(set string) *float64 {
	for i := range r.Truth {
		if r.Truth[i].Set == set {
			return &r.Truth[i].Share
		}
	}
	return nil
}

// sampleGames returns games of the newest generation that is complete.
func (r *Run) sampleGames() ([]metrics.Game, error) {
	if r.generation == 0 {
		return nil, nil
	}
	lines, err := shard.Read(r.folder.gamesFile(r.generation - 1))
	if err != nil {
		return nil, err
	}
	records, err := r.decode(r.generation-1, lines)
	if err != nil {
		return nil, err
	}
	var games []metrics.Game
	for _, record := range records[:min(len(records), 4)] {
		games = append(games, r.sampleGame(record))
	}
	return games, nil
}

func (r *Run) sampleGame(record *alphazero.Record) metrics.Game {
	notation := agents.Notation(r.game)
	var moves bytes.Buffer
	s := r.game.New(record.Seed)
	for _, a := range record.Actions {
		fmt.Fprintf(&moves, "%s ", notation.FormatAction(s, a))
		s.Play(a)
	}
	g := metrics.Game{
		Title: fmt.Sprintf("Generation %d, game %d: returns %v", record.Generation, record.Game, record.Returns),
		Moves: moves.String(),
	}
	if board, ok := s.(fmt.Stringer); ok {
		g.Final = board.String()
	}
	return g
}
