package safetensors

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unquote decodes a string with escapes, given with its quotes and without
// control characters. It is not json.Unmarshal, which allocates hundreds of
// bytes for the shortest string.
func unquote(token string) (string, error) {
	body := token[1 : len(token)-1]
	var out strings.Builder
	out.Grow(len(body))
	for {
		at := strings.IndexByte(body, '\\')
		if at < 0 {
			out.WriteString(body)
			return out.String(), nil
		}
		out.WriteString(body[:at])
		r, length := unescape(body[at:])
		if length == 0 {
			return "", fmt.Errorf("string %s holds an escape that is none, or half a surrogate pair", excerpt(token))
		}
		out.WriteRune(r)
		body = body[at+length:]
	}
}

// unescape returns the rune of the escape that s begins with, and the length of
// that escape, which is 0 if it is wrong.
func unescape(s string) (r rune, length int) {
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
func unit(s string) rune {
	if len(s) < 6 || s[:2] != `\u` {
		return -1
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// excerpt cuts a text from a file to a length that suits an error.
func excerpt(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
