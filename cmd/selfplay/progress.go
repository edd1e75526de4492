package main

import (
	"fmt"
	"strings"
	"time"
)

// left writes the time that is left, once it can be told.
func left(d time.Duration) string {
	if d <= 0 {
		return "…"
	}
	return d.Round(time.Second).String()
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
