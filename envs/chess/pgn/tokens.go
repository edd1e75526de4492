package pgn

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// kind is a kind of token.
type kind int

const (
	end     kind = iota
	tag          // text is the name, value the value
	symbol       // a move, a number of a move, a result
	glyph        // $ and a number, or ! and ? marks
	comment      // without its braces
	open
	closing
)

// token is one word of the text, and the byte where it begins.
type token struct {
	kind        kind
	text, value string
	offset      int
}

// scanner cuts text into tokens.
type scanner struct {
	r         *bufio.Reader
	offset    int  // of the next byte
	lineStart bool // the next byte is the first of a line
}

func newScanner(r io.Reader) *scanner {
	s := &scanner{r: bufio.NewReader(r), lineStart: true}
	if mark, _ := s.r.Peek(3); string(mark) == "\ufeff" {
		s.skip(len(mark))
	}
	return s
}

func (s *scanner) skip(n int) {
	discarded, _ := s.r.Discard(n)
	s.offset += discarded
}

// read returns the next byte; at the end of the text or of its luck, an error.
func (s *scanner) read() (byte, error) {
	c, err := s.r.ReadByte()
	if err == nil {
		s.offset++
		s.lineStart = c == '\n'
	}
	return c, err
}

func (s *scanner) peek() (byte, bool) {
	next, err := s.r.Peek(1)
	if err != nil {
		return 0, false
	}
	return next[0], true
}

// next returns the next token. An error is a *Error, or that of the reader.
func (s *scanner) next() (token, error) {
	for {
		first := s.lineStart
		at := s.offset
		c, err := s.read()
		if err == io.EOF {
			return token{kind: end, offset: at}, nil
		}
		if err != nil {
			return token{}, err
		}
		switch {
		case first && c == '%', c == ';':
			s.until('\n')
		case c <= ' ' || c == '.':
		case c == '[':
			return s.tag(at)
		case c == '{':
			text, ok := s.until('}')
			if !ok {
				return token{}, &Error{Offset: at, Reason: "a comment that is never closed, want }"}
			}
			return token{comment, strings.TrimSpace(text), "", at}, nil
		case c == '(':
			return token{open, "(", "", at}, nil
		case c == ')':
			return token{closing, ")", "", at}, nil
		case c == '$' || c == '!' || c == '?':
			return token{glyph, s.word(c, "$!?0123456789"), "", at}, nil
		case strings.IndexByte(symbolBytes, c) >= 0:
			return token{symbol, s.word(c, symbolBytes), "", at}, nil
		default:
			return token{}, &Error{Offset: at, Reason: fmt.Sprintf("%q begins nothing, want a tag, a move, a comment or a result", c)}
		}
	}
}

const symbolBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+#=:-/*"

// word is c and the bytes behind it that are some of those allowed.
func (s *scanner) word(c byte, allowed string) string {
	word := []byte{c}
	for {
		c, ok := s.peek()
		if !ok || strings.IndexByte(allowed, c) < 0 {
			return string(word)
		}
		s.skip(1)
		s.lineStart = false
		word = append(word, c)
	}
}

// until returns the text up to a byte, which it swallows, or up to the end.
func (s *scanner) until(stop byte) (text string, found bool) {
	var b strings.Builder
	for {
		c, err := s.read()
		if err != nil || c == stop {
			return b.String(), err == nil
		}
		b.WriteByte(c)
	}
}

// tag reads what follows a bracket: a name, a value in quotes where \ stands
// before a quote or another \, and the closing bracket.
func (s *scanner) tag(at int) (token, error) {
	malformed := &Error{Offset: at, Reason: `malformed tag, want [Name "value"]`}
	var name strings.Builder
	for {
		c, err := s.read()
		if err != nil || c == '\n' || c == ']' {
			return token{}, malformed
		}
		if c == '"' {
			break
		}
		name.WriteByte(c)
	}
	var value strings.Builder
	for {
		c, err := s.read()
		if err != nil || c == '\n' {
			return token{}, malformed
		}
		if c == '"' {
			break
		}
		if next, _ := s.peek(); c == '\\' && (next == '"' || next == '\\') {
			c, _ = s.read()
		}
		value.WriteByte(c)
	}
	rest, ok := s.until(']')
	text := strings.TrimSpace(name.String())
	if !ok || strings.TrimSpace(rest) != "" || text == "" || strings.ContainsAny(text, " \t[") {
		return token{}, malformed
	}
	return token{tag, text, value.String(), at}, nil
}
