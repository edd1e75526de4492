package toytext

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// String draws the world.
func (s *State) String() string { return s.game.picture(int(s.at)) }

// FormatAction returns the name of a.
func (g *Game) FormatAction(_ envs.State, a envs.Action) string { return g.moves[a] }

// ParseAction reads the name of an action.
func (g *Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("%s: move %q after the end of the episode", g.spec.Name, text)
	}
	var legal []string
	for _, a := range s.Legal(nil) {
		if g.moves[a] == text {
			return a, nil
		}
		legal = append(legal, g.moves[a])
	}
	what := "unknown"
	if slices.Contains(g.moves, text) {
		what = "illegal"
	}
	return 0, fmt.Errorf("%s: %s move %q: want one of %s", g.spec.Name, what, text, strings.Join(legal, ", "))
}

// drawMap draws the rows of a map, the cell at the index in brackets.
func drawMap(rows []string, at int) string {
	var b strings.Builder
	for y, row := range rows {
		for x := range len(row) {
			cell := " " + row[x:x+1] + " "
			if y*len(row)+x == at {
				cell = "[" + row[x:x+1] + "]"
			}
			b.WriteString(cell)
		}
		b.WriteString("\n")
	}
	return b.String()
}
