package minigrid

import (
	"fmt"
	"strings"
)

// glyphs draw kinds, and letters colours, of which only things that come in
// several have one.
const (
	glyphs  = "?.#_/kobG~+L"
	arrows  = ">v<^"
	letters = "rgbpye"
)

// String draws the level. A door or a thing is followed by the letter of its
// colour (e is grey); a door is / when open, + when closed, L when locked.
func (s *state) String() string {
	var b strings.Builder
	l := s.game.level
	for y := range l.height {
		line := ""
		for x := range l.width {
			if p := at(x, y); p == s.at {
				line += arrows[s.dir:][:1] + " "
			} else {
				line += s.grid[p].String()
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	carried := "nothing"
	if s.carried != nothing {
		carried = s.carried.String()
	}
	fmt.Fprintf(&b, "step %d of %d, carries %s\n", s.steps, l.limit, carried)
	return b.String()
}

// String is the two characters that draw a cell.
func (c cell) String() string {
	glyph := string(glyphs[c.kind()])
	switch c.kind() {
	case wall:
		return glyph + glyph
	case openDoor, closedDoor, lockedDoor, key, ball, box:
		return glyph + string(letters[c.colour()])
	}
	return glyph + " "
}
