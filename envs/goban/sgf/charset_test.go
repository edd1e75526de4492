package sgf_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

// TestCharsets has names of players as programs of the time wrote them, the
// bytes by hand from the tables of the sets.
func TestCharsets(t *testing.T) {
	for _, c := range []struct{ set, bytes, want string }{
		{"GB2312", "\xb9\xc5\xc1\xa6", "古力"},
		{"GB18030", "\xb9\xc5\x81\x30\x81\x30", "古\u0080"},
		{"Big5", "\xb6\xc0\xa5\x5c", "黃功"},
		{"Shift_JIS", "\x95\x5c", "表"},     // the second byte is a backslash
		{"SJIS", "\x83\x5d\x83\x5b", "ゾゼ"}, // and brackets
		{"Shift_JIS", "\xb1\xb2", "ｱｲ"},    // letters of one byte
		{"EUC-JP", "\xc6\xfc\xcb\xdc", "日本"},
		{"EUC-KR", "\xc0\xcc\xc3\xa2\xc8\xa3", "이창호"},
		{"cp949", "\xc0\xcc", "이"},
		{"Windows-1251", "\xcf\xf0\xe8", "При"},
		{"windows-1252", "\x80", "€"},
		{"ISO-8859-1", "\x80\xfc", "\u0080ü"},
		{"KOI8-R", "\xf0", "П"},
		{"UTF-8", "\xc3\xbc", "ü"},
	} {
		t.Run(c.set, func(t *testing.T) {
			tree := parse(t, "(;CA["+c.set+"]PB["+c.bytes+"]C[\\]];B[aa])")
			got, _ := tree.Root().Text("PB")
			assert.Equal(t, c.want, got)
			comment, _ := tree.Root().Text("C")
			assert.Equal(t, "]", comment, "what follows")
			assert.Equal(t, 2, tree.Len())
			assert.NoError(t, tree.Malformed())

			var text bytes.Buffer
			require.NoError(t, sgf.Write(&text, tree))
			again, _ := parse(t, text.String()).Root().Text("PB")
			assert.Equal(t, c.want, again, "written as UTF-8")
		})
	}
}

func TestMalformedTextIsNamed(t *testing.T) {
	for _, c := range []struct{ text, want, name string }{
		{"(;CA[UTF-8]PB[a\xf8b])", `sgf: byte 15: byte 248 is no text of the character set "UTF-8"`, "a\ufffdb"},
		{"(;CA[GBK]C[x]PB[ab\xb9\xc5c\xff!])", `sgf: byte 21: byte 255 is no text of the character set "GBK"`, "ab古c\ufffd!"},
		{"(;CA[Klingon]PB[a\xf8])", `sgf: byte 16: the character set "Klingon" is not known: read as ISO-8859-1`, "aø"},
		{"(;CA[UTF-16]PB[a\xf8])", `sgf: byte 15: the character set "UTF-16" is not known: read as ISO-8859-1`, "aø"},
		{"(;CA[Klingon]PB[a])", "", "a"},
		{"(;CA[Shift_JIS]PB[a\xa0];B[aa])", `sgf: byte 19: byte 160 is no text of the character set "Shift_JIS"`, "a\ufffd"},
	} {
		t.Run(c.text, func(t *testing.T) {
			tree := parse(t, c.text)
			name, _ := tree.Root().Text("PB")
			assert.Equal(t, c.name, name)
			if c.want == "" {
				assert.NoError(t, tree.Malformed())
				return
			}
			assert.EqualError(t, tree.Malformed(), c.want)
		})
	}
}
