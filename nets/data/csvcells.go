package data

import "encoding/binary"

// csvCells keeps the values of a file in the order of the file, each its length
// as a varint and its text: hardly more than the file has. It grows by blocks,
// for a buffer that doubles costs three times what it holds.
type csvCells struct {
	blocks [][]byte
}

const csvBlock = 64 << 10

func (c *csvCells) add(cell []byte) {
	var length [binary.MaxVarintLen64]byte
	c.write(length[:binary.PutUvarint(length[:], uint64(len(cell)))])
	c.write(cell)
}

func (c *csvCells) write(b []byte) {
	for len(b) > 0 {
		last := len(c.blocks) - 1
		if last < 0 || len(c.blocks[last]) == csvBlock {
			c.blocks = append(c.blocks, make([]byte, 0, csvBlock))
			continue
		}
		n := min(len(b), csvBlock-len(c.blocks[last]))
		c.blocks[last] = append(c.blocks[last], b[:n]...)
		b = b[n:]
	}
}

// csvPlace is a place between two values.
type csvPlace struct{ block, at int32 }

// reader returns a reader that stands before the first value.
func (c *csvCells) reader() *csvReader { return &csvReader{cells: c} }

// csvReader reads values in their order.
type csvReader struct {
	cells *csvCells
	place csvPlace
	torn  []byte // a value that goes over the end of a block, put together
}

// next returns the value at the place and moves on. It is valid until the next
// call.
func (r *csvReader) next() []byte {
	length := r.length()
	if length == 0 {
		return nil
	}
	if rest := r.rest(); len(rest) >= length {
		r.place.at += int32(length)
		return rest[:length]
	}
	r.torn = r.torn[:0]
	for len(r.torn) < length {
		rest := r.rest()
		n := min(length-len(r.torn), len(rest))
		r.torn = append(r.torn, rest[:n]...)
		r.place.at += int32(n)
	}
	return r.torn
}

// length reads the length of a value.
func (r *csvReader) length() int {
	length := 0
	for shift := 0; ; shift += 7 {
		b := r.rest()[0]
		r.place.at++
		length |= int(b&0x7f) << shift
		if b < 0x80 {
			return length
		}
	}
}

// rest returns what follows the place in its block, or the next block at its
// end.
func (r *csvReader) rest() []byte {
	if int(r.place.at) == len(r.cells.blocks[r.place.block]) {
		r.place = csvPlace{r.place.block + 1, 0}
	}
	return r.cells.blocks[r.place.block][r.place.at:]
}
