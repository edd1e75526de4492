package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"unicode/utf8"
)

// MaxHeader is the longest header that Parse accepts, in bytes.
const MaxHeader = 100_000_000

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

// Parse reads a whole file.
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
	if err := f.parseHeader(); err != nil {
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
			return fmt.Errorf("array %q begins at byte %d of the data, want %d: arrays must neither overlap nor leave gaps", a.Name, a.begin, at)
		}
		if a.end > uint64(len(data)) {
			return fmt.Errorf("array %q ends at byte %d of the data, the file has %d", a.Name, a.end, len(data))
		}
		a.Raw = data[a.begin:a.end:a.end]
		at = a.end
	}
	if at != uint64(len(data)) {
		return fmt.Errorf("%d bytes of data follow the last array", uint64(len(data))-at)
	}
	return nil
}

func (f *File) parseHeader() error {
	if len(f.Header) == 0 || f.Header[0] != '{' {
		return errors.New("header is not a JSON object")
	}
	if !utf8.Valid(f.Header) {
		return errors.New("header is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(f.Header))
	dec.UseNumber()
	err := eachField(dec, func(name string) error {
		if name == "__metadata__" {
			if f.Metadata != nil {
				return errors.New("appears twice")
			}
			return f.parseMetadata(dec)
		}
		a := Array{Name: name}
		if err := a.parse(dec); err != nil {
			return err
		}
		f.Arrays = append(f.Arrays, a)
		return nil
	})
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if rest := bytes.TrimLeft(f.Header[dec.InputOffset():], " \t\r\n"); len(rest) > 0 {
		return fmt.Errorf("header: %d bytes follow the JSON object", len(rest))
	}
	return f.checkNames()
}

func (f *File) checkNames() error {
	order := make([]int, len(f.Arrays))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(f.Arrays[a].Name, f.Arrays[b].Name) })
	for i := 1; i < len(order); i++ {
		if name := f.Arrays[order[i]].Name; name == f.Arrays[order[i-1]].Name {
			return fmt.Errorf("header: array %q appears twice", name)
		}
	}
	return nil
}

func (f *File) parseMetadata(dec *json.Decoder) error {
	f.Metadata = map[string]string{}
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	if tok == nil {
		return nil
	}
	if tok != json.Delim('{') {
		return fmt.Errorf("is %v, want an object of strings", tok)
	}
	return eachEntry(dec, func(key string) error {
		if _, twice := f.Metadata[key]; twice {
			return errors.New("appears twice")
		}
		tok, err := dec.Token()
		if err != nil {
			return err
		}
		value, ok := tok.(string)
		if !ok {
			return fmt.Errorf("is %v, want a string", tok)
		}
		f.Metadata[key] = value
		return nil
	})
}

// parse reads the object that describes an array.
func (a *Array) parse(dec *json.Decoder) error {
	var offsets []uint64
	var dims []uint64
	seen := map[string]bool{}
	err := eachField(dec, func(key string) (err error) {
		if seen[key] {
			return errors.New("appears twice")
		}
		seen[key] = true
		switch key {
		case "dtype":
			err = dec.Decode((*string)(&a.DType))
		case "shape":
			dims, err = integers(dec)
		case "data_offsets":
			offsets, err = integers(dec)
		default: // the reference reader ignores what it does not know
			var skipped json.RawMessage
			err = dec.Decode(&skipped)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case !seen["dtype"] || !seen["shape"] || !seen["data_offsets"]:
		return errors.New("wants dtype, shape and data_offsets")
	case len(offsets) != 2:
		return fmt.Errorf("has %d data_offsets, want 2", len(offsets))
	}
	a.begin, a.end = offsets[0], offsets[1]
	return a.checkSize(dims)
}

// checkSize holds the shape against the offsets.
func (a *Array) checkSize(dims []uint64) error {
	size, known := dtypeSizes[a.DType]
	if !known {
		return fmt.Errorf("has unknown dtype %q", a.DType)
	}
	a.Shape = make([]int, 0, len(dims))
	total := uint64(1)
	for _, d := range append(dims, size) {
		high, low := bits.Mul64(total, d)
		if high != 0 || d > math.MaxInt {
			return fmt.Errorf("has shape %v, too large for any file", dims)
		}
		total = low
		a.Shape = append(a.Shape, int(d))
	}
	a.Shape, size = a.Shape[:len(dims)], total
	if a.end < a.begin || a.end-a.begin != size {
		return fmt.Errorf("has data_offsets [%d %d], but %s of shape %v takes %d bytes", a.begin, a.end, a.DType, dims, size)
	}
	return nil
}

// eachField reads a whole object and calls parse at the value of each field.
func eachField(dec *json.Decoder, parse func(key string) error) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	if tok != json.Delim('{') {
		return fmt.Errorf("is %v, want an object", tok)
	}
	return eachEntry(dec, parse)
}

// eachEntry is eachField after the opening brace.
func eachEntry(dec *json.Decoder, parse func(key string) error) error {
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return err
		}
		key, ok := tok.(string)
		if !ok {
			return fmt.Errorf("%v, want a name", tok)
		}
		if err := parse(key); err != nil {
			return fmt.Errorf("%q: %w", key, err)
		}
	}
	_, err := dec.Token() // the closing brace
	return err
}

// integers reads an array of non-negative integers.
func integers(dec *json.Decoder) ([]uint64, error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	if tok != json.Delim('[') {
		return nil, fmt.Errorf("is %v, want an array of integers", tok)
	}
	var all []uint64
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err
		}
		number, ok := tok.(json.Number)
		if !ok {
			return nil, fmt.Errorf("has element %v, want an integer", tok)
		}
		n, err := strconv.ParseUint(number.String(), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("has element %s, want an integer from 0 on", number)
		}
		all = append(all, n)
	}
	_, err = dec.Token()
	return all, err
}
