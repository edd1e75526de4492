package safetensors

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// maxRank and maxMetadata bound what a header can ask for beyond its own size:
// an axis takes two bytes there and eight in a shape, an entry of metadata eight
// and about a hundred. The most of any known writer are 8 axes and some hundred
// entries.
const (
	maxRank     = 64
	maxMetadata = 512
)

// entry is where an array stands: 24 bytes for a description of at least
// shortestEntry. What else there is to know of it is read again when it is
// wanted.
type entry struct {
	begin, end  uint64 // in the data
	name, value uint32 // in the header: the name's first quote and the object
}

// shortestEntry is the least length of an array's description, in bytes.
const shortestEntry = 50

// parseHeader reads the whole header of f but for the metadata, which it checks
// alone. It returns where they stand, or 0.
func (f *File) parseHeader() (metadata int, err error) {
	if len(f.Header) == 0 || f.Header[0] != '{' {
		return 0, errors.New("header is not a JSON object")
	}
	if !utf8.Valid(f.Header) {
		return 0, errors.New("header is not UTF-8")
	}
	f.entries = make([]entry, 0, min(bytes.Count(f.Header, []byte("{")), len(f.Header)/shortestEntry))
	h := &header{raw: f.Header}
	err = h.object(func(name text) error {
		h.space()
		if !name.is("__metadata__") {
			return f.addEntry(h, name)
		}
		if metadata > 0 {
			return errors.New("appears twice")
		}
		metadata = h.at
		return h.checkMetadata()
	})
	if err != nil {
		return 0, fmt.Errorf("header: %w", err)
	}
	if h.space(); h.at < len(h.raw) {
		return 0, fmt.Errorf("header: %d bytes follow the JSON object", len(h.raw)-h.at)
	}
	return metadata, nil
}

func (f *File) addEntry(h *header, name text) error {
	e := entry{name: uint32(name.at), value: uint32(h.at)}
	d, err := h.description()
	e.begin, e.end = d.begin, d.end
	f.entries = append(f.entries, e)
	return err
}

// checkMetadata reads the metadata and keeps nothing.
func (h *header) checkMetadata() error {
	if h.null() {
		return nil
	}
	var keys []text
	err := h.object(func(key text) error {
		if len(keys) == maxMetadata {
			return fmt.Errorf("is one entry more than the %d that are allowed", maxMetadata)
		}
		keys = append(keys, key)
		_, err := h.str()
		return err
	})
	slices.SortFunc(keys, text.compare)
	for i := 1; i < len(keys) && err == nil; i++ {
		if keys[i].compare(keys[i-1]) == 0 {
			err = fmt.Errorf("%q: appears twice", keys[i].excerpt())
		}
	}
	return err
}

// readMetadata returns the metadata at a place where checkMetadata was content.
func (f *File) readMetadata(at int) map[string]string {
	metadata := map[string]string{}
	h := &header{raw: f.Header, at: at}
	if h.null() {
		return metadata
	}
	err := h.object(func(key text) error {
		value, err := h.str()
		metadata[key.String()] = value.String()
		return err
	})
	if err != nil {
		panic("safetensors: metadata are no longer what they were: " + err.Error())
	}
	return metadata
}

// description is what the header says of an array but for its name and its
// shape, which is in header.axes.
type description struct {
	dtype      int    // in dtypes
	begin, end uint64 // in the data
}

// description reads the object that describes an array.
func (h *header) description() (d description, err error) {
	var hasType, hasShape, hasOffsets bool
	err = h.object(func(key text) error {
		switch {
		case key.is("dtype"):
			d.dtype, err = h.dtype()
			return errors.Join(once(&hasType), err)
		case key.is("shape"):
			return errors.Join(once(&hasShape), h.shape())
		case key.is("data_offsets"):
			d.begin, d.end, err = h.offsets()
			return errors.Join(once(&hasOffsets), err)
		}
		return h.skip() // the reference reader ignores what it does not know
	})
	if err != nil {
		return d, err
	}
	if !hasType || !hasShape || !hasOffsets {
		return d, errors.New("wants dtype, shape and data_offsets")
	}
	return d, d.checkSize(h.axes)
}

func once(seen *bool) error {
	if *seen {
		return errors.New("appears twice")
	}
	*seen = true
	return nil
}

func (h *header) dtype() (int, error) {
	name, err := h.str()
	if err != nil {
		return 0, err
	}
	for i := range dtypes {
		if name.is(string(dtypes[i].name)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("has unknown dtype %q", name.excerpt())
}

func (h *header) shape() error {
	h.axes = h.axes[:0]
	return h.list(func(i int, n uint64) error {
		if i == maxRank {
			return fmt.Errorf("has more than the %d axes that are allowed", maxRank)
		}
		if n > math.MaxInt {
			return fmt.Errorf("has length %d, too large for any file", n)
		}
		h.axes = append(h.axes, int(n))
		return nil
	})
}

func (h *header) offsets() (begin, end uint64, err error) {
	count := 0
	err = h.list(func(i int, n uint64) error {
		switch count++; i {
		case 0:
			begin = n
		case 1:
			end = n
		}
		return nil
	})
	if err == nil && count != 2 {
		err = fmt.Errorf("has %d numbers, want 2", count)
	}
	return begin, end, err
}
