package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/arena/sets"
)

// table writes the results as Markdown, the best first after the plain config.
func table(o options, s *study, results []result) string {
	all := s.rows(results)
	var b strings.Builder
	game, only := "", ""
	if s != studies[0] {
		game = " -game " + s.game.Spec().Name
	}
	if o.only != "" {
		only = fmt.Sprintf(" \\\n      -only '%s'", o.only)
	}
	names := sets.Names(s.game)
	fmt.Fprintf(&b, `# Options of AlphaZero, each by itself

Made by

    go run ./selfplay/internal/ablate%s -cpu %g -seeds %d -threads %d -positions %d -sims %d%s

Short runs at %s from zero, each with one option changed from the
plain config, end with the generation in which %g CPU seconds are over, whatever
their clock said. Then they are asked for a move in %d positions of each of the sets
that "arena suite" asks (%s):
the first in which not every move keeps the win, draw or loss. "alone" is the
network's policy without search, "search" %d simulations with the search of a
match, whatever search made the games. The figures are mistakes in hundredths of
the positions: the mean of the seeds, what each seed came to, and how far the mean
is from that of the plain config.

%s
| option | knobs | generations | positions | alone | each | from plain | search | each | from plain |
|---|---|---|---|---|---|---|---|---|---|
`, game, o.cpu, o.seeds, o.threads, o.positions, o.simulations, only, s.title, o.cpu, o.positions, strings.Join(names, ", "), o.simulations, doubt(all, o.positions*len(names)))
	for _, row := range all {
		b.WriteString(row.text(all))
	}
	return b.String()
}

// doubt tells what differences mean nothing.
func doubt(all []row, positions int) string {
	bareWidth, known := noise(all, bare)
	searchedWidth, _ := noise(all, searched)
	if !known {
		return fmt.Sprintf(`There is one seed, so that nothing is known of how much luck a run has. The error of
a share of %d positions alone is up to ± %.1f at 95 %%.
`, positions, 98/math.Sqrt(float64(positions)))
	}
	return fmt.Sprintf(`Runs of one option differ by their seeds, too, by as much as all options show
together. By that, the difference of two means is right to ± %.1f alone and ± %.1f
with search, at 95 %%: what is less is no difference, and of twenty options that
change nothing one will seem to.
`, bareWidth, searchedWidth)
}

// The figures of a result, in hundredths.
func bare(r result) float64     { return 100 * r.bare }
func searched(r result) float64 { return 100 * r.searched }

// noise returns half the width of the 95 % interval of the difference of two
// options' means in a figure. The deviation within the options is taken to be
// the same for all; known is false if none has two results.
func noise(all []row, of func(result) float64) (half float64, known bool) {
	squares, freedom, most := 0.0, 0, 0
	for _, r := range all {
		mean := r.mean(of)
		for _, x := range r.results {
			squares += (of(x) - mean) * (of(x) - mean)
		}
		freedom += len(r.results) - 1
		most = max(most, len(r.results))
	}
	if freedom == 0 {
		return 0, false
	}
	deviation := math.Sqrt(squares / float64(freedom))
	return student(freedom) * deviation * math.Sqrt(2/float64(most)), true
}

// student is about the quantile of 97.5 % of Student's distribution, by its
// expansion around that of the normal one; too small by a tenth for 2 degrees
// of freedom.
func student(freedom int) float64 {
	const z = 1.959964
	n := float64(freedom)
	return z + (z*z*z+z)/(4*n) + (5*math.Pow(z, 5)+16*z*z*z+3*z)/(96*n*n)
}

// row is the results of a variant.
type row struct {
	variant variant
	results []result
}

// rows groups the results: the plain ones, then the best first.
func (s *study) rows(results []result) []row {
	var all []row
	for _, v := range s.variants {
		r := row{variant: v}
		for _, one := range results {
			if one.variant == v.name {
				r.results = append(r.results, one)
			}
		}
		if len(r.results) > 0 {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b row) int { return cmp.Compare(a.order(), b.order()) })
	return all
}

// order is less for what stands further up.
func (r row) order() float64 {
	if r.variant.name == plain {
		return -1
	}
	return r.mean(bare) + r.mean(searched)
}

func (r row) mean(of func(result) float64) (mean float64) {
	for _, x := range r.results {
		mean += of(x) / float64(len(r.results))
	}
	return mean
}

// text is the row as it stands in the table of all.
func (r row) text(all []row) string {
	var knobs []string
	for i := 0; i < len(r.variant.set); i += 2 {
		knobs = append(knobs, fmt.Sprintf("`%s=%s`", r.variant.set[i], r.variant.set[i+1]))
	}
	return fmt.Sprintf("| %s | %s | %.0f | %.0f | %s | %s |\n", r.variant.name, strings.Join(knobs, " "),
		r.mean(func(x result) float64 { return float64(x.generations) }),
		r.mean(func(x result) float64 { return float64(x.positions) }),
		r.figure(bare, all), r.figure(searched, all))
}

// figure is three cells: the mean, the result of each seed, and the difference
// from the plain config, which is always measured first.
func (r row) figure(of func(result) float64, all []row) string {
	var each []string
	for _, x := range r.results {
		each = append(each, fmt.Sprintf("%.1f", of(x)))
	}
	from := ""
	if r.variant.name != plain {
		from = fmt.Sprintf("%+.1f", r.mean(of)-all[0].mean(of))
	}
	return fmt.Sprintf("%.1f | %s | %s", r.mean(of), strings.Join(each, ", "), from)
}
