package arena_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// script is an agent that plays given actions, and then fails.
type script struct {
	actions []envs.Action
	next    int
	resets  int
}

var errScriptEnds = errors.New("the script ends")

func (s *script) Reset() { s.next, s.resets = 0, s.resets+1 }

func (s *script) Act(context.Context, envs.State) (envs.Action, error) {
	if s.next == len(s.actions) {
		return 0, errScriptEnds
	}
	s.next++
	return s.actions[s.next-1], nil
}

func scripts(x, o []envs.Action) []agents.Agent {
	return []agents.Agent{&script{actions: x}, &script{actions: o}}
}

func TestPlay(t *testing.T) {
	type actions = []envs.Action
	for _, c := range []struct {
		name     string
		opening  actions
		x, o     actions
		want     actions
		outcomes [2]arena.Outcome
		fault    string // empty if there is none
		faulty   envs.Player
	}{
		{"the first seat wins", nil, actions{0, 1, 2}, actions{3, 4}, actions{0, 3, 1, 4, 2},
			[2]arena.Outcome{arena.Win, arena.Loss}, "", 0},
		{"the second seat wins", nil, actions{0, 1, 8}, actions{3, 4, 5}, actions{0, 3, 1, 4, 8, 5},
			[2]arena.Outcome{arena.Loss, arena.Win}, "", 0},
		{"a draw", nil, actions{0, 2, 3, 7, 8}, actions{1, 4, 5, 6}, actions{0, 1, 2, 4, 3, 5, 7, 6, 8},
			[2]arena.Outcome{arena.Draw, arena.Draw}, "", 0},
		{"from an opening", actions{0, 3, 1}, actions{2}, actions{8}, actions{0, 3, 1, 8, 2},
			[2]arena.Outcome{arena.Win, arena.Loss}, "", 0},
		{"an agent fails", nil, actions{0}, actions{3}, actions{0, 3},
			[2]arena.Outcome{arena.Loss, arena.Win}, "the script ends", 0},
		{"a taken cell", nil, actions{0}, actions{0}, actions{0},
			[2]arena.Outcome{arena.Win, arena.Loss}, "action 0 is illegal at ply 1", 1},
		{"no cell at all", nil, actions{-1}, nil, nil,
			[2]arena.Outcome{arena.Loss, arena.Win}, "action -1 is illegal at ply 0", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			players := scripts(c.x, c.o)
			watched := append(actions(nil), c.opening...)
			got, err := arena.Play(context.Background(), tictactoe.New(), arena.Opening{Seed: 5, Actions: c.opening},
				players, arena.PlayConfig{Watch: func(s envs.State, a envs.Action, _ arena.Note) {
					assert.Contains(t, s.Legal(nil), a)
					watched = append(watched, a)
				}})
			require.NoError(t, err)
			assert.Equal(t, c.want, got.Actions)
			assert.Equal(t, c.want, watched)
			assert.Equal(t, len(c.opening), got.Opening)
			assert.EqualValues(t, 5, got.Seed)
			assert.Equal(t, c.outcomes, [2]arena.Outcome{got.Outcome(0), got.Outcome(1)})
			assert.Equal(t, 1, players[0].(*script).resets)
			if c.fault == "" {
				assert.Nil(t, got.Fault)
				return
			}
			require.NotNil(t, got.Fault)
			assert.EqualError(t, got.Fault.Err, c.fault)
			assert.Equal(t, c.faulty, got.Fault.Seat)
		})
	}
}

// quitter ends the context in the middle of its second move, and then fails.
type quitter struct {
	script
	end context.CancelFunc
}

func (q *quitter) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if q.next == 1 {
		q.end()
		return 0, ctx.Err()
	}
	return q.script.Act(ctx, s)
}

func TestPlayEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	players := scripts(nil, []envs.Action{1})
	players[0] = &quitter{script{actions: []envs.Action{0}}, cancel}
	got, err := arena.Play(ctx, tictactoe.New(), arena.Opening{}, players, arena.PlayConfig{})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, []envs.Action{0, 1}, got.Actions)
	assert.Nil(t, got.Fault, "an end from outside is nobody's fault")
}

func TestPlayPanicsOnBrokenPromises(t *testing.T) {
	game := connectfour.New()
	assert.PanicsWithValue(t, "arena: 1 players in a world of 2 seats", func() {
		_, _ = arena.Play(context.Background(), game, arena.Opening{}, scripts(nil, nil)[:1], arena.PlayConfig{})
	})
	assert.Panics(t, func() {
		_, _ = arena.Play(context.Background(), game, arena.Opening{Actions: []envs.Action{9}}, scripts(nil, nil), arena.PlayConfig{})
	})
}
