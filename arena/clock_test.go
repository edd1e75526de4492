package arena_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// watch is a clock that agents move on by hand.
type watch struct{ now time.Time }

func (w *watch) Now() time.Time { return w.now }

// slow plays the first legal move and takes given times for it, the last of
// them over and over. It writes down what the clock said.
type slow struct {
	first
	watch *watch
	takes []time.Duration
	saw   []agents.Clock
}

func (s *slow) SetClock(c agents.Clock) { s.saw = append(s.saw, c) }

func (s *slow) Act(ctx context.Context, state envs.State) (envs.Action, error) {
	s.watch.now = s.watch.now.Add(s.takes[0])
	if len(s.takes) > 1 {
		s.takes = s.takes[1:]
	}
	return s.first.Act(ctx, state)
}

const second = time.Second

func TestClocks(t *testing.T) {
	seconds := func(list ...time.Duration) (all []time.Duration) {
		for _, n := range list {
			all = append(all, n*second)
		}
		return all
	}
	for _, c := range []struct {
		name, control string
		margin        time.Duration
		takes         []time.Duration
		left          []time.Duration // of the main time after each move
		periods       []int           // left after each move, nil for none
		fault         string          // of the move after those
	}{
		{"absolute", "10s", 0, seconds(4, 6), seconds(6, 0), nil, "no time is left on the clock"},
		{"absolute, overstepped", "10s", 0, seconds(4, 7), seconds(6), nil, "7s for a move with 6s on the clock"},
		{"within the margin", "10s", second, seconds(4, 7), seconds(6, 0), nil, "no time is left on the clock"},
		{"Fischer", "10s+2s", 0, seconds(4, 8, 2, 3), seconds(8, 2, 2), nil, "3s for a move with 2s on the clock"},
		{"moves to go", "2/10s", 0, seconds(4, 6, 1, 10), seconds(6, 10, 9), nil, "10s for a move with 9s on the clock"},
		{"byo-yomi", "5s+3x10s", 0, seconds(3, 12, 10, 11, 20, 21), seconds(2, 0, 0, 0, 0, 0), []int{3, 3, 3, 2, 1}, "21s for a move with 10s on the clock"},
		{"a time a move", "1x2s", 0, seconds(2, 1, 3), seconds(0, 0), []int{1, 1}, "3s for a move with 2s on the clock"},
	} {
		t.Run(c.name, func(t *testing.T) {
			control, err := arena.ParseControl(c.control)
			require.NoError(t, err)
			w := &watch{}
			player := &slow{watch: w, takes: c.takes}
			r, err := arena.Play(context.Background(), othello.New(8), arena.Opening{}, []agents.Agent{player, first{}},
				arena.PlayConfig{Controls: []arena.Control{control, {}}, Now: w.Now, Margin: c.margin})
			require.NoError(t, err)
			require.NotNil(t, r.Fault)
			assert.Equal(t, arena.Fault{Seat: 0, End: arena.Late, Err: r.Fault.Err}, *r.Fault)
			assert.EqualError(t, r.Fault.Err, c.fault)
			assert.Equal(t, arena.Late, r.Ending())
			var left []time.Duration
			var periods []int
			for i := 0; i < len(r.Notes); i += 2 {
				assert.Equal(t, c.takes[:1][0] > 0, r.Notes[i].Spent > 0)
				left = append(left, r.Notes[i].Left.Left)
				periods = append(periods, r.Notes[i].Left.Periods)
				assert.Zero(t, r.Notes[i+1].Left, "no clock runs for the other side")
			}
			assert.Equal(t, c.left[:len(left)], left)
			if c.periods != nil {
				assert.Equal(t, c.periods, periods)
			}
			for i, clock := range player.saw[1:] {
				assert.Equal(t, left[i], clock.Seats[0].Left, "an agent is told what is left")
			}
		})
	}
}

func TestNodesAreTold(t *testing.T) {
	player := &slow{watch: &watch{}, takes: []time.Duration{0}}
	_, err := arena.Play(context.Background(), tictactoe.New(), arena.Opening{}, []agents.Agent{first{}, player},
		arena.PlayConfig{Controls: []arena.Control{{}, {Nodes: 7}}})
	require.NoError(t, err)
	assert.Equal(t, 7, player.saw[0].Nodes)
}

