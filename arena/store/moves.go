package store

import (
	"database/sql"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

// insertMoves writes the moves of a game.
func insertMoves(tx *sql.Tx, id int64, world envs.Game, g *tournament.Game) error {
	insert, err := tx.Prepare("INSERT INTO moves (game, ply, seat, action, name, spent, main, periods, value, visits, depth, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	notation, s := agents.Notation(world), g.Record.Start(world)
	for ply, a := range g.Actions {
		row := []any{id, ply, int(s.ToPlay()), int(a), notation.FormatAction(s, a)}
		if _, err := insert.Exec(append(row, noteOf(world, s, g, ply)...)...); err != nil {
			return err
		}
		s.Play(a)
	}
	return nil
}

// noteOf returns the columns from spent on; nil is null.
func noteOf(world envs.Game, s envs.State, g *tournament.Game, ply int) []any {
	columns := make([]any, 7)
	at := ply - g.Opening
	if at < 0 || at >= len(g.Notes) {
		return columns
	}
	n := &g.Notes[at]
	columns[0] = n.Spent.Seconds()
	if n.Left != (agents.Time{}) {
		columns[1], columns[2] = n.Left.Left.Seconds(), n.Left.Periods
	}
	t := n.Thought
	if t == nil {
		return columns
	}
	if t.Values != nil {
		columns[3] = t.Values[s.ToPlay()]
	}
	if t.Visits > 0 {
		columns[4] = t.Visits
	}
	if t.Depth > 0 {
		columns[5] = t.Depth
	}
	if len(t.Candidates) > 0 {
		line := t.Candidates[0].Line
		columns[6] = strings.Join(agents.LineNames(world, s, line, len(line)), " ")
	}
	return columns
}
