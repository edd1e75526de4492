package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
)

// markdown is the table of all results.
func markdown(results []result, rounds int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Kernels and networks beside other systems

Made by

    make bench-peers

on %s, %s/%s, %s. Each row is the same work on both sides,
one thread unless it says otherwise. The sides took turns, %d of them or, where
a turn is short, three times as many: other users of a shared machine slow both
down, now one more and now the other. A figure is the median of the turns,
"ratio" the median of how many times faster Tengen was in a turn than the peer
was in the next, "best" the same for the fastest turn of each side, and "bar"
what the ratio should be. Convolutions count the operations of the direct
algorithm.
`, processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), rounds)
	title := ""
	for _, r := range results {
		if r.title != title {
			title = r.title
			fmt.Fprintf(&b, "\n## %s\n\n| case | Tengen | peer | | ratio | best | bar | |\n|---|---|---|---|---|---|---|---|\n", title)
		}
		b.WriteString(r.row())
	}
	for _, failure := range failures(results) {
		fmt.Fprintf(&b, "\n%s\n", failure)
	}
	return b.String()
}

// failures tells which peers did not run, and why, each once.
func failures(results []result) (all []string) {
	for _, r := range results {
		for _, f := range r.failed {
			if !slices.Contains(all, f) {
				all = append(all, f)
			}
		}
	}
	return all
}

func (r result) row() string {
	ours := r.rate.at(median(r.times[0]))
	peer := r.best()
	if peer < 0 {
		return fmt.Sprintf("| %s | %s %s | none | | | | | |\n", r.name, figure(ours), r.rate.unit)
	}
	theirs := r.rate.at(median(r.times[peer+1]))
	ratio, bar, verdict := r.ratio(peer), "", ""
	if r.bar > 0 {
		bar, verdict = fmt.Sprintf("%.2f", r.bar), "met"
		if ratio < r.bar {
			verdict = "missed"
		}
	}
	return fmt.Sprintf("| %s | %s %s | %s | %s | %.2f | %.2f | %s | %s |\n",
		r.name, figure(ours), r.rate.unit, figure(theirs), r.peers[peer].name, ratio, r.ratioOfBest(peer), bar, verdict)
}

// figure has three digits that count.
func figure(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// processor is the name that the system gives the processor.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "an unknown processor"
	}
	for line := range strings.Lines(string(text)) {
		if key, name, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(name)
		}
	}
	return "an unknown processor"
}
