package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/session"
)

// match plays a match of so many games and returns what came of it; view, if
// not nil, shows it.
func match(t *testing.T, games int, view *session.Match) (lines []string) {
	t.Helper()
	config := tournament.Default()
	config.Name, config.Game, config.Games, config.Concurrency = "watched", "tictactoe", games, 2
	config.Players = []tournament.Player{{Name: "a", Agent: "mcts:sims=20"}, {Name: "b", Agent: "random"}}
	openings, err := arena.Openings(tictactoe.New(), 1, config.OpeningsWanted(), 1)
	require.NoError(t, err)
	played := tournament.Tournament{
		Config: config, Game: tictactoe.New(), Openings: openings, Now: time.Now,
		Entrants: []arena.Entrant{
			{New: func(number uint64) (agents.Agent, error) { return rollouts(20), nil }},
			{New: func(number uint64) (agents.Agent, error) { return agents.Random(seed.Stream(number)), nil }},
		},
		Each: func(g *tournament.Game, _ *tournament.Standings) {
			lines = append(lines, fmt.Sprint(g.Index, g.Actions, g.Outcome(0)))
		},
	}
	if view != nil {
		played.Watch = func(g *tournament.Game) arena.Watcher {
			return view.Begin(g.Index, fmt.Sprint("game ", g.Index), []string{"a", "b"})
		}
		played.Keep = func(g *tournament.Game) error { view.Over(g.Index, g.Outcome(0).String()); return nil }
	}
	_, err = played.Play(context.Background())
	require.NoError(t, err)
	return lines
}

// Watching a match changes nothing of it, and holds it up at no time: nobody
// even looks until it is over. Then those games are seen that had a board.
func TestAMatchIsWatched(t *testing.T) {
	const boards = 3
	view := session.NewMatch(tictactoe.New(), boards)
	assert.Equal(t, match(t, 12, nil), match(t, 12, view))

	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- view.Run(ctx) }()
	view.SetMessage("twelve games")
	(<-view.Updates())()
	games := view.App().Games()
	require.Len(t, games, boards)
	titles := map[string]bool{}
	for _, g := range games {
		assert.Regexp(t, `^game \d+$`, g.Title)
		titles[g.Title] = true
		assert.Contains(t, []string{"win", "draw", "loss"}, g.Outcome)
		assert.GreaterOrEqual(t, g.Plies(), 4, "and a move of the opening before them")
		assert.Equal(t, 1, 9-len(g.Position(0).Legal(nil)))
		assert.Equal(t, g.Position(0), g.Shown(), "it is shown at the pace of the one who looks")
	}
	assert.Len(t, titles, boards, "each board shows a game of its own: the first to begin, and those begin side by side")
	assert.Nil(t, view.Begin(12, "", nil), "all boards are taken")
	for view.App().Animated() {
		view.App().Tick(time.Second)
	}
	(<-view.Updates())() // what was seen to its end makes room
	watcher := view.Begin(12, "the next", []string{"a", "b"})
	require.NotNil(t, watcher)
	watcher(tictactoe.New().New(0), 4, arena.Note{})
	for view.App().Games()[0].Title != "the next" {
		(<-view.Updates())()
	}
	assert.True(t, view.App().Animated(), "it goes on by itself")
	cancel()
	assert.ErrorIs(t, <-done, context.Canceled)
}

// A game that ends before its first move leaves its board to the next.
func TestAGameThatNeverBegins(t *testing.T) {
	view := session.NewMatch(tictactoe.New(), 1)
	require.NotNil(t, view.Begin(0, "", nil))
	require.Nil(t, view.Begin(1, "", nil))
	view.Over(0, "b wins")
	assert.NotNil(t, view.Begin(2, "", nil))
}

// follower plays on a board of its own: a move that it was not told of is an
// error.
type follower struct {
	told   []string
	closed bool
}

func (f *follower) Reset()       { f.told = nil }
func (f *follower) Close() error { f.closed = true; return nil }
func (f *follower) Begin(context.Context, envs.State) error {
	f.told = []string{}
	return nil
}
func (f *follower) Follow(_ context.Context, s envs.State, a envs.Action) error {
	if 9-len(s.Legal(nil)) != len(f.told) {
		return errors.New("out of step")
	}
	f.told = append(f.told, fmt.Sprint(a))
	return nil
}
func (f *follower) Act(_ context.Context, s envs.State) (envs.Action, error) {
	if f.told == nil || 9-len(s.Legal(nil)) != len(f.told) {
		return 0, errors.New("out of step")
	}
	return s.Legal(nil)[0], nil
}

// An agent with a board of its own is told the game anew where moves are taken
// back, after a hint, and when it becomes another.
func TestFollowersKeepUp(t *testing.T) {
	var made []*follower
	level := func(level int) (string, agents.Agent, error) {
		if level > 1 {
			return "", nil, errors.New("as strong as it gets")
		}
		f := new(follower)
		made = append(made, f)
		return fmt.Sprint("level ", level), f, nil
	}
	_, first, err := level(0)
	require.NoError(t, err)
	d := start(t, session.Player{Name: "you"}, session.Player{Name: "level 0", Agent: first, Level: level})
	d.choose()
	d.until("the reply", turn(2))
	d.choose()
	d.until("the reply", turn(4))
	d.play.App().Press(app.KeyU)
	d.until("two moves taken back", turn(2))
	d.play.App().Press(app.KeyH)
	d.until("a hint", func(g *app.Game) bool { return len(g.Thought().Candidates) == 1 })
	d.choose()
	d.until("the reply", turn(4))
	d.play.App().Press(app.KeyPlus)
	d.until("another name", func(g *app.Game) bool { return g.Names[1] == "level 1" })
	d.play.App().Press(app.KeyPlus) // there is no more
	d.choose()
	d.until("the reply", turn(6))
	assert.True(t, made[0].closed)
	assert.Len(t, made, 2)

	d.play.App().Press(app.KeyC)
	d.until("a game with other seats", func(g *app.Game) bool { return g.Names[0] == "level 1" && g.Plies() == 1 })
	d.choose()
	d.until("the reply", turn(3))
	for plies := 3; !d.play.App().Game().Over(); plies += 2 {
		d.choose()
		d.until("the reply", func(g *app.Game) bool { return g.Plies() == plies+2 || g.Outcome != "" })
	}
	d.until("the end", func(g *app.Game) bool { return g.Outcome != "" })
	assert.NotContains(t, d.play.App().Game().Outcome, "out of step")
	before := d.play.App().Game().Plies()
	d.play.App().Press(app.KeyU)
	d.until("a move of a game that was over taken back", func(g *app.Game) bool { return g.Outcome == "" && g.Plies() < before })
}
