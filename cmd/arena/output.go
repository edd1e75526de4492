package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
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

// status shows how far a command has come: on a terminal as a line that is
// drawn anew, elsewhere as a plain line now and then.
type status struct {
	*cli.Status
	next time.Time
}

const (
	terminalPause = 100 * time.Millisecond
	plainPause    = 10 * time.Second
)

func newStatus(w io.Writer) *status {
	s := &status{Status: cli.NewStatus(w)}
	if !s.Terminal() {
		s.next = time.Now().Add(plainPause)
	}
	return s
}

// show shows the text unless something was shown only just now.
func (s *status) show(format string, args ...any) {
	s.showLines(func() []string { return []string{fmt.Sprintf(format, args...)} })
}

// showLines shows lines unless something was shown only just now. Where there is
// no terminal it prints the first of them alone.
func (s *status) showLines(lines func() []string) {
	now := time.Now()
	if now.Before(s.next) {
		return
	}
	if s.Terminal() {
		s.next = now.Add(terminalPause)
		s.Show(lines()...)
		return
	}
	s.next = now.Add(plainPause)
	s.Line("%s", lines()[0])
}
