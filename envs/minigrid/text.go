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
		for x := range l.width {
			p := at(x, y)
			if p == s.at {
				b.WriteString(arrows[s.dir:][:1] + " ")
				continue
			}
			b.WriteString(s.grid[p].String())
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "step %d of %d, carries %s\n", s.steps, l.limit, strings.TrimSpace(s.carried.String()))
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
