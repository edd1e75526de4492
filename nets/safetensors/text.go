package safetensors

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text is a string in a header, as it stands there between its quotes: a part
// of the file, not a copy.
type text struct {
	body  []byte
	at    int  // of the first quote in the header
	plain bool // has no escapes
}

// String returns the string without escapes, as a copy.
func (t text) String() string {
	if t.plain {
		return string(t.body)
	}
	var out strings.Builder
	out.Grow(len(t.body))
	t.decode(func(r rune) bool {
		out.WriteRune(r)
		return true
	})
	return out.String()
}

// excerpt returns the string cut to a length that suits an error.
func (t text) excerpt() string {
	const most = 80
	if t.plain && len(t.body) <= most {
		return string(t.body)
	}
	var out strings.Builder
	whole := t.decode(func(r rune) bool {
		out.WriteRune(r)
		return out.Len() <= most
	})
	if !whole {
		out.WriteString("…")
	}
	return out.String()
}

func (t text) is(s string) bool {
	if t.plain {
		return string(t.body) == s
	}
	rest := t.body
	for _, want := range s {
		if len(rest) == 0 {
			return false
		}
		r, size := runeOf(rest)
		if r != want {
			return false
		}
		rest = rest[size:]
	}
	return len(rest) == 0
}

// compare orders strings by their characters.
func (t text) compare(u text) int {
	if t.plain && u.plain {
		return bytes.Compare(t.body, u.body)
	}
	a, b := t.body, u.body
	for len(a) > 0 && len(b) > 0 {
		x, n := runeOf(a)
		y, m := runeOf(b)
		if x != y {
			return cmp.Compare(x, y)
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}

// decode visits the characters until visit says no, and tells whether it
// visited all.
func (t text) decode(visit func(r rune) bool) bool {
	for rest := t.body; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if !t.plain {
			r, size = runeOf(rest)
		}
		if !visit(r) {
			return false
		}
		rest = rest[size:]
	}
	return true
}

// wrongEscape tells whether an escape is none, or half a surrogate pair.
func (t text) wrongEscape() bool {
	for rest := t.body; len(rest) > 0; {
		at := bytes.IndexByte(rest, '\\')
		if at < 0 {
			return false
		}
		_, length := unescape(rest[at:])
		if length == 0 {
			return true
		}
		rest = rest[at+length:]
	}
	return false
}

// runeOf returns the character that s begins with, and how long it is there.
func runeOf(s []byte) (r rune, size int) {
	if s[0] == '\\' {
		return unescape(s)
	}
	return utf8.DecodeRune(s)
}

// unescape returns the rune of the escape that s begins with, and the length of
// that escape, which is 0 if it is wrong.
func unescape(s []byte) (r rune, length int) {
	if len(s) < 2 {
		return 0, 0
	}
	if i := strings.IndexByte(`"\/bfnrt`, s[1]); i >= 0 {
		return rune("\"\\/\b\f\n\r\t"[i]), 2
	}
	r = unit(s)
	if utf16.IsSurrogate(r) {
		r = utf16.DecodeRune(r, unit(s[6:]))
		if r == utf8.RuneError {
			return 0, 0
		}
		return r, 12
	}
	if r < 0 {
		return 0, 0
	}
	return r, 6
}

// unit returns the number of an escape such as \u00e9, or -1.
func unit(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	var n rune
	for _, c := range s[2:6] {
		digit, ok := hexDigit(c)
		if !ok {
			return -1
		}
		n = n<<4 | digit
	}
	return n
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0'), true
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10, true
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10, true
	}
	return 0, false
}

// cut returns what stands in a file, cut to a length that suits an error.
func cut(raw []byte) string { return text{body: raw, plain: true}.excerpt() }
