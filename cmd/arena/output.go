package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// lines writes one JSON object a line and keeps the first error, so that a
// reader who has gone is noticed once, at the end.
type lines struct {
	to  *json.Encoder
	err error
}

func newLines(w io.Writer) *lines {
	to := json.NewEncoder(w)
	to.SetEscapeHTML(false) // < and > are drawn on boards
	return &lines{to: to}
}

func (l *lines) write(object any) {
	if l.err == nil {
		l.err = l.to.Encode(object)
	}
}

// status shows how far a command has come: on a terminal as one line that is
// written over, elsewhere as a plain line now and then.
type status struct {
	w     io.Writer
	width int // of the terminal; 0 if w is none
	next  time.Time
}

const (
	terminalPause = 100 * time.Millisecond
	plainPause    = 10 * time.Second
)

func newStatus(w io.Writer) *status {
	s := &status{w: w, next: time.Now().Add(plainPause)}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		s.next = time.Time{}
		s.width = 80
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			s.width = width
		}
	}
	return s
}

// show shows the text unless something was shown only just now.
func (s *status) show(format string, args ...any) {
	now := time.Now()
	if now.Before(s.next) {
		return
	}
	text := fmt.Sprintf(format, args...)
	if s.width == 0 {
		s.next = now.Add(plainPause)
		fmt.Fprintln(s.w, text)
		return
	}
	s.next = now.Add(terminalPause)
	if short := []rune(text); len(short) >= s.width {
		text = string(short[:s.width-1])
	}
	fmt.Fprint(s.w, "\r", text, "\x1b[K")
}

// clear removes the line from the terminal.
func (s *status) clear() {
	if s.width > 0 {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
}
