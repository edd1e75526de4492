package minigrid

import "math/bits"

const (
	viewSide  = 7
	viewCells = viewSide * viewSide
	viewerRow = viewSide - 1 // where the agent is in its view, looking towards row 0
	viewerCol = viewSide / 2
)

// view is what the agent has before it: byte i of word j is the cell in column
// i, from left to right, of row j, from far to near. The last byte is 0.
type view [viewSide]uint64

// Words of eight equal bytes, and the seven of a row.
const (
	ones    = 0x0101010101010101
	rowMask = 1<<(8*viewSide) - 1
)

// at is the cell in a column and a row.
func (v *view) at(col, row int) cell { return cell(v[row] >> (8 * col)) }

// look stores in v what the agent sees. Its own cell shows what it carries.
func (s *state) look(v *view) {
	// A row of the view is a piece of a row of the world or of a column, which
	// is a row of the world turned over.
	g, p, away := &s.grid, s.at, ahead[s.dir]
	if s.dir&1 == 0 {
		g, p = &s.turned, p.turned()
		away *= stride
	}
	backwards := s.dir == 1 || s.dir == 2
	for row := viewerRow; row >= 0; row-- {
		word := g.seven(p - viewerCol)
		if backwards {
			word = bits.ReverseBytes64(word) >> 8
		}
		v[row] = word
		p += away
	}
	if !s.game.level.seeThrough {
		v.hide()
	}
	const here = 8 * viewerCol
	v[viewerRow] = v[viewerRow]&^(0xff<<here) | uint64(s.carried)<<here
}

// seven are the cells from p on, a byte each.
func (g *grid) seven(p pos) uint64 {
	b := (*[8]cell)(g[p:])
	return rowMask & (uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56)
}

// hide blanks what the agent cannot see. Light starts at the agent and goes on
// from row to row, from near to far.
func (v *view) hide() {
	lit := 1 << viewerCol // bit i: column i
	for row := viewerRow; row >= 0; row-- {
		clear := int(gather(^v[row] >> 7 & ones))
		l := lights[clear<<viewSide|lit]
		v[row] &= scatter[l.here]
		lit = int(l.beyond)
	}
}

// gather makes bit i of bit 0 of byte i, up to 6; the other bits of the bytes
// are 0.
func gather(word uint64) uint64 { return word * 0x0102040810204080 >> 56 & (1<<viewSide - 1) }

// scatter makes byte i of bit i.
var scatter = func() (all [1 << viewSide]uint64) {
	for set := range all {
		for i := range viewSide {
			all[set] |= uint64(set) >> i & 1 * 0xff << (8 * i)
		}
	}
	return all
}()

// light is what of a row is lit, and what of the row beyond it.
type light struct{ here, beyond uint8 }

// lights are the lights of all rows: clear<<7 | lit, where the bits of clear are
// the cells that are not opaque and those of lit have light from before. To
// spread the light by a table is twice as fast as by shifts, each of which waits
// for the one before.
var lights = func() (all [1 << (2 * viewSide)]light) {
	for i := range all {
		all[i] = spread(uint8(i>>viewSide), uint8(i&(1<<viewSide-1)))
	}
	return all
}()

// spread lets a cell that has light and is not opaque give it to the next one
// to its right, and to the two cells beyond them in the next row; then the same
// from right to left.
func spread(clear, lit uint8) light {
	var beyond uint8
	for i := 0; i < viewSide-1; i++ {
		if clear&lit>>i&1 == 1 {
			lit |= 2 << i
			beyond |= 3 << i
		}
	}
	for i := viewSide - 1; i > 0; i-- {
		if clear&lit>>i&1 == 1 {
			lit |= 1 << (i - 1)
			beyond |= 3 << (i - 1)
		}
	}
	return light{lit, beyond}
}
