package safetensors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
)

// maxDepth is how deep a value that is not known may nest: checking it costs
// memory by the level.
const maxDepth = 1000

// header reads the JSON of a file's header. It is written for that alone, and
// not with encoding/json, because a header may hold a million arrays and its
// reader must not allocate many times what it reads: it tells where things
// stand and copies nothing.
type header struct {
	raw  []byte
	at   int
	axes []int // of the shape that was read last
}

// object reads an object and calls value where the value of each key begins.
func (h *header) object(value func(key text) error) error {
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
			return fmt.Errorf("%q: %w", key.excerpt(), err)
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
	for ; h.at < len(h.raw) && h.raw[h.at] >= '0' && h.raw[h.at] <= '9'; h.at++ {
		digit := uint64(h.raw[h.at] - '0')
		if n > (math.MaxUint64-digit)/10 || h.at > start && n == 0 {
			return 0, h.wrong("an integer from 0 on")
		}
		n = 10*n + digit
	}
	if h.at == start || h.at < len(h.raw) && strings.IndexByte(".eE", h.raw[h.at]) >= 0 {
		return 0, h.wrong("an integer from 0 on")
	}
	return n, nil
}

// str reads a string and checks its escapes.
func (h *header) str() (text, error) {
	if err := h.expect('"'); err != nil {
		return text{}, err
	}
	start, plain := h.at, true
	for ; h.at < len(h.raw); h.at++ {
		switch c := h.raw[h.at]; {
		case c == '"':
			t := text{h.raw[start:h.at], start - 1, plain}
			h.at++
			if !plain && t.wrongEscape() {
				return t, fmt.Errorf("string %q holds an escape that is none, or half a surrogate pair", cut(t.body))
			}
			return t, nil
		case c == '\\':
			plain = false
			h.at++
		case c < ' ':
			return text{}, h.wrong("no control character in a string")
		}
	}
	return text{}, errors.New("a string does not end")
}

// skip reads a value of any kind.
func (h *header) skip() error {
	h.space()
	start, depth := h.at, 0
	for ; h.at < len(h.raw); h.at++ {
		switch c := h.raw[h.at]; {
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
	for h.at < len(h.raw) && strings.IndexByte(" \t\r\n", h.raw[h.at]) >= 0 {
		h.at++
	}
}

func (h *header) take(c byte) bool {
	if h.at < len(h.raw) && h.raw[h.at] == c {
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
	if h.at >= len(h.raw) {
		return fmt.Errorf("ends where %s should be", want)
	}
	return fmt.Errorf("byte %d is %q, want %s", h.at, h.raw[h.at], want)
}

// null takes the word null.
func (h *header) null() bool {
	h.space()
	is := bytes.HasPrefix(h.raw[h.at:], []byte("null"))
	if is {
		h.at += len("null")
	}
	return is
}
