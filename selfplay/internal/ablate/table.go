package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// table writes the results as Markdown, the best first after the plain config.
func table(o options, results []result) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Options of AlphaZero, each by itself

Made by

    go run ./selfplay/internal/ablate -cpu %g -seeds %d -positions %d -sims %d

Short runs at Connect Four from zero, each with one option changed from the
plain config, end after %g CPU seconds (both threads together), whatever their
clock said. Asked for a move at %d positions of %d to %d random plies in which
not every move keeps the value, they make so many mistakes: moves whose win, draw
or loss is worse than the best, as our solver sees it. "alone" is the network's
policy without search, "search" %d simulations. A figure is the mean of the
seeds, ± half the difference between the best and the worst of them; the error of
a share of %d positions comes on top, about ± %.1f %% at 95 %%. What lies within
that of the plain config is no difference.

| option | knobs | seeds | generations | positions | mistakes, alone | mistakes, search |
|---|---|---|---|---|---|---|
`, o.cpu, o.seeds, o.positions, o.simulations, o.cpu, o.positions, leastPlies, mostPlies, o.simulations,
		o.positions, 196*math.Sqrt(0.2*0.8/float64(o.positions)))
	for _, row := range rows(results) {
		b.WriteString(row.text())
	}
	return b.String()
}

// row is the results of a variant.
type row struct {
	variant variant
	results []result
}

// rows groups the results.
func rows(results []result) []row {
	var all []row
	for _, v := range variants {
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
	slices.SortStableFunc(all, func(a, b row) int {
		switch x, y := a.order(), b.order(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	return all
}

// order is less for what stands further up.
func (r row) order() float64 {
	if r.variant.name == plain {
		return -1
	}
	mean, _ := r.spread(func(x result) float64 { return x.bare + x.searched })
	return mean
}

// spread returns the mean of a figure, and half of its range.
func (r row) spread(of func(result) float64) (mean, half float64) {
	least, most := math.Inf(1), math.Inf(-1)
	for _, x := range r.results {
		mean += of(x) / float64(len(r.results))
		least, most = min(least, of(x)), max(most, of(x))
	}
	return mean, (most - least) / 2
}

func (r row) text() string {
	var knobs []string
	for i := 0; i < len(r.variant.set); i += 2 {
		knobs = append(knobs, fmt.Sprintf("`%s=%s`", r.variant.set[i], r.variant.set[i+1]))
	}
	generations, _ := r.spread(func(x result) float64 { return float64(x.generations) })
	positions, _ := r.spread(func(x result) float64 { return float64(x.positions) })
	bare, bareHalf := r.spread(func(x result) float64 { return 100 * x.bare })
	searched, searchedHalf := r.spread(func(x result) float64 { return 100 * x.searched })
	return fmt.Sprintf("| %s | %s | %d | %.0f | %.0f | %.1f ± %.1f %% | %.1f ± %.1f %% |\n",
		r.variant.name, strings.Join(knobs, " "), len(r.results), generations, positions, bare, bareHalf, searched, searchedHalf)
}
