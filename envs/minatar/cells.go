package minatar

import "math/bits"

// cells is a set of cells of the board, of which 10·row + column is a bit:
//
//	low:  0 … 63   rows 0 to 5, and columns 0 to 3 of row 6
//	high: 64 … 99  the rest
type cells struct{ low, high uint64 }

// inHigh are the bits of high that are cells.
const inHigh = 1<<(plane-64) - 1

// row0 is the top row; leftmost and rightmost are columns 0 and 9.
var (
	row0      = cells{1<<size - 1, 0}
	leftmost  = cells{1 | 1<<10 | 1<<20 | 1<<30 | 1<<40 | 1<<50 | 1<<60, (1<<70 | 1<<80 | 1<<90) >> 64}
	rightmost = leftmost.forward(size - 1)
)

func cell(row, col int) cells {
	i := uint(row*size + col)
	return cells{1 << i, 1 << (i - 64)} // a shift by 64 or more gives nothing
}

func (c cells) empty() bool           { return c.low|c.high == 0 }
func (c cells) count() int            { return bits.OnesCount64(c.low) + bits.OnesCount64(c.high) }
func (c cells) and(d cells) cells     { return cells{c.low & d.low, c.high & d.high} }
func (c cells) or(d cells) cells      { return cells{c.low | d.low, c.high | d.high} }
func (c cells) without(d cells) cells { return cells{c.low &^ d.low, c.high &^ d.high} }
func (c cells) meets(d cells) bool    { return c.low&d.low|c.high&d.high != 0 }

// forward moves the cells on by n. What leaves the board is gone.
func (c cells) forward(n uint) cells {
	return cells{c.low << n, (c.high<<n | c.low>>(64-n) | c.low<<(n-64)) & inHigh} // one of the latter two gives nothing
}

// backward moves the cells back by n, below 64.
func (c cells) backward(n uint) cells { return cells{c.low>>n | c.high<<(64-n), c.high >> n} }

// last is the cell of the set with the largest number. The set is not empty.
func (c cells) last() cells {
	if c.high != 0 {
		return cells{0, 1 << (bits.Len64(c.high) - 1)}
	}
	return cells{1 << (bits.Len64(c.low) - 1), 0}
}

// show sets the cells to 1 in a plane of an observation.
func (c cells) show(dst []float32) {
	dst = dst[:plane]
	for b := c.low; b != 0; b &= b - 1 {
		dst[bits.TrailingZeros64(b)] = 1
	}
	for b := c.high; b != 0; b &= b - 1 {
		dst[64+bits.TrailingZeros64(b)] = 1
	}
}
