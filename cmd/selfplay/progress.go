package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/selfplay"
)

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
