package arena_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
)

// moody plays the first legal move and thinks of seat 0's chances what its list
// says, the last of it over and over.
type moody struct {
	first
	values []float32
	moves  int
}

func (m *moody) Explain() agents.Thought {
	v := m.values[min(m.moves, len(m.values)-1)]
	m.moves++
	return agents.Thought{Values: []float32{v, -v}}
}

// tired resigns at once.
type tired struct{ first }

func (tired) Act(context.Context, envs.State) (envs.Action, error) {
	return 0, fmt.Errorf("enough: %w", agents.ErrResign)
}

func TestAdjudication(t *testing.T) {
	think := func(values ...float32) agents.Agent { return &moody{values: values} }
	for _, c := range []struct {
		name  string
		game  string
		x, o  agents.Agent
		rules arena.Adjudication
		want  *arena.Verdict
		plies int
	}{
		{"the second seat sees no hope for itself", "othello", think(0), think(0, 0.96, 0.96, 0.9, 0.95, 0.97, 1),
			arena.Adjudication{Resign: 0.95, ResignMoves: 3}, &arena.Verdict{Winner: 0, End: arena.Resigned}, 14},
		{"who does not tell does not resign", "tictactoe", first{}, first{},
			arena.Adjudication{Resign: 0, ResignMoves: 1, Draw: 2, DrawMoves: 1}, nil, 7},
		{"winning is no reason", "tictactoe", think(1), think(-1), arena.Adjudication{Resign: 0.9, ResignMoves: 1}, nil, 7},
		{"both think it level", "othello", think(0.5, 0.01, -0.01, 0.02), think(0.04),
			arena.Adjudication{Draw: 0.05, DrawMoves: 3}, &arena.Verdict{Winner: envs.Over, End: arena.Agreed}, 7},
		{"level, but too early", "othello", think(0), think(0),
			arena.Adjudication{Draw: 0.05, DrawMoves: 3, DrawFrom: 10}, &arena.Verdict{Winner: envs.Over, End: arena.Agreed}, 16},
		{"only one thinks it level", "tictactoe", think(0), think(0.5), arena.Adjudication{Draw: 0.05, DrawMoves: 1}, nil, 7},
		{"too long, no points", "othello", first{}, first{},
			arena.Adjudication{MaxPlies: 4}, &arena.Verdict{Winner: envs.Over, End: arena.TooLong}, 4},
		{"too long, points tell", "go:5", first{}, first{},
			arena.Adjudication{MaxPlies: 3}, &arena.Verdict{Winner: 1, End: arena.TooLong}, 3},
		{"an agent resigns", "tictactoe", first{}, tired{}, arena.Adjudication{}, &arena.Verdict{Winner: 0, End: arena.Resigned}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			game, err := catalog.Game(c.game)
			require.NoError(t, err)
			r, err := arena.Play(context.Background(), game, arena.Opening{}, []agents.Agent{c.x, c.o}, arena.PlayConfig{Adjudication: c.rules})
			require.NoError(t, err)
			assert.Nil(t, r.Fault)
			assert.Equal(t, c.want, r.Verdict)
			assert.Len(t, r.Actions, c.plies)
			if c.want == nil {
				assert.Equal(t, arena.ByRules, r.Ending())
				return
			}
			assert.Equal(t, c.want.End, r.Ending())
			for seat := range envs.Player(2) {
				want := arena.Draw
				if c.want.Winner != envs.Over {
					want = arena.Loss
				}
				if c.want.Winner == seat {
					want = arena.Win
				}
				assert.Equal(t, want, r.Outcome(seat))
			}
		})
	}
	assert.Equal(t, []float64{0, 0.5, 1}, []float64{arena.Loss.Points(), arena.Draw.Points(), arena.Win.Points()})
}
