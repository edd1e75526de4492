// Package lines reads lines of text from a peer that may send anything: lines
// without end, control characters, an end in the middle of a line.
package lines

import (
	"bufio"
	"errors"
	"io"
)

// ErrTooLong is the error of a line that is longer than the reader takes.
var ErrTooLong = errors.New("a line is too long")

// Reader reads lines up to a length. It is not safe for concurrent use.
type Reader struct {
	from *bufio.Reader
	most int
	skip bool // the rest of a line that was too long is still to come
}

// NewReader returns a reader of lines of at most so many bytes, their ends not
// counted.
func NewReader(from io.Reader, most int) *Reader {
	return &Reader{from: bufio.NewReader(from), most: most}
}

// Next returns the next line without its line feed; the last line of all need
// not have one. A line that is too long is ErrTooLong as soon as that is
// known, and the call after it goes on behind that line. At the end it returns
// io.EOF, and the error of the underlying reader if that fails.
func (r *Reader) Next() (string, error) {
	if err := r.SkipRest(); err != nil {
		return "", err
	}
	var line []byte
	for {
		part, err := r.from.ReadSlice('\n')
		full := err == bufio.ErrBufferFull
		if err == nil {
			part = part[:len(part)-1]
		}
		if len(line)+len(part) > r.most {
			r.skip = full
			return "", ErrTooLong
		}
		line = append(line, part...)
		switch {
		case full:
			continue
		case err == io.EOF && len(line) > 0, err == nil:
			return string(line), nil
		}
		return "", err
	}
}

// SkipRest reads up to the end of a line whose beginning was too long, if that
// is what came last: whoever sends it may listen to no answer before it is
// taken.
func (r *Reader) SkipRest() error {
	for r.skip {
		_, err := r.from.ReadSlice('\n')
		switch err {
		case nil:
			r.skip = false
		case bufio.ErrBufferFull:
		default:
			return err
		}
	}
	return nil
}
