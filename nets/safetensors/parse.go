package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// MaxHeader is the longest header that Parse accepts, in bytes.
const MaxHeader = 100_000_000

// shortestEntry is the least length of an array's description.
const shortestEntry = 50

// DType is the type of an array's elements, as the format spells it.
type DType string

// dtypeSizes has the bytes of an element of each type.
var dtypeSizes = map[DType]uint64{
	"F64": 8, "I64": 8, "U64": 8, "C64": 8,
	"F32": 4, "I32": 4, "U32": 4,
	"F16": 2, "BF16": 2, "I16": 2, "U16": 2,
	"I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
}

// File is a parsed file. Its arrays share the bytes that were parsed.
type File struct {
	Header   []byte            // the JSON text, for whoever checks its bytes
	Metadata map[string]string // nil if there is none
	Arrays   []Array           // in the order of their data
}

// Array is a named array in a file.
type Array struct {
	Name  string
	DType DType
	Shape []int
	Raw   []byte // the elements, little endian

	begin, end uint64
}

// Parse reads a whole file. It refuses, besides what is no such file, arrays of
// more than 64 axes and metadata of more than 512 entries.
func Parse(file []byte) (*File, error) {
	if len(file) < 8 {
		return nil, fmt.Errorf("file of %d bytes is shorter than the 8 of the header length", len(file))
	}
	n := binary.LittleEndian.Uint64(file)
	rest := file[8:]
	if n > MaxHeader {
		return nil, fmt.Errorf("header of %d bytes, at most %d are allowed", n, MaxHeader)
	}
	if n > uint64(len(rest)) {
		return nil, fmt.Errorf("header of %d bytes, but only %d follow its length", n, len(rest))
	}
	f := &File{Header: rest[:n]}
	f.Arrays = make([]Array, 0, min(bytes.Count(f.Header, []byte(`"data_offsets"`)), len(f.Header)/shortestEntry))
	if err := parseHeader(f); err != nil {
		return nil, err
	}
	if err := f.checkNames(); err != nil {
		return nil, err
	}
	return f, f.place(rest[n:])
}

// place sorts the arrays by their data and checks that they cover all of it,
// each byte once.
func (f *File) place(data []byte) error {
	slices.SortStableFunc(f.Arrays, func(a, b Array) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end))
	})
	var at uint64
	for i := range f.Arrays {
		a := &f.Arrays[i]
		if a.begin != at {
			return fmt.Errorf("array %q begins at byte %d of the data, want %d: arrays must neither overlap nor leave gaps", excerpt(a.Name), a.begin, at)
		}
		if a.end > uint64(len(data)) {
			return fmt.Errorf("array %q ends at byte %d of the data, the file has %d", excerpt(a.Name), a.end, len(data))
		}
		a.Raw = data[a.begin:a.end:a.end]
		at = a.end
	}
	if at != uint64(len(data)) {
		return fmt.Errorf("%d bytes of data follow the last array", uint64(len(data))-at)
	}
	return nil
}

func (f *File) checkNames() error {
	order := make([]int32, len(f.Arrays))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(f.Arrays[a].Name, f.Arrays[b].Name) })
	for i := 1; i < len(order); i++ {
		if name := f.Arrays[order[i]].Name; name == f.Arrays[order[i-1]].Name {
			return fmt.Errorf("header: array %q appears twice", excerpt(name))
		}
	}
	return nil
}

// checkSize holds the shape against the offsets.
func (a *Array) checkSize() error {
	size, known := dtypeSizes[a.DType]
	if !known {
		return fmt.Errorf("has unknown dtype %q", excerpt(string(a.DType)))
	}
	total := uint64(1)
	for i := range len(a.Shape) + 1 {
		factor := size // after all axes
		if i < len(a.Shape) {
			factor = uint64(a.Shape[i])
		}
		high, low := bits.Mul64(total, factor)
		if high != 0 {
			return fmt.Errorf("has shape %v, too large for any file", a.Shape)
		}
		total = low
	}
	if a.end < a.begin || a.end-a.begin != total {
		return fmt.Errorf("has data_offsets [%d %d], but %s of shape %v takes %d bytes", a.begin, a.end, a.DType, a.Shape, total)
	}
	return nil
}
