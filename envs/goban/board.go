package goban

import "github.com/tengen-rl/tengen/envs"

const (
	MinSize = 2  // the smallest board, MinSize × MinSize
	MaxSize = 25 // the largest board, MaxSize × MaxSize

	room = (MaxSize+2)*(MaxSize+1) + 1 // points of the largest board with its border
)

// colour is what stands on a point. A seat's stones have the colour seat+1.
type colour uint8

const (
	empty  colour = iota
	black         // seat 0
	white         // seat 1
	border        // off the board
)

func colourOf(p envs.Player) colour { return colour(p + 1) }

// seat is the seat of a stone, Over for an empty point.
func (c colour) seat() envs.Player { return envs.Player(c) - 1 }

func (c colour) opponent() colour { return black + white - c }

// around counts the four neighbours of a point in three fields of four bits:
// the empty ones, and for each colour its stones. A point of the border counts
// as a stone of both colours, since it is a wall to both.
type around uint16

const (
	emptyAround around = 1
	blackAround around = 1 << 4
	whiteAround around = 1 << 8
)

// aStone is what a stone of each colour adds to its neighbours' counts.
var aStone = [border + 1]around{black: blackAround, white: whiteAround, border: blackAround + whiteAround}

func (a around) empties() int { return int(a & 15) }

// of counts the neighbours that are stones of colour c, or border.
func (a around) of(c colour) int { return int(a >> (4 * c) & 15) }

// point is one point of the board, eight bytes.
type point struct {
	head   uint16 // the point that stands for its chain; 0 if it has no stone
	next   uint16 // the next stone of its chain, in a circle
	around around
	colour colour
}

// chain is a maximal set of connected stones of one colour, kept at its head.
type chain struct {
	liberties uint16 // pseudo-liberties: pairs of a stone and an empty point beside it
	size      uint16 // stones
}

// noChain is the count of pseudo-liberties at head 0, where points without a
// stone look: large enough that nothing takes it for a chain without any.
const noChain = 1 << 15

// board is stones and nothing of the rules beyond capture: no turn, no ko, no
// history. The points lie in rows with one point of border between them, so
// that a neighbour is one addition away and never outside the array:
//
//	0  1  2  3      border
//	4  5  6  7      border, and the top row of a 3 × 3 board
//	8  9 10 11
//	12 13 14 15
//	16 17 18 19 20  border
//
// Liberties are counted once for each stone they touch (pseudo-liberties),
// which an update knows without a search: a chain has no liberty if and only
// if it has no pseudo-liberty.
type board struct {
	size   uint16 // rows, and columns
	stride uint16 // size + 1: from a point to the one below
	limit  uint16 // length of the part of points and chains in use
	points [room]point
	chains [room]chain
}

// reset makes the board an empty one of the size.
func (b *board) reset(size int) {
	*b = board{size: uint16(size), stride: uint16(size + 1), limit: uint16((size+2)*(size+1) + 1)}
	b.chains[0].liberties = noChain
	for v := range b.limit {
		b.points[v].colour = border
	}
	for a := range size * size {
		b.points[b.pointOf(a)].colour = empty
	}
	for a := range size * size {
		v := b.pointOf(a)
		for _, n := range b.neighbours(v) {
			if b.points[n].colour == border {
				b.points[v].around += aStone[border]
			} else {
				b.points[v].around += emptyAround
			}
		}
	}
}

// copyFrom makes the board equal to src, and copies no more than is in use.
func (b *board) copyFrom(src *board) {
	b.size, b.stride, b.limit = src.size, src.stride, src.limit
	copy(b.points[:src.limit], src.points[:src.limit])
	copy(b.chains[:src.limit], src.chains[:src.limit])
}

// pointOf is the point of a cell, which are numbered row by row from 0.
func (b *board) pointOf(cell int) uint16 {
	size := int(b.size)
	return uint16((cell/size+1)*int(b.stride) + cell%size + 1)
}

// cellOf is the cell of a point that is not border.
func (b *board) cellOf(v uint16) int {
	row := v / b.stride
	return int(v - b.stride - row) // a border point less for each row, and the row of border
}

// neighbours are the points above, left, right and below.
func (b *board) neighbours(v uint16) [4]uint16 {
	return [4]uint16{v - b.stride, v - 1, v + 1, v + b.stride}
}

// put places a stone of colour c on the empty point v, takes the opponent's
// chains off that it leaves without a liberty, and then its own chain if that
// has none. It appends nothing and tells the number of stones taken of the
// opponent and of its own.
func (b *board) put(v uint16, c colour) (captured, suicide int) {
	if !b.join(v, c) {
		return 0, 0
	}
	enemy := c.opponent()
	for _, n := range b.neighbours(v) {
		at := &b.points[n]
		if at.colour == enemy && b.chains[at.head].liberties == 0 {
			captured += b.take(n)
		}
	}
	if b.chains[b.points[v].head].liberties == 0 {
		suicide = b.take(v)
	}
	return captured, suicide
}

