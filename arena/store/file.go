package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

// File returns a game of the event as it goes to a file, with what its agents
// thought as comments.
func (e *Event) File(world envs.Game, k *tournament.Game) *gamefile.Game {
	c := &e.Config
	g := &gamefile.Game{
		Seed: k.Seed, Position: k.Position, Event: c.Name, Round: k.Index + 1, Date: k.Played.Start,
		Result: gamefile.ResultOf(&k.Record), Ending: k.Ending(), Comment: story(c, k),
	}
	var clocks [2]arena.Control
	for seat, player := range k.Seats {
		g.Players = append(g.Players, c.Players[player].Name)
		clocks[seat], _ = c.Control(player) // the config was checked when it was read
	}
	if clocks[0] == clocks[1] {
		g.Clock = clocks[0]
	}
	s := g.Start(world)
	for ply, a := range k.Actions {
		m := gamefile.Move{Action: a}
		if i := ply - k.Opening; i >= 0 && i < len(k.Notes) {
			m.Note = k.Notes[i]
			m.Comment = thoughts(m.Note, s.ToPlay())
		}
		g.Moves = append(g.Moves, m)
		s.Play(a)
	}
	return g
}

// story is what else there is to tell of a game.
func story(c *tournament.Config, k *tournament.Game) string {
	var parts []string
	for seat, player := range k.Seats {
		p := c.Players[player]
		text := fmt.Sprintf("seat %d: %s", seat+1, p.Agent)
		if program := k.Programs[seat]; program.Name != "" {
			text += strings.TrimRight(", which is "+program.Name+" "+program.Version, " ")
		}
		if control, err := c.Control(player); err == nil && control != (arena.Control{}) {
			text += ", clock " + control.String()
		}
		parts = append(parts, text)
	}
	if k.Opening > 0 {
		parts = append(parts, fmt.Sprintf("the first %d moves were given", k.Opening))
	}
	if k.Fault != nil {
		parts = append(parts, fmt.Sprintf("seat %d is at fault: %v", k.Fault.Seat+1, k.Fault.Err))
	}
	return strings.Join(parts, "; ")
}

// thoughts says in words what a seat thought of its move.
func thoughts(n arena.Note, seat envs.Player) string {
	var parts []string
	if t := n.Thought; t != nil {
		if len(t.Values) == 2 {
			parts = append(parts, fmt.Sprintf("expects %.1f %%", 100*agents.WinRate(t.Values[seat])))
		}
		if t.Visits > 0 {
			parts = append(parts, fmt.Sprintf("visits %d", t.Visits))
		}
		if t.Depth > 0 {
			parts = append(parts, fmt.Sprintf("depth %d", t.Depth))
		}
	}
	if spent := n.Spent.Round(10 * time.Millisecond); spent > 0 {
		parts = append(parts, "took "+spent.String())
	}
	return strings.Join(parts, ", ")
}
