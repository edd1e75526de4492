package sgf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// charset is how a record writes its text: in UTF-8, or by an encoding, or a
// character a byte as in ISO-8859-1. The zero charset is the last.
type charset struct {
	name     string
	utf8     bool
	encoding encoding.Encoding
	known    bool
}

// charsetNamed finds a character set by a name of the WHATWG Encoding Standard
// or one that programs of East Asia write.
func charsetNamed(name string) charset {
	c := charset{name: name, known: true}
	label := strings.ToLower(strings.TrimSpace(name))
	switch label {
	case "utf-8", "utf8":
		c.utf8 = true
		return c
	case "", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii":
		return c
	case "cp932":
		label = "shift_jis"
	case "cp936":
		label = "gbk"
	case "cp949":
		label = "euc-kr"
	case "cp950":
		label = "big5"
	}
	e, err := htmlindex.Get(label)
	if err != nil || strings.HasPrefix(label, "utf") { // the brackets are bytes of ASCII
		c.known = false
		return c
	}
	c.encoding = e
	return c
}

// leads returns what tells the first byte of two of which the second may be
// that of a bracket or a backslash; nil if the set has no such characters.
func (c charset) leads() func(byte) bool {
	switch c.encoding {
	case japanese.ShiftJIS: // between the two ranges are single letters
		return func(b byte) bool { return 0x81 <= b && b <= 0x9f || 0xe0 <= b && b <= 0xfc }
	case korean.EUCKR, traditionalchinese.Big5, simplifiedchinese.GBK, simplifiedchinese.GB18030:
		return func(b byte) bool { return 0x81 <= b && b <= 0xfe }
	}
	return nil
}

// decode turns all values into UTF-8, from the character set that the root
// names in CA. Where it names none, that is UTF-8 after a byte order mark and
// ISO-8859-1 otherwise, as the format has it. Sets that are not known are
// read like ISO-8859-1, a character a byte, by which nothing is lost; bytes
// that are none of the set become U+FFFD. Malformed tells of both.
func (t *Tree) decode(marked bool) {
	name, named := t.Root().Text("CA")
	c := charsetNamed(name)
	c.utf8 = c.utf8 || marked && !named
	for i, v := range t.values {
		if isASCII(v.raw) {
			continue
		}
		text, bad := c.decode(v.raw)
		t.values[i].raw = text
		switch at := int(v.offset) + bad; {
		case t.malformed != nil:
		case !c.known:
			t.malformed = errorAt(int(v.offset), "the character set %q is not known: read as ISO-8859-1", c.name)
		case bad >= 0:
			t.malformed = errorAt(at, "byte %d is no text of the character set %q", v.raw[bad], c.name)
		}
	}
}

// Malformed returns the first place, an *Error, at which the text of a parsed
// record is not what its character set says, and nil if there is none. The
// record is as good as any but for such text.
func (t *Tree) Malformed() error {
	if t.malformed == nil {
		return nil
	}
	return t.malformed
}

// decode returns the text in UTF-8, and the first byte that is none of the set
// or -1.
func (c charset) decode(raw string) (text string, bad int) {
	switch {
	case c.utf8:
		return strings.ToValidUTF8(raw, "\ufffd"), invalidUTF8(raw)
	case c.encoding != nil:
		return c.decodeBy(raw)
	}
	var b strings.Builder
	for i := range len(raw) {
		b.WriteRune(rune(raw[i]))
	}
	return b.String(), -1
}

// decodeBy decodes a few characters at a time, so that the place of a wrong
// one is known. All that stand together before it are bytes of ASCII.
func (c charset) decodeBy(raw string) (text string, bad int) {
	var b strings.Builder
	var chunk [utf8.UTFMax]byte
	bad = -1
	decoder, src := c.encoding.NewDecoder(), []byte(raw)
	for at := 0; at < len(src); {
		wrote, read, _ := decoder.Transform(chunk[:], src[at:], true)
		if wrote+read == 0 {
			return b.String(), at // no encoding does that
		}
		if i := strings.Index(string(chunk[:wrote]), "\ufffd"); i >= 0 && bad < 0 {
			bad = at + i
		}
		b.Write(chunk[:wrote])
		at += read
	}
	return b.String(), bad
}

func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
