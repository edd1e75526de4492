package replay

import "math"

// encoding is how a column keeps a number.
type encoding uint8

const (
	asBit   encoding = iota // 0 or 1
	asByte                  // a whole number from 0 to 255
	asFloat                 // any float32
	encodings
)

// column is rows of numbers, each number packed in as few bits as all numbers
// so far allow: it begins with a bit each and widens itself, once, at the
// first number that does not fit. What is read is what was written, bit for
// bit. Rows begin at whole bytes:
//
//	asBit    row 0 ▏76543210▕ ▏......98▕ row 1 ▏76543210▕ …
//	asByte   row 0 ▏0▕ ▏1▕ ▏2▕ …
//
// The memory of all rows is asked for at the first write.
type column struct {
	width  int // numbers of a row
	rows   int
	kind   encoding
	packed []uint8   // asBit, asByte
	floats []float32 // asFloat
}

func newColumn(rows, width int) column { return column{width: width, rows: rows} }

// stride is the number of packed bytes of a row.
func (c *column) stride() int {
	if c.kind == asBit {
		return (c.width + 7) / 8
	}
	return c.width
}

// ready allocates the rows if there are none yet.
func (c *column) ready() {
	switch {
	case c.kind == asFloat && c.floats == nil:
		c.floats = make([]float32, c.rows*c.width)
	case c.kind != asFloat && c.packed == nil:
		c.packed = make([]uint8, c.rows*c.stride())
	}
}

// set writes a row.
func (c *column) set(row int, values []float32) {
	for !c.put(row, values[:c.width]) {
		c.widen()
	}
}

// put is set, but reports false if the encoding is too narrow.
func (c *column) put(row int, values []float32) bool {
	c.ready()
	switch c.kind {
	case asBit:
		return putBits(c.packed[row*c.stride():][:c.stride()], values)
	case asByte:
		return putBytes(c.packed[row*c.width:][:c.width], values)
	}
	copy(c.floats[row*c.width:], values)
	return true
}

// get reads a row.
func (c *column) get(row int, dst []float32) {
	dst = dst[:c.width]
	c.ready()
	switch c.kind {
	case asBit:
		getBits(dst, c.packed[row*c.stride():][:c.stride()])
	case asByte:
		for i, b := range c.packed[row*c.width:][:c.width] {
			dst[i] = float32(b)
		}
	case asFloat:
		copy(dst, c.floats[row*c.width:])
	}
}

// widen keeps all rows in the next wider encoding.
func (c *column) widen() {
	wide := column{width: c.width, rows: c.rows, kind: c.kind + 1}
	row := make([]float32, c.width)
	for i := range c.rows {
		c.get(i, row)
		wide.put(i, row)
	}
	*c = wide
}

// bytes returns the memory of the rows.
func (c *column) bytes() int { return len(c.packed) + 4*len(c.floats) }

const bitsOfOne = 0x3f800000 // math.Float32bits(1)

func putBits(dst []uint8, values []float32) bool {
	for at := range dst {
		var b uint8
		for i, v := range values[8*at : min(8*at+8, len(values))] {
			u := math.Float32bits(v)
			if u != 0 && u != bitsOfOne {
				return false
			}
			b |= uint8(u>>29&1) << i
		}
		dst[at] = b
	}
	return true
}

func putBytes(dst []uint8, values []float32) bool {
	for i, v := range values {
		if !(v >= 0 && v <= 255) || math.Float32bits(v) != math.Float32bits(float32(uint8(v))) { // nor -0
			return false
		}
		dst[i] = uint8(v)
	}
	return true
}

// spread holds for each byte its bits as numbers, the lowest first.
var spread = func() (table [256][8]float32) {
	for b := range table {
		for i := range 8 {
			table[b][i] = float32(b >> i & 1)
		}
	}
	return table
}()

func getBits(dst []float32, src []uint8) {
	whole := len(dst) / 8
	for i, b := range src[:whole] {
		*(*[8]float32)(dst[8*i:]) = spread[b]
	}
	if rest := dst[8*whole:]; len(rest) > 0 {
		copy(rest, spread[src[whole]][:])
	}
}
