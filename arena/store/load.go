package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

// Each calls f with every game of the event, in the order of their numbers. Of
// what was thought of a move it knows the mover's value, the visits and the
// depth. An error of f ends it and is returned.
func (e *Event) Each(f func(*tournament.Game) error) error {
	if err := e.each(f); err != nil {
		return fmt.Errorf("store %s: event %q: %w", e.store.path, e.Config.Name, err)
	}
	return nil
}

func (e *Event) each(f func(*tournament.Game) error) error {
	rows, err := e.store.db.Query(`SELECT id, number, round, first, second, first_seed, second_seed,
		first_program, first_version, second_program, second_version,
		world_seed, position, opening, result, ending, fault_seat, fault, first_return, second_return, started
		FROM games WHERE event = ? ORDER BY number`, e.id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		g, id, err := scanGame(rows)
		if err != nil {
			return err
		}
		if err := e.addMoves(id, g); err != nil {
			return fmt.Errorf("game %d: %w", g.Index, err)
		}
		if err := f(g); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Known returns the games of the event by number, as a tournament goes on with
// them.
func (e *Event) Known() (map[int]*arena.Played, error) {
	known := map[int]*arena.Played{}
	err := e.Each(func(g *tournament.Game) error {
		g.Played.Notes = nil // of no use to a tournament, and the largest part of it
		known[g.Index] = g.Played
		return nil
	})
	return known, err
}

func scanGame(rows *sql.Rows) (g *tournament.Game, id int64, err error) {
	g = &tournament.Game{Played: &arena.Played{Programs: make([]arena.Program, 2)}}
	g.Returns = make([]float32, 2)
	var seeds [3]string
	var result, ending, started string
	var faultSeat sql.NullInt64
	var fault sql.NullString
	p := g.Programs
	err = rows.Scan(&id, &g.Index, &g.Round, &g.Seats[0], &g.Seats[1], &seeds[0], &seeds[1],
		&p[0].Name, &p[0].Version, &p[1].Name, &p[1].Version,
		&seeds[2], &g.Position, &g.Opening, &result, &ending, &faultSeat, &fault, &g.Returns[0], &g.Returns[1], &started)
	if err != nil {
		return nil, 0, err
	}
	for i, dst := range []*uint64{&g.Numbers[0], &g.Numbers[1], &g.Seed} {
		if *dst, err = strconv.ParseUint(seeds[i], 10, 64); err != nil {
			return nil, 0, fmt.Errorf("game %d: %w", g.Index, err)
		}
	}
	if g.Played.Start, err = time.Parse(time.RFC3339Nano, started); err != nil {
		return nil, 0, fmt.Errorf("game %d: %w", g.Index, err)
	}
	setEnd(g, result, arena.Ending(ending), faultSeat, fault.String)
	return g, id, nil
}

// setEnd sets what ended a game before its rules did.
func setEnd(g *tournament.Game, result string, ending arena.Ending, faultSeat sql.NullInt64, fault string) {
	switch {
	case faultSeat.Valid:
		g.Fault = &arena.Fault{Seat: envs.Player(faultSeat.Int64), End: ending, Err: errors.New(fault)}
	case ending != arena.ByRules:
		winner := map[string]envs.Player{"1-0": 0, "0-1": 1, "1/2-1/2": envs.Over}[result]
		g.Verdict = &arena.Verdict{Winner: winner, End: ending}
	}
}

// addMoves reads the moves of a game.
func (e *Event) addMoves(id int64, g *tournament.Game) error {
	rows, err := e.store.db.Query("SELECT seat, action, spent, main, periods, value, visits, depth FROM moves WHERE game = ? ORDER BY ply", id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seat int
		var action envs.Action
		var spent, left, value sql.NullFloat64
		var periods, visits, depth sql.NullInt64
		if err := rows.Scan(&seat, &action, &spent, &left, &periods, &value, &visits, &depth); err != nil {
			return err
		}
		g.Actions = append(g.Actions, action)
		if !spent.Valid {
			continue // a move that was given
		}
		n := arena.Note{Spent: seconds(spent.Float64), Left: agents.Time{Left: seconds(left.Float64), Periods: int(periods.Int64)}}
		if value.Valid || visits.Valid || depth.Valid {
			n.Thought = &agents.Thought{Visits: int(visits.Int64), Depth: int(depth.Int64)}
		}
		if value.Valid {
			n.Thought.Values = []float32{float32(value.Float64), -float32(value.Float64)}
			if seat == 1 {
				n.Thought.Values[0], n.Thought.Values[1] = n.Thought.Values[1], n.Thought.Values[0]
			}
		}
		g.Notes = append(g.Notes, n)
	}
	return rows.Err()
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
