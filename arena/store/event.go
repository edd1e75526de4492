package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

// Event is a tournament in a store.
type Event struct {
	Config  tournament.Config
	Version string    // of the code that began it
	Started time.Time // when it was begun
	Games   int       // that are over

	id    int64
	store *Store
}

// Start says what begins an event, besides its Config.
type Start struct {
	Identity string // Config.Identity: an event goes on only with the same
	Version  string // of the code
	Time     time.Time
}

// Begin returns the event of the config's name: a new one, or the one that is
// there, if it has the same identity. It is an error if it has another.
func (s *Store) Begin(c tournament.Config, start Start) (*Event, error) {
	var e *Event
	err := s.change(func(tx *sql.Tx) (err error) {
		var identity string
		err = tx.QueryRow("SELECT identity FROM events WHERE name = ?", c.Name).Scan(&identity)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if err := insertEvent(tx, c, start); err != nil {
				return err
			}
		case err != nil:
			return err
		case identity != start.Identity:
			return fmt.Errorf("the event %q was begun with other settings; go on with those, or give this one another name", c.Name)
		}
		e, err = s.event(tx, c.Name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", s.path, err)
	}
	e.Config = c
	return e, nil
}

func insertEvent(tx *sql.Tx, c tournament.Config, start Start) error {
	var config strings.Builder
	if err := toml.NewEncoder(&config).Encode(c); err != nil {
		return err
	}
	r, err := tx.Exec("INSERT INTO events (name, game, format, seed, config, identity, version, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		c.Name, c.Game, string(c.Format), formatSeed(c.Seed), config.String(), start.Identity, start.Version, formatTime(start.Time))
	if err != nil {
		return err
	}
	id, err := r.LastInsertId()
	if err != nil {
		return err
	}
	for number, p := range c.Players {
		control, err := c.Control(number)
		if err != nil {
			return err
		}
		_, err = tx.Exec("INSERT INTO players (event, number, name, agent, clock) VALUES (?, ?, ?, ?, ?)",
			id, number, p.Name, p.Agent, control.String())
		if err != nil {
			return err
		}
	}
	return nil
}

// queryer is a database or a transaction.
type queryer interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

// event reads the event of a name.
func (s *Store) event(db queryer, name string) (*Event, error) {
	e := &Event{store: s}
	var config, started string
	err := db.QueryRow("SELECT id, config, version, started, (SELECT count(*) FROM games WHERE event = events.id) FROM events WHERE name = ?", name).
		Scan(&e.id, &config, &e.Version, &started, &e.Games)
	if err != nil {
		return nil, err
	}
	if e.Config, err = tournament.Parse(config); err != nil {
		return nil, fmt.Errorf("event %q: %w", name, err)
	}
	e.Started, err = time.Parse(time.RFC3339Nano, started)
	return e, err
}

// Events returns the events in the order of their beginning.
func (s *Store) Events() ([]*Event, error) {
	names, err := s.names()
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", s.path, err)
	}
	var all []*Event
	for _, name := range names {
		e, err := s.event(s.db, name)
		if err != nil {
			return nil, fmt.Errorf("store %s: %w", s.path, err)
		}
		all = append(all, e)
	}
	return all, nil
}

func (s *Store) names() (names []string, err error) {
	rows, err := s.db.Query("SELECT name FROM events ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// Event returns the event of a name; the empty name is the only event of the
// store. The error lists the events there are.
func (s *Store) Event(name string) (*Event, error) {
	names, err := s.names()
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", s.path, err)
	}
	if name == "" && len(names) == 1 {
		name = names[0]
	}
	for _, n := range names {
		if n == name {
			e, err := s.event(s.db, name)
			if err != nil {
				return nil, fmt.Errorf("store %s: %w", s.path, err)
			}
			return e, nil
		}
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("store %s: it holds no event", s.path)
	case name == "":
		return nil, fmt.Errorf("store %s: it holds several events; want one of %q", s.path, names)
	}
	return nil, fmt.Errorf("store %s: no event %q; want one of %q", s.path, name, names)
}

// Keep keeps a game of world. When it returns, the game is on disk. It is an
// error if the store has a game of that number already.
func (e *Event) Keep(world envs.Game, g *tournament.Game) error {
	err := e.store.change(func(tx *sql.Tx) error {
		id, err := e.insertGame(tx, world, g)
		if err != nil {
			return err
		}
		return insertMoves(tx, id, world, g)
	})
	if err != nil {
		return fmt.Errorf("store %s: game %d of %q: %w", e.store.path, g.Index, e.Config.Name, err)
	}
	return nil
}

func (e *Event) insertGame(tx *sql.Tx, world envs.Game, g *tournament.Game) (int64, error) {
	var faultSeat, fault any
	if g.Fault != nil {
		faultSeat, fault = int(g.Fault.Seat), g.Fault.Err.Error()
	}
	result := [...]string{"0-1", "1/2-1/2", "1-0"}[g.Outcome(0)+1]
	r, err := tx.Exec(`INSERT INTO games (event, number, round, first, second, first_seed, second_seed,
		first_program, first_version, second_program, second_version,
		world_seed, position, opening, plies, moves, result, ending, fault_seat, fault, first_return, second_return, started)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.id, g.Index, g.Round, g.Seats[0], g.Seats[1], formatSeed(g.Numbers[0]), formatSeed(g.Numbers[1]),
		g.Programs[0].Name, g.Programs[0].Version, g.Programs[1].Name, g.Programs[1].Version,
		formatSeed(g.Seed), g.Position, g.Opening, len(g.Actions), arena.FormatMoves(world, &g.Record),
		result, string(g.Ending()), faultSeat, fault, g.Returns[0], g.Returns[1], formatTime(g.Start))
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func formatSeed(n uint64) string { return strconv.FormatUint(n, 10) }

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
