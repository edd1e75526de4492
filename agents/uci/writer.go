package uci

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// writer writes lines for several goroutines. It keeps the first error: that
// there is nobody to read any more shows at the end.
type writer struct {
	mu  sync.Mutex
	to  io.Writer
	err error
}

func (w *writer) line(format string, arguments ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		_, w.err = fmt.Fprintf(w.to, format+"\n", arguments...)
	}
}

// remark tells the controller what was wrong.
func (w *writer) remark(format string, arguments ...any) {
	text := fmt.Sprintf(format, arguments...)
	w.line("info string %s", strings.Join(strings.Fields(text), " "))
}

func (w *writer) failure() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}