// stuck waits for the end of the context, in one method.
type stuck struct {
	first
	act, begin, follow bool
}

func (s stuck) Act(ctx context.Context, state envs.State) (envs.Action, error) {
	if s.act {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	return s.first.Act(ctx, state)
}

func (s stuck) Begin(ctx context.Context, _ envs.State) error { return wait(ctx, s.begin) }

func (s stuck) Follow(ctx context.Context, _ envs.State, _ envs.Action) error {
	return wait(ctx, s.follow)
}

func wait(ctx context.Context, really bool) error {
	if !really {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func TestAnAgentThatHangsLoses(t *testing.T) {
	for name, c := range map[string]struct {
		agent  stuck
		config arena.PlayConfig
		plies  int
	}{
		"on its clock":   {stuck{act: true}, arena.PlayConfig{Controls: []arena.Control{{Main: 20 * time.Millisecond}, {}}, Now: time.Now}, 0},
		"beyond a limit": {stuck{act: true}, arena.PlayConfig{Limit: 20 * time.Millisecond}, 0},
		"at the start":   {stuck{begin: true}, arena.PlayConfig{Limit: 20 * time.Millisecond}, 0},
		"after a move":   {stuck{follow: true}, arena.PlayConfig{Limit: 20 * time.Millisecond}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := arena.Play(context.Background(), tictactoe.New(), arena.Opening{}, []agents.Agent{c.agent, first{}}, c.config)
			require.NoError(t, err)
			assert.Equal(t, arena.Late, r.Ending())
			assert.Equal(t, arena.Loss, r.Outcome(0))
			assert.Len(t, r.Actions, c.plies)
		})
	}
}

func TestClocksWantAWatch(t *testing.T) {
	assert.PanicsWithValue(t, "arena: a game with clocks and no watch: want PlayConfig.Now", func() {
		_, _ = arena.Play(context.Background(), tictactoe.New(), arena.Opening{}, []agents.Agent{first{}, first{}},
			arena.PlayConfig{Controls: []arena.Control{{Main: second}, {}}})
	})
	assert.PanicsWithValue(t, "arena: 1 clocks in a world of 2 seats", func() {
		_, _ = arena.Play(context.Background(), tictactoe.New(), arena.Opening{}, []agents.Agent{first{}, first{}},
			arena.PlayConfig{Controls: []arena.Control{{}}})
	})
}

// follower keeps a board of its own.
type follower struct {
	first
	game  envs.Game
	board envs.State
	err   error // returned at the fourth move
	moves int
}

func (f *follower) Begin(_ context.Context, start envs.State) error {
	f.board, f.moves = f.game.New(0), 0
	f.board.CopyFrom(start)
	return nil
}

func (f *follower) Follow(_ context.Context, s envs.State, a envs.Action) error {
	if f.board.(envs.Hasher).Hash() != s.(envs.Hasher).Hash() {
		return errors.New("the boards differ")
	}
	if f.moves++; f.moves == 4 && f.err != nil {
		return f.err
	}
	f.board.Play(a)
	return nil
}

func TestFollowersSeeEveryMove(t *testing.T) {
	game := othello.New(8)
	for seat := range 2 {
		f := &follower{game: game}
		players := []agents.Agent{first{}, first{}}
		players[seat] = f
		position := game.FormatPosition(arena.Opening{Actions: []envs.Action{19, 18}}.State(game))
		r, err := arena.Play(context.Background(), game, arena.Opening{Position: position, Actions: []envs.Action{17}}, players, arena.PlayConfig{})
		require.NoError(t, err)
		require.Nil(t, r.Fault)
		assert.Len(t, r.Actions, f.moves)
		assert.Equal(t, envs.Over, f.board.ToPlay())
		assert.Equal(t, position, game.FormatPosition(r.Start(game)))
	}

	f := &follower{game: game, err: errors.New("I do not think so")}
	r, err := arena.Play(context.Background(), game, arena.Opening{}, []agents.Agent{first{}, f}, arena.PlayConfig{})
	require.NoError(t, err)
	assert.Equal(t, &arena.Fault{Seat: 1, End: arena.Failure, Err: f.err}, r.Fault, "who does not accept a legal move is at fault")
	assert.Len(t, r.Actions, 4)
}
