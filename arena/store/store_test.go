package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/store"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

var game = connectfour.New()

func config(name string) tournament.Config {
	c := tournament.Default()
	c.Name, c.Game, c.Games = name, "connect4", 6
	c.Clock, c.Players = "1m+1s", []tournament.Player{{Name: "A", Agent: "random"}, {Name: "B", Agent: "random"}, {Name: "C", Agent: "greedy", Clock: "nodes=7"}}
	return c
}

// thinker plays at random, tells what it thinks, and fails now and then.
type thinker struct {
	agents.Agent
	move int
}

func (a *thinker) Reset() { a.move = 0 }

func (a *thinker) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if a.move++; a.move == 9 {
		return 0, errors.New("the pipe is broken")
	}
	return a.Agent.Act(ctx, s)
}

func (a *thinker) Explain() agents.Thought {
	return agents.Thought{
		Values: []float32{0.25, -0.25}, Visits: 100 + a.move, Depth: 3,
		Candidates: []agents.Candidate{{Action: 1, Line: []envs.Action{1, 2, 99}}},
	}
}

func (a *thinker) Identify() (name, version string) { return "Thinker", "1.2" }

func entrants(number int) arena.Entrant {
	return arena.Entrant{New: func(key uint64) (agents.Agent, error) {
		r := agents.Random(seed.Stream(key))
		if number == 1 {
			return &thinker{Agent: r}, nil
		}
		return r, nil
	}}
}

func of(t testing.TB, c tournament.Config) *tournament.Tournament {
	openings, err := arena.Openings(game, c.Seed, c.OpeningsWanted(), 2)
	require.NoError(t, err)
	run := &tournament.Tournament{Config: c, Game: game, Openings: openings, Now: time.Now}
	for i := range c.Players {
		run.Entrants = append(run.Entrants, entrants(i))
	}
	return run
}

func begin(t testing.TB, s *store.Store, run *tournament.Tournament) *store.Event {
	e, err := s.Begin(run.Config, store.Start{
		Identity: run.Config.Identity(run.Openings), Version: "test", Time: time.Unix(1, 500).UTC(),
	})
	require.NoError(t, err)
	return e
}

func TestWhatIsKeptComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd name?%#.db")
	s, err := store.Open(path)
	require.NoError(t, err)
	run := of(t, config("one"))
	run.Config.Adjudication.MaxPlies = 20
	e := begin(t, s, run)
	want := map[int]tournament.Game{}
	run.Keep = func(g *tournament.Game) error {
		want[g.Index] = *g
		return e.Keep(game, g)
	}
	_, err = run.Play(context.Background())
	require.NoError(t, err)
	require.NoError(t, s.Close())
	assert.FileExists(t, path)

	s, err = store.OpenRead(path)
	require.NoError(t, err)
	defer s.Close()
	e, err = s.Event("")
	require.NoError(t, err)
	assert.Equal(t, run.Config, e.Config)
	assert.Equal(t, "test", e.Version)
	assert.True(t, e.Started.Equal(time.Unix(1, 500)))
	assert.Equal(t, 18, e.Games)
	ends := map[arena.Ending]int{}
	require.NoError(t, e.Each(func(g *tournament.Game) error {
		w := want[g.Index]
		assert.Equal(t, w.Numbers, g.Numbers)
		assert.Equal(t, w.Seats, g.Seats)
		assert.Equal(t, w.Programs, g.Programs)
		assert.Equal(t, [3]any{w.Seed, w.Position, w.Opening}, [3]any{g.Seed, g.Position, g.Opening})
		assert.Equal(t, w.Actions, g.Actions)
		assert.Equal(t, w.Returns, g.Returns)
		assert.Equal(t, w.Verdict, g.Verdict)
		assert.Equal(t, w.Outcome(0), g.Outcome(0))
		assert.Equal(t, w.Ending(), g.Ending())
		if w.Fault != nil {
			assert.EqualError(t, g.Fault.Err, w.Fault.Err.Error())
		}
		assert.WithinDuration(t, w.Played.Start, g.Played.Start, 0)
		require.Len(t, g.Notes, len(w.Notes))
		for i, n := range g.Notes {
			assert.InDelta(t, w.Notes[i].Spent.Seconds(), n.Spent.Seconds(), 1e-8)
			assert.InDelta(t, w.Notes[i].Left.Left.Seconds(), n.Left.Left.Seconds(), 1e-8)
			if w.Notes[i].Thought == nil {
				assert.Nil(t, n.Thought)
				continue
			}
			assert.Equal(t, w.Notes[i].Thought.Values, n.Thought.Values)
			assert.Equal(t, w.Notes[i].Thought.Visits, n.Thought.Visits)
		}
		ends[g.Ending()]++
		return nil
	}))
	assert.NotZero(t, ends[arena.ByRules])
	assert.NotZero(t, ends[arena.Failure])
	assert.NotZero(t, ends[arena.TooLong])
}

