package minigrid

import "math/bits"

const (
	viewPlanes = typeCodes + colours + doorStates
	fullPlanes = typeCodes + colours + 4 // a state of 4, the agent's direction
)

// allCodes and shades are the codes of each cell, and the same as values of an
// observation.
var (
	allCodes = func() (all [256]codes) {
		for i := range all {
			all[i] = cell(i).codes()
		}
		return all
	}()
	shades = func() (all [256][3]float32) {
		for i, c := range allCodes {
			all[i] = c.shades()
		}
		return all
	}()
)

func (c codes) shades() [3]float32 {
	return [3]float32{float32(c.typ) / (typeCodes - 1), float32(c.colour) / (colours - 1), float32(c.state) / 3}
}

// Observe stores what the game was made to show, see Observation.
func (s *state) Observe(dst []float32) {
	dst = dst[:s.game.spec.ObsLen()]
	var v view
	switch s.game.seen {
	case View:
		s.look(&v)
		clear(dst[:len(dst)/2]) // by halves: from 2 kB on, clear is slow to start
		clear(dst[len(dst)/2:])
		v.show((*[viewPlanes * viewCells]float32)(dst))
	case ViewCodes:
		s.look(&v)
		v.showCodes((*[3 * viewCells]float32)(dst))
	case Full:
		s.showFull(dst)
	case FullCodes:
		s.showFullCodes(dst)
	}
}

// show stores three ones a cell among zeros. Nearly all states are 0, so that
// its plane is filled first and then mended.
func (v *view) show(dst *[viewPlanes * viewCells]float32) {
	const states = (typeCodes + colours) * viewCells
	copy(dst[states:], allOnes[:])
	for row, word := range v {
		planes := onesOfRow{(*typesOfRow)(dst[row*viewSide:]), (*coloursOfRow)(dst[typeCodes*viewCells+row*viewSide:])}
		planes.show(word, 0)
		planes.show(word>>8, 1)
		planes.show(word>>16, 2)
		planes.show(word>>24, 3)
		planes.show(word>>32, 4)
		planes.show(word>>40, 5)
		planes.show(word>>48, 6)
		closed := word >> 6 & (word >> 4) & ones // only closed and locked doors have both bits
		for ; closed != 0; closed &= closed - 1 {
			bit := bits.TrailingZeros64(closed)
			door := row*viewSide + bit/8
			dst[states+door] = 0
			dst[states+int(allCodes[word>>bit&0xff].state)*viewCells+door] = 1
		}
	}
}

// onesOfRow is where the ones of a row go: the planes of types and those of
// colours, from the first cell of the row on. The arrays are as long as the
// bits of an offset and a column reach, so that no index has to be checked.
type (
	onesOfRow struct {
		types   *typesOfRow
		colours *coloursOfRow
	}
	typesOfRow   [1<<typeBits + viewSide]float32
	coloursOfRow [1<<colourBits + viewSide]float32
)

// show stores the ones of the type and the colour of the cell in the low byte
// of word, which is in the column.
func (o onesOfRow) show(word uint64, column int) {
	at := planes[word&0xff]
	o.types[int(at&(1<<typeBits-1))+column] = 1
	o.colours[int(at>>(32-colourBits))+column] = 1
}

// allOnes is a plane of ones.
var allOnes = func() (plane [viewCells]float32) {
	for i := range plane {
		plane[i] = 1
	}
	return plane
}()

// How many bits hold where the plane of a type begins in a View (no view shows
// the last, the agent), and that of a colour after the first colour.
const (
	typeBits   = 9
	colourBits = 8
)

// planes are where the planes of a cell's type (the lowest bits) and of its
// colour (the highest) begin.
var planes = func() (all [256]uint32) {
	for i, c := range allCodes {
		all[i] = viewCells * (uint32(c.typ) | uint32(c.colour)<<(32-colourBits))
	}
	return all
}()

// showCodes stores three values a cell.
func (v *view) showCodes(dst *[3 * viewCells]float32) {
	for row, word := range v {
		for i := row * viewSide; i < (row+1)*viewSide; i++ {
			shade := &shades[word&0xff]
			dst[i], dst[viewCells+i], dst[2*viewCells+i] = shade[0], shade[1], shade[2]
			word >>= 8
		}
	}
}

// showFull stores three ones a cell of the level.
func (s *state) showFull(dst []float32) {
	l := s.game.level
	area := l.width * l.height
	clear(dst)
	show := func(i int, c codes, v float32) {
		dst[int(c.typ)*area+i] = v
		dst[(typeCodes+int(c.colour))*area+i] = v
		dst[(typeCodes+colours+int(c.state))*area+i] = v
	}
	for y := range l.height {
		for x, c := range s.grid[at(0, y):][:l.width] {
			show(y*l.width+x, allCodes[c], 1)
		}
	}
	here := s.at.y()*l.width + s.at.x()
	show(here, allCodes[s.grid[s.at]], 0)
	show(here, s.agentCodes(), 1)
}

// showFullCodes stores three values a cell of the level.
func (s *state) showFullCodes(dst []float32) {
	l := s.game.level
	area := l.width * l.height
	show := func(i int, shade [3]float32) {
		dst[i], dst[area+i], dst[2*area+i] = shade[0], shade[1], shade[2]
	}
	for y := range l.height {
		for x, c := range s.grid[at(0, y):][:l.width] {
			show(y*l.width+x, shades[c])
		}
	}
	show(s.at.y()*l.width+s.at.x(), s.agentCodes().shades())
}

// agentCodes show the agent in the world: its direction is its state.
func (s *state) agentCodes() codes { return codes{agentCode, 0, uint8(s.dir)} }
