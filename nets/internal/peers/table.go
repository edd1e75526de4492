package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// markdown is the table of all results.
func markdown(results []result, rounds int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Kernels and networks beside other systems

Made by

    make bench-peers

on %s, %s/%s, %s. Each row is the same work on both sides, one thread unless it
says otherwise. The sides took turns for %d rounds; a figure is the median of
the rounds, "ratio" the median of how many times faster Tengen was within a
round, and "bar" what it should be. Convolutions count the operations of the
direct algorithm.
`, processor(), runtime.GOOS, runtime.GOARCH, runtime.Version(), rounds)
	for _, r := range results {
		fmt.Fprintf(&b, "\n## %s\n\n| case | Tengen | peer | | ratio | bar | |\n|---|---|---|---|---|---|---|\n", r.title)
		for _, name := range r.cases {
			b.WriteString(r.row(name))
		}
		for _, failure := range r.failed {
			fmt.Fprintf(&b, "\n%s\n", failure)
		}
	}
	return b.String()
}

func (r result) row(name string) string {
	rate := r.rate(name)
	ours := rate.at(median(r.rounds[0][name]))
	peer := r.best(name)
	if peer < 0 {
		return fmt.Sprintf("| %s | %s %s | none | | | | |\n", name, figure(ours), rate.unit)
	}
	theirs := rate.at(median(r.rounds[peer+1][name]))
	ratio, bar, verdict := r.ratio(name, peer), "", ""
	if want := r.bar(name); want > 0 {
		bar, verdict = fmt.Sprintf("%.2f", want), "met"
		if ratio < want {
			verdict = "missed"
		}
	}
	return fmt.Sprintf("| %s | %s %s | %s | %s | %.2f | %s | %s |\n",
		name, figure(ours), rate.unit, figure(theirs), r.peers[peer].name, ratio, bar, verdict)
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
