package sgf

import "fmt"

// Error is what is wrong with a record, and where.
type Error struct {
	Offset int // the byte in the text that was parsed, counted from 0
	Reason string
	Err    error // the cause, such as a *goban.IllegalError; may be nil
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("sgf: byte %d: %s: %v", e.Offset, e.Reason, e.Err)
	}
	return fmt.Sprintf("sgf: byte %d: %s", e.Offset, e.Reason)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func errorAt(offset int, format string, args ...any) *Error {
	return &Error{Offset: offset, Reason: fmt.Sprintf(format, args...)}
}
