package othello

import "math/bits"

// innerColumns are all columns of the frame but the outermost, where a line
// that is not vertical ends.
const innerColumns = 0x7e7e7e7e7e7e7e7e

// Moves returns the empty cells of board, by bits of the frame, where a disc
// of the side that owns own would enclose discs of theirs.
//
// From own discs, it runs over adjacent discs of the opponent in all eight
// directions at once, doubling the stride (Kogge and Stone, 1973): six steps
// are the most that a line of eight holds.
func Moves(own, theirs, board uint64) uint64 {
	inner := theirs & innerColumns
	found := beyondRuns(own, inner, 1) | beyondRuns(own, theirs, 8) |
		beyondRuns(own, inner, 7) | beyondRuns(own, inner, 9)
	return found & board &^ (own | theirs)
}

// beyondRuns returns the cells one step beyond a run of theirs that begins
// beside a cell of own, both ways along the lines that step follows.
func beyondRuns(own, theirs uint64, step int) uint64 {
	step &= 63 // so that the compiler sees it in range
	twice := (2 * step) & 63
	up, down := theirs&(own<<step), theirs&(own>>step)
	up |= theirs & (up << step)
	down |= theirs & (down >> step)
	pairsUp, pairsDown := theirs&(theirs<<step), theirs&(theirs>>step)
	up |= pairsUp & (up << twice)
	down |= pairsDown & (down >> twice)
	up |= pairsUp & (up << twice)
	down |= pairsDown & (down >> twice)
	return up<<step | down>>step
}

// rays are the cells of the frame in the eight directions from one cell: four
// towards higher bits, four towards lower ones.
type rays struct{ higher, lower [4]uint64 }

// raysFrom are the rays of every cell, by bit.
var raysFrom = allRays()

func allRays() [MaxSide * MaxSide]rays {
	var all [MaxSide * MaxSide]rays
	steps := [4][2]int{{0, 1}, {1, -1}, {1, 0}, {1, 1}} // rows and columns towards higher bits
	for bit := range all {
		for i, step := range steps {
			all[bit].higher[i] = ray(bit, step[0], step[1])
			all[bit].lower[i] = ray(bit, -step[0], -step[1])
		}
	}
	return all
}

func ray(bit, rows, cols int) uint64 {
	var cells uint64
	row, col := bit/MaxSide+rows, bit%MaxSide+cols
	for 0 <= row && row < MaxSide && 0 <= col && col < MaxSide {
		cells |= 1 << (row*MaxSide + col)
		row, col = row+rows, col+cols
	}
	return cells
}

// Flips returns the discs of theirs that a disc of the side that owns own
// would turn over from the empty cell of that bit of the frame; none if the
// move is illegal.
//
// Along each ray, the nearest cell that is not theirs decides: if it is own,
// all before it turn.
func Flips(own, theirs uint64, bit int) uint64 {
	from := &raysFrom[bit&63]
	var turned uint64
	for _, ray := range from.higher {
		stop := ray &^ theirs
		end := stop & -stop & own // the lowest bit, if it is own
		if end != 0 {
			turned |= (end - 1) & ray
		}
	}
	for _, ray := range from.lower {
		stop := ray &^ theirs
		if stop == 0 {
			continue
		}
		end := uint64(1) << (bits.Len64(stop) - 1) & own // the highest bit, if it is own
		if end != 0 {
			turned |= -end << 1 & ray
		}
	}
	return turned
}
