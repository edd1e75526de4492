package gallery

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
)

// File returns the games of a record, as package gamefile reads them: each of
// the world that is told for its header.
func File(path string, world func(gamefile.Header) (envs.Game, error)) ([]*app.Game, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	records, worlds, err := gamefile.ReadEach(path, text, world)
	if err != nil {
		return nil, err
	}
	var games []*app.Game
	for i, r := range records {
		g := Of(worlds[i], r.Opening())
		for seat := range g.Names {
			g.Names[seat] = cmp.Or(r.Player(seat), g.Names[seat])
		}
		g.Title = fmt.Sprintf("%s, game %d of %d", filepath.Base(path), i+1, len(records))
		games = append(games, g)
	}
	return games, nil
}

// Of returns the game of the moves of an opening, looked at from its first
// position.
func Of(world envs.Game, o arena.Opening) *app.Game {
	s := arena.Opening{Seed: o.Seed, Position: o.Position}.State(world)
	g := app.NewGame(world, s, seats(world))
	for _, a := range o.Actions {
		s.Play(a)
		g.Follow(s, a, agents.Thought{})
	}
	g.Jump(0)
	return g
}

// seats are names for the seats of a world when nothing is known of who plays.
func seats(world envs.Game) (names []string) {
	for seat := range world.Spec().Players {
		names = append(names, fmt.Sprint("seat ", seat+1))
	}
	return names
}
