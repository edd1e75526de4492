package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/selfplay"
)

// progress shows a running session: on a terminal two lines that are drawn
// anew, one with bars and one with numbers, below the lines that stay; else
// only the lines that stay.
type progress struct {
	w        io.Writer
	terminal bool

	mu    sync.Mutex
	drawn int // lines of status on the screen
}

func newProgress(w io.Writer) *progress {
	_, terminal := isTerminal(w)
	return &progress{w: w, terminal: terminal}
}

// line prints a line that stays.
func (p *progress) line(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	fmt.Fprintf(p.w, format+"\n", args...)
}

// show draws the status anew.
func (p *progress) show(s selfplay.Status) {
	width, ok := isTerminal(p.w)
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	for _, text := range statusLines(s) {
		fmt.Fprintln(p.w, clip(text, width-1))
		p.drawn++
	}
}

// clear removes the status.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

// erase needs p.mu.
func (p *progress) erase() {
	for ; p.drawn > 0; p.drawn-- {
		fmt.Fprint(p.w, "\x1b[1A\x1b[2K") // up a line, clear it
	}
}

// statusLines are the two lines of a status.
func statusLines(s selfplay.Status) []string {
	left := "…"
	if s.Left > 0 {
		left = s.Left.Round(time.Second).String()
	}
	return []string{
		fmt.Sprintf("generation %d/%d  games %s %d/%d  training %s %d/%d",
			s.Generation, s.Generations,
			bar(s.Games, s.TotalGames), s.Games, s.TotalGames,
			bar(s.Steps, s.TotalSteps), s.Steps, s.TotalSteps),
		fmt.Sprintf("loss %.3f  entropy %.2f  %.1f games/s  %s evals/s  %s left",
			s.Loss.Policy+s.Loss.Value, s.Loss.Entropy, s.GamesPerS, si(s.EvalsPerS), left),
	}
}

// bar draws done of total in 16 columns.
func bar(done, total int) string {
	const width = 16
	full := 0
	if total > 0 {
		full = min(width, width*done/total)
	}
	return "[" + strings.Repeat("█", full) + strings.Repeat("·", width-full) + "]"
}

// clip cuts text to a number of columns.
func clip(text string, columns int) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), max(0, columns))])
}

// si writes a number with three digits or so and the prefix k or M.
func si(x float64) string {
	switch {
	case x >= 1e6:
		return fmt.Sprintf("%.1fM", x/1e6)
	case x >= 1e3:
		return fmt.Sprintf("%.1fk", x/1e3)
	}
	return fmt.Sprintf("%.0f", x)
}
