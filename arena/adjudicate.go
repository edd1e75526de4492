package arena

import (
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Adjudication ends games before their rules do, by what the agents think of
// them (agents.Explainer) or by their length. The zero value ends none.
type Adjudication struct {
	// An agent that expects a return of at most -Resign for itself at
	// ResignMoves of its own moves in a row resigns. ResignMoves 0 is never.
	Resign      float32
	ResignMoves int

	// A game is drawn when, after DrawFrom plies, both sides expect returns
	// between -Draw and Draw at DrawMoves moves each in a row. DrawMoves 0 is
	// never.
	Draw      float32
	DrawMoves int
	DrawFrom  int

	// A game of MaxPlies plies is over: the points on the board decide it
	// where the world counts points (envs.Scorer), elsewhere it is drawn. 0
	// is any length.
	MaxPlies int
}

// judge counts what an Adjudication goes by.
type judge struct {
	rules    Adjudication
	hopeless []int // by seat: its moves in a row without hope
	level    []int // by seat: its moves in a row that looked drawn
	points   []float32
}

func newJudge(rules Adjudication, seats int) judge {
	return judge{rules, make([]int, seats), make([]int, seats), make([]float32, seats)}
}

// verdict returns what becomes of a game that has reached s, by a move of
// seat that was thought of so, at this number of plies; nil if it goes on.
func (j *judge) verdict(s envs.State, seat envs.Player, thought *agents.Thought, plies int) *Verdict {
	j.count(seat, thought, plies)
	rules := &j.rules
	switch {
	case rules.ResignMoves > 0 && j.hopeless[seat] >= rules.ResignMoves && len(j.hopeless) == 2:
		return &Verdict{Winner: 1 - seat, End: Resigned}
	case rules.DrawMoves > 0 && slices.Min(j.level) >= rules.DrawMoves:
		return &Verdict{Winner: envs.Over, End: Agreed}
	case rules.MaxPlies > 0 && plies >= rules.MaxPlies:
		return &Verdict{Winner: j.ahead(s), End: TooLong}
	}
	return nil
}

// count takes a move into account.
func (j *judge) count(seat envs.Player, thought *agents.Thought, plies int) {
	if thought == nil || thought.Values == nil {
		j.hopeless[seat], j.level[seat] = 0, 0
		return
	}
	v := thought.Values[seat]
	j.hopeless[seat] = next(j.hopeless[seat], v <= -j.rules.Resign)
	j.level[seat] = next(j.level[seat], plies > j.rules.DrawFrom && -j.rules.Draw <= v && v <= j.rules.Draw)
}

// next counts how many in a row there are, after one more.
func next(row int, holds bool) int {
	if !holds {
		return 0
	}
	return row + 1
}

// ahead returns the seat with the most points, or Over if there is none.
func (j *judge) ahead(s envs.State) envs.Player {
	scorer, ok := s.(envs.Scorer)
	if !ok {
		return envs.Over
	}
	scorer.Score(j.points)
	most := slices.Max(j.points)
	first := slices.Index(j.points, most)
	if slices.Contains(j.points[first+1:], most) {
		return envs.Over
	}
	return envs.Player(first)
}