func TestAnEventGoesOnWithTheSameConfigOnly(t *testing.T) {
	s, err := store.Open(filepath.Join(t.TempDir(), "a.db"))
	require.NoError(t, err)
	defer s.Close()
	run := of(t, config("one"))
	e := begin(t, s, run)
	assert.Zero(t, e.Games)
	begin(t, s, run)
	run.Config.Concurrency = 9
	begin(t, s, run)

	run.Config.Seed = 2
	_, err = s.Begin(run.Config, store.Start{Identity: run.Config.Identity(run.Openings)})
	assert.ErrorContains(t, err, `the event "one" was begun with other settings`)
	run.Config.Name = "two"
	begin(t, s, run)
	events, err := s.Events()
	require.NoError(t, err)
	require.Len(t, events, 2)
	assert.Equal(t, "two", events[1].Config.Name)
	_, err = s.Event("")
	assert.ErrorContains(t, err, `it holds several events; want one of ["one" "two"]`)
	_, err = s.Event("three")
	assert.ErrorContains(t, err, `no event "three"; want one of ["one" "two"]`)
}

func TestAGameIsKeptOnce(t *testing.T) {
	s, err := store.Open(filepath.Join(t.TempDir(), "a.db"))
	require.NoError(t, err)
	defer s.Close()
	run := of(t, config("one"))
	e := begin(t, s, run)
	run.Keep = func(g *tournament.Game) error {
		require.NoError(t, e.Keep(game, g))
		assert.ErrorContains(t, e.Keep(game, g), fmt.Sprintf("game %d of %q: ", g.Index, "one"))
		return nil
	}
	_, err = run.Play(context.Background())
	require.NoError(t, err)
	known, err := e.Known()
	require.NoError(t, err)
	assert.Len(t, known, 18)
}

func TestQuery(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	s, err := store.Open(path)
	require.NoError(t, err)
	run := of(t, config("one"))
	e := begin(t, s, run)
	run.Keep = func(g *tournament.Game) error { return e.Keep(game, g) }
	_, err = run.Play(context.Background())
	require.NoError(t, err)
	require.NoError(t, s.Close())

	s, err = store.OpenRead(path)
	require.NoError(t, err)
	defer s.Close()
	ask := func(question string) (rows [][]any, err error) {
		err = s.Query(context.Background(), question, func([]string) error { return nil },
			func(values []any) error { rows = append(rows, append([]any(nil), values...)); return nil })
		return rows, err
	}
	rows, err := ask("SELECT count(*), sum(plies) FROM games")
	require.NoError(t, err)
	assert.EqualValues(t, 18, rows[0][0])
	moves, err := ask("SELECT count(*) FROM moves")
	require.NoError(t, err)
	assert.Equal(t, rows[0][1], moves[0][0])
	rows, err = ask("SELECT DISTINCT line FROM moves JOIN games ON moves.game = games.id WHERE visits IS NOT NULL")
	require.NoError(t, err)
	assert.Contains(t, rows, []any{"2 3"}, "legal moves of a line, named")
	_, err = ask("SELECT * FROM gmaes")
	assert.ErrorContains(t, err, "no such table: gmaes")
	_, err = ask("DELETE FROM games")
	assert.Error(t, err, "a store that is read is not changed")
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	_, err := store.OpenRead(filepath.Join(folder, "nowhere.db"))
	assert.ErrorContains(t, err, "nowhere.db: there is no such file")
	_, err = store.Open(filepath.Join(folder, "no", "folder.db"))
	assert.ErrorContains(t, err, "folder.db: ")

	text := filepath.Join(folder, "text.db")
	require.NoError(t, os.WriteFile(text, []byte("this is a text and no database, however long it may be"), 0o600))
	other := filepath.Join(folder, "other.db")
	db, err := sql.Open("sqlite", other)
	require.NoError(t, err)
	_, err = db.Exec("CREATE TABLE t (x)")
	require.NoError(t, err)
	newer := filepath.Join(folder, "newer.db")
	s, err := store.Open(newer)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	db2, err := sql.Open("sqlite", newer)
	require.NoError(t, err)
	_, err = db2.Exec("PRAGMA user_version = 2")
	require.NoError(t, errors.Join(err, db.Close(), db2.Close()))
	for path, want := range map[string]string{
		text:  "not a database",
		other: "a database of something else; want one that arena made",
		newer: "a store of version 2; want 1",
	} {
		_, err := store.Open(path)
		assert.ErrorContains(t, err, want)
		_, err = store.OpenRead(path)
		assert.ErrorContains(t, err, want)
	}
}
