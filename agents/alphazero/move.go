package alphazero

import (
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Move is a move of self-play with the search behind it.
type Move struct {
	Ply    int           // plies of the game before it
	State  envs.State    // before the move; read only, and no longer valid afterwards
	Action envs.Action   // that was drawn
	Full   bool          // all simulations, with noise, and learned; else a quick search
	Values []float32     // expected return of each seat
	Lines  []search.Line // of every action, those first that the search would play

	Simulations int // of this search, those kept from the move before excepted
}

// searched tells the search that has led to action a.
func (g *selfGame) searched(a envs.Action) *Move {
	values := make([]float32, len(g.rewards))
	g.tree.Values(values)
	return &Move{
		Ply:         len(g.record.Actions),
		State:       g.state,
		Action:      a,
		Full:        g.full,
		Values:      values,
		Lines:       g.tree.Lines(len(g.target)),
		Simulations: g.tree.Simulations(),
	}
}
