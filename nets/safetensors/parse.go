package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"math/bits"
	"slices"
)

// MaxHeader is the longest header that Parse accepts, in bytes.
const MaxHeader = 100_000_000

// DType is the type of an array's elements, as the format spells it.
type DType string

// dtypes are the types with the bytes of an element.
var dtypes = [...]struct {
	name DType
	size uint64
}{
	{"F64", 8}, {"I64", 8}, {"U64", 8}, {"C64", 8},
	{"F32", 4}, {"I32", 4}, {"U32", 4},
	{"F16", 2}, {"BF16", 2}, {"I16", 2}, {"U16", 2},
	{"I8", 1}, {"U8", 1}, {"BOOL", 1}, {"F8_E4M3", 1}, {"F8_E5M2", 1},
}

// elementSize returns the bytes of an element of a known type.
func elementSize(dtype DType) int {
	for _, d := range dtypes {
		if d.name == dtype {
			return int(d.size)
		}
	}
	panic("safetensors: unknown dtype " + string(dtype))
}

// File is a parsed file. It shares the bytes that were parsed, which must not
// change while it is in use.
type File struct {
	Header   []byte            // the JSON text, for whoever checks its bytes
	Metadata map[string]string // nil if there is none

	data    []byte
	entries []entry // in the order of their data
}

// Array is a named array in a file.
type Array struct {
	Name  string
	DType DType
	Shape []int
	Raw   []byte // the elements, little endian; they share the file's memory
}

// Len returns the number of arrays.
func (f *File) Len() int { return len(f.entries) }

// Arrays goes through the arrays in the order of their data. Their names and
// shapes are read from the header as it goes, and belong to the caller.
func (f *File) Arrays() iter.Seq2[int, Array] {
	return func(yield func(i int, a Array) bool) {
		h := &header{raw: f.Header}
		for i, e := range f.entries {
			h.at = int(e.value)
			d, err := h.description()
			if err != nil {
				panic("safetensors: a header is no longer what it was: " + err.Error())
			}
			a := Array{
				Name: f.name(e).String(), DType: dtypes[d.dtype].name,
				Shape: append([]int{}, h.axes...), Raw: f.data[e.begin:e.end:e.end],
			}
			if !yield(i, a) {
				return
			}
		}
	}
}

// name returns the name of an array.
func (f *File) name(e entry) text {
	h := header{raw: f.Header, at: int(e.name)}
	name, err := h.str()
	if err != nil {
		panic("safetensors: a header is no longer what it was: " + err.Error())
	}
	return name
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
	f := &File{Header: rest[:n], data: rest[n:]}
	metadata, err := f.parseHeader()
	if err != nil {
		return nil, err
	}
	if err := f.checkNames(); err != nil {
		return nil, err
	}
	if err := f.place(); err != nil {
		return nil, err
	}
	if metadata > 0 {
		f.Metadata = f.readMetadata(metadata)
	}
	return f, nil
}

// place sorts the arrays by their data and checks that they cover all of it,
// each byte once.
func (f *File) place() error {
	slices.SortFunc(f.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.name, b.name))
	})
	var at uint64
	for _, e := range f.entries {
		if e.begin != at {
			return fmt.Errorf("array %q begins at byte %d of the data, want %d: arrays must neither overlap nor leave gaps", f.name(e).excerpt(), e.begin, at)
		}
		if e.end > uint64(len(f.data)) {
			return fmt.Errorf("array %q ends at byte %d of the data, the file has %d", f.name(e).excerpt(), e.end, len(f.data))
		}
		at = e.end
	}
	if at != uint64(len(f.data)) {
		return fmt.Errorf("%d bytes of data follow the last array", uint64(len(f.data))-at)
	}
	return nil
}

// checkNames reports a name that two arrays have. It leaves the arrays in the
// order of their names.
func (f *File) checkNames() error {
	compare := func(a, b entry) int { return f.name(a).compare(f.name(b)) }
	slices.SortFunc(f.entries, compare)
	for i := 1; i < len(f.entries); i++ {
		if compare(f.entries[i-1], f.entries[i]) == 0 {
			return fmt.Errorf("header: array %q appears twice", f.name(f.entries[i]).excerpt())
		}
	}
	return nil
}

// checkSize holds a shape against the offsets.
func (d description) checkSize(shape []int) error {
	total := uint64(1)
	for i := range len(shape) + 1 {
		factor := dtypes[d.dtype].size // after all axes
		if i < len(shape) {
			factor = uint64(shape[i])
		}
		high, low := bits.Mul64(total, factor)
		if high != 0 {
			return fmt.Errorf("has shape %v, too large for any file", shape)
		}
		total = low
	}
	if d.end < d.begin || d.end-d.begin != total {
		return fmt.Errorf("has data_offsets [%d %d], but %s of shape %v takes %d bytes", d.begin, d.end, dtypes[d.dtype].name, shape, total)
	}
	return nil
}
