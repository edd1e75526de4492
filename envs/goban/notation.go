package goban

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// String draws the board with its coordinates, X for Black and O for White.
func (s *State) String() string {
	size := int(s.board.size)
	var letters, b strings.Builder
	letters.WriteString("  ")
	for col := range size {
		letters.WriteString(" " + columns[col:col+1])
	}
	b.WriteString(letters.String() + "\n")
	for row := range size {
		fmt.Fprintf(&b, "%2d", size-row)
		for col := range size {
			b.WriteString(" " + string(stoneLetters[s.board.points[s.board.pointOf(row*size+col)].colour]))
		}
		fmt.Fprintf(&b, " %d\n", size-row)
	}
	b.WriteString(letters.String() + "\n")
	return b.String()
}

const stoneLetters = ".XO"

// FormatAction returns the vertex, such as "D4", or "pass".
func (g *Game) FormatAction(_ envs.State, a envs.Action) string {
	return FormatVertex(g.config.Size, a)
}

// ParseAction reads a legal move of the side to move: a vertex such as "D4"
// or "pass", in letters of either case, which the colour may precede ("B D4",
// "white pass"). The error is an *IllegalError where the text is a move that
// cannot be played, or that is the other side's.
func (g *Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	vertex := text
	if colourText, rest, two := strings.Cut(text, " "); two {
		c, ok := parseColour(colourText)
		if !ok {
			return 0, fmt.Errorf("go: move %q: unknown colour %q: want B or W, or the vertex alone", text, colourText)
		}
		if !state.over() && c != state.toMove {
			return 0, &IllegalError{text, WrongSide}
		}
		vertex = rest
	}
	a, ok := ParseVertex(g.config.Size, vertex)
	if !ok {
		last := FormatVertex(g.config.Size, envs.Action(g.config.Size-1))
		return 0, fmt.Errorf("go: unknown move %q: want a vertex from A1 to %s (there is no column I), or pass", text, last)
	}
	if r := state.reason(a); r != legal {
		return 0, &IllegalError{text, r}
	}
	return a, nil
}

func parseColour(text string) (colour, bool) {
	switch strings.ToLower(text) {
	case "b", "black":
		return black, true
	case "w", "white":
		return white, true
	}
	return empty, false
}

// FormatPosition returns the position as one line: the rows from the top,
// separated by slashes, X for Black, O for White and a full stop for an empty
// point; the colour to move, b or w; and after that, where it is not none,
//
//	ply=57       moves and passes so far
//	passes=1     passes in a row
//	ko=C3,D4     the points where ko or superko forbids to play now
//	place=2      handicap stones that Black still has to place
//
// As Hash does, it tells of the past what bears on the move to make. Size,
// komi and rules are the game's.
func (g *Game) FormatPosition(s envs.State) string {
	state := s.(*State)
	size := g.config.Size
	text := make([]byte, 0, size*(size+1)+32)
	for cell := range size * size {
		if cell > 0 && cell%size == 0 {
			text = append(text, '/')
		}
		text = append(text, stoneLetters[state.board.points[state.board.pointOf(cell)].colour])
	}
	text = append(text, ' ', "bw"[state.toMove-1])
	for _, field := range []struct {
		name  string
		value int
	}{{"ply", state.ply}, {"passes", int(state.passes)}, {"place", state.placing}} {
		if field.value > 0 {
			text = append(text, " "+field.name+"="+strconv.Itoa(field.value)...)
		}
	}
	if banned := state.Banned(); len(banned) > 0 {
		text = append(text, " ko="+joinVertices(size, banned)...)
	}
	return string(text)
}

func joinVertices(size int, actions []envs.Action) string {
	var names []string
	for _, a := range actions {
		names = append(names, FormatVertex(size, a))
	}
	return strings.Join(names, ",")
}

// Banned returns the points where ko or superko, and nothing else, forbids
// the seat to move to play, ascending.
func (s *State) Banned() []envs.Action {
	var banned []envs.Action
	s.eachBanned(func(v uint16) { banned = append(banned, envs.Action(s.board.cellOf(v))) })
	return banned
}
