package safetensors

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// maxRank and maxMetadata bound what a header can ask for beyond its own size:
// an axis takes two bytes there and eight here, an entry of metadata eight and
// about a hundred. The most of any known writer are 8 axes and some hundred
// entries.
const (
	maxRank     = 64
	maxMetadata = 512
)

// maxDepth is how deep a value that is not known may nest: checking it costs
// memory by the level.
const maxDepth = 1000

// header reads the JSON of a file's header. It is written for that alone, and
// not with encoding/json, because a header may hold a hundred thousand arrays
// and its reader must not allocate many times what it reads. Its strings are
// parts of one copy of the text.
type header struct {
	text string
	raw  []byte // the text before the copy
	at   int
	axes []int // of the shape that is being read
}

// parseHeader reads the whole header of f into f.
func parseHeader(f *File) error {
	if len(f.Header) == 0 || f.Header[0] != '{' {
		return errors.New("header is not a JSON object")
	}
	if !utf8.Valid(f.Header) {
		return errors.New("header is not UTF-8")
	}
	h := &header{text: string(f.Header), raw: f.Header, axes: make([]int, 0, maxRank)}
	err := h.object(func(name string) error {
		if name == "__metadata__" {
			if f.Metadata != nil {
				return errors.New("appears twice")
			}
			return h.metadata(f)
		}
		a := Array{Name: name}
		if err := h.array(&a); err != nil {
			return err
		}
		f.Arrays = append(f.Arrays, a)
		return nil
	})
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if h.space(); h.at < len(h.text) {
		return fmt.Errorf("header: %d bytes follow the JSON object", len(h.text)-h.at)
	}
	return nil
}

func (h *header) metadata(f *File) error {
	f.Metadata = map[string]string{}
	if h.space(); strings.HasPrefix(h.text[h.at:], "null") {
		h.at += 4
		return nil
	}
	return h.object(func(key string) error {
		if _, twice := f.Metadata[key]; twice {
			return errors.New("appears twice")
		}
		if len(f.Metadata) == maxMetadata {
			return fmt.Errorf("is one entry more than the %d that are allowed", maxMetadata)
		}
		value, err := h.str()
		f.Metadata[key] = value
		return err
	})
}

// array reads the object that describes an array.
func (h *header) array(a *Array) error {
	var hasType, hasShape, hasOffsets bool
	var offsets [2]uint64
	once := func(seen *bool) error {
		if *seen {
			return errors.New("appears twice")
		}
		*seen = true
		return nil
	}
	err := h.object(func(key string) error {
		switch key {
		case "dtype":
			text, err := h.str()
			a.DType = DType(text)
			return errors.Join(once(&hasType), err)
		case "shape":
			if err := once(&hasShape); err != nil {
				return err
			}
			return h.shape(a)
		case "data_offsets":
			count := 0
			err := h.list(func(i int, n uint64) error {
				if count++; i < 2 {
					offsets[i] = n
				}
				return nil
			})
			if err == nil && count != 2 {
				err = fmt.Errorf("has %d numbers, want 2", count)
			}
			return errors.Join(once(&hasOffsets), err)
		}
		return h.skip() // the reference reader ignores what it does not know
	})
	if err != nil {
		return err
	}
	if !hasType || !hasShape || !hasOffsets {
		return errors.New("wants dtype, shape and data_offsets")
	}
	a.begin, a.end = offsets[0], offsets[1]
	return a.checkSize()
}

func (h *header) shape(a *Array) error {
	h.axes = h.axes[:0]
	err := h.list(func(i int, n uint64) error {
		if i == maxRank {
			return fmt.Errorf("has more than the %d axes that are allowed", maxRank)
		}
		if n > math.MaxInt {
			return fmt.Errorf("has length %d, too large for any file", n)
		}
		h.axes = append(h.axes, int(n))
		return nil
	})
	a.Shape = append([]int{}, h.axes...)
	return err
}

// object reads an object and calls value where the value of each key begins.
func (h *header) object(value func(key string) error) error {
	if err := h.expect('{'); err != nil {
		return err
	}
	if h.space(); h.take('}') {
		return nil
	}
	for {
		key, err := h.str()
		if err != nil {
			return err
		}
		if err := h.expect(':'); err != nil {
			return err
		}
		if err := value(key); err != nil {
			return fmt.Errorf("%q: %w", excerpt(key), err)
		}
		if h.space(); h.take('}') {
			return nil
		}
		if err := h.expect(','); err != nil {
			return err
		}
	}
}

// list reads an array of non-negative integers.
func (h *header) list(each func(i int, n uint64) error) error {
	if err := h.expect('['); err != nil {
		return err
	}
	if h.space(); h.take(']') {
		return nil
	}
	for i := 0; ; i++ {
		n, err := h.integer()
		if err != nil {
			return err
		}
		if err := each(i, n); err != nil {
			return err
		}
		if h.space(); h.take(']') {
			return nil
		}
		if err := h.expect(','); err != nil {
			return err
		}
	}
}

func (h *header) integer() (uint64, error) {
	h.space()
	start, n := h.at, uint64(0)
	for ; h.at < len(h.text) && h.text[h.at] >= '0' && h.text[h.at] <= '9'; h.at++ {
		digit := uint64(h.text[h.at] - '0')
		if n > (math.MaxUint64-digit)/10 || h.at > start && n == 0 {
			return 0, h.wrong("an integer from 0 on")
		}
		n = 10*n + digit
	}
	if h.at == start || h.at < len(h.text) && strings.IndexByte(".eE", h.text[h.at]) >= 0 {
		return 0, h.wrong("an integer from 0 on")
	}
	return n, nil
}

func (h *header) str() (string, error) {
	if err := h.expect('"'); err != nil {
		return "", err
	}
	start, plain := h.at, true
	for ; h.at < len(h.text); h.at++ {
		switch c := h.text[h.at]; {
		case c == '"':
			token := h.text[start:h.at]
			h.at++
			if plain {
				return token, nil
			}
			return unquote(h.text[start-1 : h.at])
		case c == '\\':
			plain = false
			h.at++
		case c < ' ':
			return "", h.wrong("no control character in a string")
		}
	}
	return "", errors.New("a string does not end")
}

// skip reads a value of any kind.
func (h *header) skip() error {
	h.space()
	start, depth := h.at, 0
	for ; h.at < len(h.text); h.at++ {
		switch c := h.text[h.at]; {
		case c == '"':
			if _, err := h.str(); err != nil {
				return err
			}
			h.at--
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return fmt.Errorf("nests deeper than the %d levels that are allowed", maxDepth)
			}
		case (c == '}' || c == ']' || c == ',') && depth == 0:
			return h.valid(start)
		case c == '}' || c == ']':
			depth--
		}
	}
	return h.valid(start)
}

func (h *header) valid(start int) error {
	if !json.Valid(h.raw[start:h.at]) {
		h.at = start
		return h.wrong("a value")
	}
	return nil
}

func (h *header) space() {
	for h.at < len(h.text) && strings.IndexByte(" \t\r\n", h.text[h.at]) >= 0 {
		h.at++
	}
}

func (h *header) take(c byte) bool {
	if h.at < len(h.text) && h.text[h.at] == c {
		h.at++
		return true
	}
	return false
}

func (h *header) expect(c byte) error {
	if h.space(); !h.take(c) {
		return h.wrong(string(c))
	}
	return nil
}

func (h *header) wrong(want string) error {
	if h.at >= len(h.text) {
		return fmt.Errorf("ends where %s should be", want)
	}
	return fmt.Errorf("byte %d is %q, want %s", h.at, h.text[h.at], want)
}
