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

// decode turns all values into UTF-8, from the character set that the root
// names in CA. Where it names none, that is UTF-8 after a byte order mark and
// ISO-8859-1 otherwise, as the format has it. Sets that are not known are
// read like ISO-8859-1, a character a byte, by which nothing is lost.
func (t *Tree) decode(marked bool) {
	name, named := t.Root().Text("CA")
	unicode := marked && !named
	switch strings.ToUpper(strings.TrimSpace(name)) {
	case "UTF-8", "UTF8":
		unicode = true
	}
	for i, v := range t.values {
		switch {
		case isASCII(v.raw):
		case unicode:
			t.values[i].raw = strings.ToValidUTF8(v.raw, "\ufffd")
		default:
			t.values[i].raw = fromLatin1(v.raw)
		}
	}
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func fromLatin1(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return b.String()
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
