package cli

import (
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// Status shows how far a command has come. On a terminal it is some lines
// that are drawn anew below the lines that stay; elsewhere there are only the
// lines that stay. It is safe for concurrent use.
type Status struct {
	w        io.Writer
	terminal bool

	mu    sync.Mutex
	drawn int // lines of the status on the screen
}

// NewStatus returns a status on w, which is a terminal or is not.
func NewStatus(w io.Writer) *Status {
	_, terminal := width(w)
	return &Status{w: w, terminal: terminal}
}

// Terminal reports whether Show shows anything.
func (s *Status) Terminal() bool { return s.terminal }

// Line prints a line that stays.
func (s *Status) Line(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	fmt.Fprintf(s.w, format+"\n", args...)
}

// Show draws the status anew, each line cut to the width of the terminal.
func (s *Status) Show(lines ...string) {
	columns, ok := width(s.w)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
	for _, line := range lines {
		fmt.Fprintln(s.w, clip(line, columns-1))
		s.drawn++
	}
}

// Clear removes the status from the screen.
func (s *Status) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.erase()
}

// erase needs s.mu.
func (s *Status) erase() {
	for ; s.drawn > 0; s.drawn-- {
		fmt.Fprint(s.w, "\x1b[1A\x1b[2K") // up a line, clear it
	}
}

// clip cuts text to a number of columns.
func clip(text string, columns int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), max(0, columns))])
}

// width returns the columns of w if it is a terminal.
func width(w io.Writer) (columns int, terminal bool) {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	if err != nil || columns <= 0 {
		columns = 80
	}
	return columns, true
}
