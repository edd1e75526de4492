package gtp

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// request is a command as it came: an optional id, a name, arguments.
type request struct {
	id        string // the digits, or empty
	name      string
	arguments []string
}

// parseRequest reads a line (section 2.2 of the draft): control characters
// but for the tabulator do not count, nor does what follows a #. ok is false
// where nothing is left.
func parseRequest(line string) (r request, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.Map(func(c rune) rune {
		switch {
		case c == '\t':
			return ' '
		case c < ' ' || c == 0x7f:
			return -1
		}
		return c
	}, line)
	words := strings.Fields(line)
	if len(words) == 0 {
		return request{}, false
	}
	if isID(words[0]) {
		r.id, words = words[0], words[1:]
	}
	if len(words) > 0 {
		r.name, r.arguments = words[0], words[1:]
	}
	return r, true
}

// isID tells whether a word is a command's number.
func isID(word string) bool {
	_, err := strconv.ParseUint(word, 10, 31)
	return err == nil && word[0] != '+'
}

// writer writes answers. It keeps the first error: that there is nobody to
// read any more shows at the end.
type writer struct {
	to  *bufio.Writer
	err error
}

func newWriter(to io.Writer) *writer { return &writer{to: bufio.NewWriter(to)} }

// answer writes the answer to a request: text, which must not have empty
// lines, or the failure.
func (w *writer) answer(r request, text string, failure error) {
	if failure != nil {
		w.print("?%s %s\n\n", r.id, strings.Join(strings.Fields(failure.Error()), " "))
		return
	}
	w.begin(r)
	if text != "" && text[0] != '\n' {
		text = " " + text
	}
	w.print("%s\n\n", strings.TrimRight(text, "\n"))
}

// begin writes the sign of success, for an answer that comes bit by bit and
// ends with an empty line.
func (w *writer) begin(r request) { w.print("=%s", r.id) }

func (w *writer) print(format string, arguments ...any) {
	if w.err == nil {
		fmt.Fprintf(w.to, format, arguments...)
		w.err = w.to.Flush()
	}
}
