package arena_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// lasting returns how many different positions the openings lead to, and
// fails if a game is over by then.
func lasting(t *testing.T, game envs.Game, openings []arena.Opening) int {
	t.Helper()
	seen := map[uint64]bool{}
	for _, o := range openings {
		s := game.New(o.Seed)
		for _, a := range o.Actions {
			s.Play(a)
		}
		require.NotEqual(t, envs.Over, s.ToPlay(), "%v", o.Actions)
		seen[s.(envs.Hasher).Hash()] = true
	}
	return len(seen)
}

func TestOpeningsDiffer(t *testing.T) {
	for _, c := range []struct {
		name          string
		game          envs.Game
		n, plies      int
		wantPlies     int
		wantDifferent int
	}{
		{"one is the start", connectfour.New(), 1, 0, 0, 1},
		{"one a column", connectfour.New(), 7, 0, 1, 7},
		{"49 positions are not enough for 50", connectfour.New(), 50, 0, 3, 50},
		{"as long as asked for", connectfour.New(), 3, 6, 6, 3},
		{"a small world has no more", tictactoe.New(), 3000, 0, 6, 1372},
	} {
		t.Run(c.name, func(t *testing.T) {
			openings, err := arena.Openings(c.game, 1, c.n, c.plies)
			require.NoError(t, err)
			require.Len(t, openings, c.n)
			assert.Len(t, openings[0].Actions, c.wantPlies)
			assert.Equal(t, c.wantDifferent, lasting(t, c.game, openings))
		})
	}
}

func TestOpeningsRepeatInTurn(t *testing.T) {
	openings, err := arena.Openings(tictactoe.New(), 1, 3000, 0)
	require.NoError(t, err)
	for i, o := range openings[1372:] {
		require.Equal(t, openings[i], o)
	}
}

func TestOpeningsWithoutHashes(t *testing.T) {
	openings, err := arena.Openings(bare{tictactoe.New()}, 1, 72, 2)
	require.NoError(t, err)
	seen := map[[2]envs.Action]bool{}
	for _, o := range openings {
		seen[[2]envs.Action(o.Actions)] = true
	}
	assert.Len(t, seen, 72, "every sequence of two moves, whatever position it leads to")
}

// bare hides the powers of a world's states.
type bare struct{ envs.Game }

func (b bare) New(seed uint64) envs.State { return bareState{b.Game.New(seed)} }

type bareState struct{ envs.State }

func TestOpeningsAreAFunctionOfTheSeed(t *testing.T) {
	draw := func(seed uint64) []arena.Opening {
		openings, err := arena.Openings(connectfour.New(), seed, 20, 4)
		require.NoError(t, err)
		return openings
	}
	assert.Equal(t, draw(1), draw(1))
	assert.NotEqual(t, draw(1), draw(2))
}

func TestOpeningsLongerThanAnyGame(t *testing.T) {
	_, err := arena.Openings(tictactoe.New(), 1, 1, 9)
	assert.EqualError(t, err, "no game of tictactoe was found that goes on after 9 random plies")
}
