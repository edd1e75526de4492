package solver

import "math/bits"

// board is the geometry of a board of one size. A set of cells is a 64-bit
// word, row by row; one bit beyond each row is always clear and keeps
// neighbours from running over into the next row:
//
//	0  1  2  .
//	4  5  6  .
//	8  9  10 .
type board struct {
	size, stride int
	all          uint64
	edges        [2][2]uint64 // by seat: the cells along its first and its last edge
	eccentric    [64]int      // by bit: how far from the centre, in half rows and columns
}

func newBoard(size int) board {
	b := board{size: size, stride: size + 1}
	for i := range size {
		row := uint64(1)<<size - 1
		b.all |= row << (i * b.stride)
		b.edges[1][0] |= 1 << (i * b.stride)
		b.edges[1][1] |= 1 << (i*b.stride + size - 1)
		b.edges[0][0] = row
		b.edges[0][1] = row << ((size - 1) * b.stride)
	}
	for cell := range size * size {
		row, col := 2*(cell/size)-size+1, 2*(cell%size)-size+1
		b.eccentric[b.bit(cell)] = max(row, -row, col, -col, row+col, -row-col)
	}
	return b
}

// bit returns the bit of a cell counted row by row.
func (b *board) bit(cell int) int { return cell/b.size*b.stride + cell%b.size }

// around returns the cells that touch one of the cells.
func (b *board) around(cells uint64) uint64 {
	w := b.stride
	return (cells<<1 | cells>>1 | cells<<w | cells>>w | cells<<(w-1) | cells>>(w-1)) & b.all
}

// chained returns the stones that chains join to the seeds, cells among them.
func (b *board) chained(seeds, stones uint64) uint64 {
	joined := seeds & stones
	for {
		more := joined | b.around(joined)&stones
		if more == joined {
			return joined
		}
		joined = more
	}
}

// reach returns the empty cells that touch an edge or a chain of stones from
// it: where one more stone would be joined to the edge.
func (b *board) reach(edge, stones, empty uint64) uint64 {
	return (edge | b.around(b.chained(edge, stones))) & empty
}

// layers returns the empty cells by the number of stones that are needed to
// join them to an edge, their own included: layers[0] those of one stone. It
// returns the number of layers too.
func (b *board) layers(edge, stones, empty uint64, layers *[mostLayers]uint64) int {
	n, seen := 0, uint64(0)
	next := b.reach(edge, stones, empty)
	for next != 0 && n < mostLayers {
		layers[n] = next
		seen |= next
		n++
		touched := b.around(next)
		touched |= b.around(b.chained(touched, stones))
		next = touched & empty &^ seen
	}
	return n
}

// mostLayers is how far layers look; what is farther is not worth a number.
const mostLayers = 12

// distances adds to sums, by bit, how far each of the cells is from the edge.
func (b *board) distances(edge, stones, empty, cells uint64, sums *[64]int) {
	var layers [mostLayers]uint64
	n := b.layers(edge, stones, empty, &layers)
	for i, layer := range layers[:n] {
		for here := layer & cells; here != 0; here &= here - 1 {
			sums[bits.TrailingZeros64(here)] += i
		}
		cells &^= layer
	}
	for ; cells != 0; cells &= cells - 1 { // cut off
		sums[bits.TrailingZeros64(cells)] += mostLayers
	}
}