// join places a stone of colour c on the empty point v, which takes a
// liberty from every chain beside it, and joins it to those of its colour. It
// tells whether a chain may be without a liberty now: if not, nothing is to be
// taken.
func (b *board) join(v uint16, c colour) (pressed bool) {
	at := &b.points[v]
	at.colour, at.head, at.next = c, v, v
	b.chains[v] = chain{liberties: uint16(at.around.empties()), size: 1}
	change := aStone[c] - emptyAround
	s := b.stride
	least := min(b.press(v-s, change), b.press(v-1, change), b.press(v+1, change), b.press(v+s, change))
	b.chains[0].liberties = noChain
	pressed = least == 0 || at.around.empties() == 0
	if at.around.of(c) == 0 {
		return pressed
	}
	for _, n := range b.neighbours(v) {
		if beside := &b.points[n]; beside.colour == c && beside.head != at.head {
			b.merge(at.head, beside.head)
		}
	}
	return pressed
}

// press tells the point n that a neighbour has become a stone, and returns
// the pseudo-liberties that its chain has left. Points without a stone press on
// head 0: that is cheaper than to ask.
func (b *board) press(n uint16, change around) uint16 {
	beside := &b.points[n]
	beside.around += change
	chain := &b.chains[beside.head]
	chain.liberties--
	return chain.liberties
}

// merge makes one chain of two, under the head of the larger.
func (b *board) merge(x, y uint16) {
	if b.chains[x].size < b.chains[y].size {
		x, y = y, x
	}
	b.chains[x].liberties += b.chains[y].liberties
	b.chains[x].size += b.chains[y].size
	for v := y; ; {
		b.points[v].head = x
		v = b.points[v].next
		if v == y {
			break
		}
	}
	b.points[x].next, b.points[y].next = b.points[y].next, b.points[x].next
}

// take removes the chain of v and tells how many stones it had.
func (b *board) take(v uint16) int {
	change := emptyAround - aStone[b.points[v].colour]
	for u := v; ; {
		at := &b.points[u]
		s := b.stride
		b.release(u-s, change)
		b.release(u-1, change)
		b.release(u+1, change)
		b.release(u+s, change)
		at.colour = empty
		u = at.next
		if u == v {
			break
		}
	}
	b.chains[0].liberties = noChain
	taken := int(b.chains[b.points[v].head].size)
	for u := v; b.points[u].head != 0; {
		b.points[u].head, u = 0, b.points[u].next
	}
	return taken
}

// release tells the point n that a neighbour has become empty.
func (b *board) release(n uint16, change around) {
	beside := &b.points[n]
	beside.around += change
	b.chains[beside.head].liberties++
}

// lives tells whether a stone of colour c on the empty point v would have a
// liberty, or take one by capture.
func (b *board) lives(v uint16, c colour) bool {
	if b.points[v].around.empties() > 0 {
		return true
	}
	for _, n := range b.neighbours(v) {
		at := &b.points[n]
		if at.head == 0 {
			continue
		}
		if (at.colour == c) != b.lastLiberty(at.head, v) { // a friend that lives on, or an enemy that dies
			return true
		}
	}
	return false
}

func (b *board) headsAround(v uint16) [4]uint16 {
	n := b.neighbours(v)
	return [4]uint16{b.points[n[0]].head, b.points[n[1]].head, b.points[n[2]].head, b.points[n[3]].head}
}

// lastLiberty tells whether the empty point v is the only liberty of a chain
// beside it: all its pseudo-liberties, four at most, are there.
func (b *board) lastLiberty(head, v uint16) bool {
	liberties := b.chains[head].liberties
	return liberties <= 4 && liberties == b.stonesBeside(head, v)
}

// stonesBeside counts the stones of a chain beside a point.
func (b *board) stonesBeside(head, v uint16) (count uint16) {
	for _, n := range b.neighbours(v) {
		if b.points[n].head == head {
			count++
		}
	}
	return count
}

// first tells whether the i-th chain around a point is not among those
// before it.
func first(heads [4]uint16, i int) bool {
	for _, h := range heads[:i] {
		if h == heads[i] {
			return false
		}
	}
	return true
}

// someLiberties finds up to most different liberties of the chain of v, and
// tells how many it found. It stops as soon as it has most.
func (b *board) someLiberties(v uint16, most int) (found [3]uint16, n int) {
	u := v
	for {
		if b.points[u].around.empties() > 0 {
			for _, l := range b.neighbours(u) {
				if b.points[l].colour != empty || contains(found[:n], l) {
					continue
				}
				found[n] = l
				if n++; n == most {
					return found, n
				}
			}
		}
		if u = b.points[u].next; u == v {
			return found, n
		}
	}
}

func contains(points []uint16, v uint16) bool {
	for _, p := range points {
		if p == v {
			return true
		}
	}
	return false
}
