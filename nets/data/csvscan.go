package data

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// maxCell is the longest value that a CSV file may hold, in bytes.
const maxCell = 64 << 10

// csvScanner reads the values of a CSV file one after the other, as
// encoding/csv reads them. It is not encoding/csv, whose records cost forty
// bytes for each value of a row and whose buffers double: a file of one line of
// commas would cost a hundred times its size.
type csvScanner struct {
	in    *bufio.Reader
	comma byte
	line  int    // of the next byte, from 1
	begin int    // the line in which the value began that was read last
	raw   []byte // the value that is being read
	cell  []byte // the value that was read last, without its quotes and the space around it; part of raw
	first bool   // that value begins a row
	last  bool   // that value ends its row
}

func newCSVScanner(r io.Reader, comma rune) (*csvScanner, error) {
	if comma == 0 {
		comma = ','
	}
	if comma < 1 || comma > 127 || comma == '"' || comma == '\r' || comma == '\n' {
		return nil, fmt.Errorf("csv: comma %q, want an ASCII character that is neither a quote nor a line's end", comma)
	}
	s := &csvScanner{in: bufio.NewReaderSize(r, 32<<10), comma: byte(comma), line: 1, last: true}
	if mark, _ := s.in.Peek(3); string(mark) == "\ufeff" {
		_, _ = s.in.Discard(3) // they are in the buffer
	}
	return s, nil
}

// next reads a value. It returns io.EOF after the last row; lines without
// anything are no rows.
func (s *csvScanner) next() error {
	s.first, s.last = s.last, false
	s.raw, s.begin = s.raw[:0], s.line
	for {
		b, err := s.in.ReadByte()
		switch {
		case err == io.EOF && s.first && s.blank():
			return io.EOF
		case err == io.EOF:
			return s.end()
		case err != nil:
			return fmt.Errorf("csv: line %d: %w", s.line, err)
		case b == '\n':
			s.line++
			if s.first && s.blank() {
				s.raw, s.begin = s.raw[:0], s.line
				continue
			}
			return s.end()
		case b == s.comma:
			s.cell = bytes.TrimSpace(s.raw)
			return nil
		case b == '"':
			if len(bytes.TrimSpace(s.raw)) > 0 {
				return fmt.Errorf("csv: line %d: a quote within a value that does not begin with one", s.line)
			}
			return s.quoted()
		}
		if err := s.add(b); err != nil {
			return err
		}
	}
}

// blank tells whether a line holds nothing but the return before its end.
func (s *csvScanner) blank() bool { return len(s.raw) == 0 || string(s.raw) == "\r" }

// end finishes a value that ends its row.
func (s *csvScanner) end() error {
	s.cell, s.last = bytes.TrimSpace(s.raw), true
	return nil
}

// quoted reads the rest of a value after its first quote. Two quotes stand for
// one, and a return before a line's end goes.
func (s *csvScanner) quoted() error {
	s.raw = s.raw[:0]
	for {
		b, err := s.in.ReadByte()
		if err == io.EOF {
			return fmt.Errorf("csv: line %d: a quoted value that does not end", s.begin)
		}
		if err != nil {
			return fmt.Errorf("csv: line %d: %w", s.line, err)
		}
		switch b {
		case '"':
			again, err := s.afterQuote()
			if err != nil || !again {
				s.cell = bytes.TrimSpace(s.raw)
				return err
			}
		case '\n':
			s.line++
			s.raw = bytes.TrimSuffix(s.raw, []byte{'\r'})
		}
		if err := s.add(b); err != nil {
			return err
		}
	}
}

// afterQuote reads what follows a quote within a quoted value: again is true
// for another quote, and otherwise the value has ended.
func (s *csvScanner) afterQuote() (again bool, err error) {
	b, err := s.in.ReadByte()
	if b == '\r' && err == nil {
		if b, err = s.in.ReadByte(); err == nil && b != '\n' {
			b = '\r'
		}
	}
	switch {
	case err == io.EOF:
		s.last = true
		return false, nil
	case err != nil:
		return false, fmt.Errorf("csv: line %d: %w", s.line, err)
	case b == '"':
		return true, nil
	case b == '\n':
		s.line++
		s.last = true
		return false, nil
	case b == s.comma:
		return false, nil
	}
	return false, fmt.Errorf("csv: line %d: %q after the quote that ends a value, want %q, the line's end or another quote", s.line, b, s.comma)
}

func (s *csvScanner) add(b byte) error {
	if len(s.raw) == maxCell {
		return fmt.Errorf("csv: line %d: a value of more than %d bytes, the most that is allowed", s.line, maxCell)
	}
	s.raw = append(s.raw, b)
	return nil
}

// rest counts the values that the row still has.
func (s *csvScanner) rest() (n int, err error) {
	for ; !s.last; n++ {
		if err := s.next(); err != nil {
			return n, err
		}
	}
	return n, nil
}
