package gridworld

import (
	"math/bits"
	"slices"
)

// view is how the world of a map is observed: planes of zeros and ones, of
// the whole board or of a square around oneself.
type view struct {
	shape    [3]int
	side     int // of the square, 0 for the whole board
	margin   int // cells around the board that a square may reach into
	width    int // of the board with its margins
	names    []string
	planes   [][]float32 // of the board with its margins as drawn, a channel each
	self     int         // the channel of oneself, -1 in a square, where one is in the middle
	itemIn   []int       // by item, its channel
	doorIn   [26]int     // by letter, the channel of its doors, -1 if there are none
	heldIn   [26]int     // by letter, the channel that is all ones once its key is taken
	doorsAt  [26][]int32 // by letter, the cells of its doors
	inMargin []int32     // by cell, where it is on the board with its margins
}

// newView lays out the channels, in the order that Channels tells.
func newView(m *Map, side int) view {
	v := view{side: side, margin: side / 2, width: m.cols + side/2*2, self: -1, itemIn: make([]int, len(m.items))}
	for i := range m.cells {
		v.inMargin = append(v.inMargin, int32((i/m.cols+v.margin)*v.width+i%m.cols+v.margin))
	}
	if side == 0 {
		v.self = v.add(m, "self", func(cell) bool { return false })
	}
	for _, k := range []kind{wall, goal, lava, ice, coin} {
		if k == wall && side > 0 || slices.ContainsFunc(m.cells, func(c cell) bool { return c.kind == k }) {
			channel := v.add(m, kindNames[k], func(c cell) bool { return c.kind == k })
			v.note(m, k, channel)
		}
	}
	if side > 0 { // all is wall beyond the edge
		walls := v.planes[0]
		for i := range walls {
			walls[i] = 1
		}
		for i, c := range m.cells {
			if c.kind != wall {
				walls[v.inMargin[i]] = 0
			}
		}
	}
	for letter := range 26 {
		v.addLetter(m, letter)
	}
	v.shape = [3]int{len(v.planes), m.rows, m.cols}
	if side > 0 {
		v.shape[1], v.shape[2] = side, side
	}
	return v
}

// add adds a channel that shows some cells as they are drawn, and returns it.
func (v *view) add(m *Map, name string, shown func(cell) bool) int {
	plane := make([]float32, v.width*(m.rows+2*v.margin))
	for i, c := range m.cells {
		if shown(c) {
			plane[v.inMargin[i]] = 1
		}
	}
	v.names, v.planes = append(v.names, name), append(v.planes, plane)
	return len(v.planes) - 1
}

// note remembers the channel of all items of a kind.
func (v *view) note(m *Map, k kind, channel int) {
	for item, at := range m.items {
		if m.cells[at].kind == k {
			v.itemIn[item] = channel
		}
	}
}

// addLetter adds the channels of a letter's keys and doors, if it has keys.
func (v *view) addLetter(m *Map, letter int) {
	name := string(rune('a' + letter))
	v.doorIn[letter], v.heldIn[letter] = -1, -1
	is := func(k kind) func(cell) bool {
		return func(c cell) bool { return c.kind == k && c.letter == letter }
	}
	if !slices.ContainsFunc(m.cells, is(key)) {
		return
	}
	channel := v.add(m, "key "+name, is(key))
	for item, at := range m.items {
		if is(key)(m.cells[at]) {
			v.itemIn[item] = channel
		}
	}
	v.heldIn[letter] = v.add(m, "key "+name+" taken", func(cell) bool { return false })
	for i, c := range m.cells {
		if is(door)(c) {
			v.doorsAt[letter] = append(v.doorsAt[letter], int32(i))
		}
	}
	if len(v.doorsAt[letter]) > 0 {
		v.doorIn[letter] = v.add(m, "door "+name, is(door))
	}
}

// Channels names the planes of an observation, in their order: oneself (not
// in an egocentric view, where one is in the middle); wall, goal, lava, ice
// and coin, as far as the map has them (an egocentric view always has walls,
// which all is beyond the edge); and for each letter that has a key, its keys
// as long as they lie there, a plane of ones once one has taken one, and its
// doors as long as they are closed.
func (m *Map) Channels() []string { return slices.Clone(m.view.names) }

// observe stores what is seen from a place.
func (v *view) observe(dst []float32, m *Map, p place) {
	height, width := v.shape[1], v.shape[2]
	corner := 0 // of what is seen, on the board with its margins
	if v.side > 0 {
		corner = int(v.inMargin[p.at]) - v.margin*v.width - v.margin
	}
	for channel, plane := range v.planes {
		out := dst[channel*height*width : (channel+1)*height*width]
		if v.side == 0 {
			copy(out, plane)
			continue
		}
		for row := range height {
			copy(out[row*width:(row+1)*width], plane[corner+row*v.width:])
		}
	}
	if v.self >= 0 {
		dst[v.self*height*width+int(p.at)] = 1
	}
	for taken := p.taken; taken != 0; taken &= taken - 1 {
		item := bits.TrailingZeros64(taken)
		v.erase(dst, corner, v.itemIn[item], m.items[item])
	}
	for keys := p.keys; keys != 0; keys &= keys - 1 {
		letter := bits.TrailingZeros32(keys)
		held := v.heldIn[letter] * height * width
		for i := range dst[held : held+height*width] {
			dst[held+i] = 1
		}
		for _, at := range v.doorsAt[letter] {
			v.erase(dst, corner, v.doorIn[letter], at)
		}
	}
}

// erase clears a cell in a channel, if it is seen.
func (v *view) erase(dst []float32, corner, channel int, at int32) {
	from := int(v.inMargin[at]) - corner
	if from < 0 {
		return
	}
	row, col := from/v.width, from%v.width
	if row < v.shape[1] && col < v.shape[2] {
		dst[(channel*v.shape[1]+row)*v.shape[2]+col] = 0
	}
}
