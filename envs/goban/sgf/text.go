package sgf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func appendQuoted(dst []byte, c byte) []byte {
	if c < utf8.RuneSelf {
		return strconv.AppendQuoteRune(dst, rune(c))
	}
	return append(dst, "byte "+strconv.Itoa(int(c))...)
}

// unescape takes the backslashes out of a value: what follows one stands for
// itself, and a line break after one is no line break. All line breaks become
// \n, and other white space a blank.
func unescape(raw string) string {
	if strings.IndexFunc(raw, isSpecial) < 0 {
		return raw
	}
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		escaped := c == '\\' && i+1 < len(raw)
		if escaped {
			i++
			c = raw[i]
		}
		switch c {
		case '\n', '\r':
			if i+1 < len(raw) && raw[i+1] == '\n'+'\r'-c { // the two form one line break
				i++
			}
			if !escaped {
				b.WriteByte('\n')
			}
		case '\t', '\v', '\f':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isSpecial(r rune) bool {
	switch r {
	case '\\', '\r', '\t', '\v', '\f':
		return true
	}
	return false
}

// escape is the value that reads as the text: brackets, backslashes and
// colons are escaped, the last since they part composed values.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r == ']' || r == '\\' || r == ':' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
