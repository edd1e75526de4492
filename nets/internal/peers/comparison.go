package main

import (
	"context"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"
)

// comparison is the same cases on both sides.
type comparison struct {
	title string
	cases []string
	ours  source
	peers []source
	bar   func(name string) float64 // how many times faster than the best peer we want to be; 0 for no bar
	rate  func(name string) rate
}

// rate turns the microseconds of a case into a figure of its domain.
type rate struct {
	unit string
	of   float64 // per second that the case takes
}

func (r rate) at(micros float64) float64 { return r.of / micros * 1e6 }

func (c comparison) matches(text string) bool { return strings.Contains(c.title, text) }

// result is the times of each case in all rounds, the first source ours.
type result struct {
	comparison
	rounds []map[string][]float64 // by source: case → microseconds, a round each
	failed []string               // sources that did not run, and why
}

// run lets both sides take turns.
func (c comparison) run(ctx context.Context, rounds int) (result, error) {
	sources := append([]source{c.ours}, c.peers...)
	r := result{comparison: c, rounds: make([]map[string][]float64, len(sources))}
	for i := range r.rounds {
		r.rounds[i] = map[string][]float64{}
	}
	broken := map[int]bool{}
	for round := range rounds {
		log.Printf("%s: round %d of %d", c.title, round+1, rounds)
		for i, s := range sources {
			if broken[i] {
				continue
			}
			times, err := s.times(ctx)
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			if err == nil {
				err = c.covers(times)
			}
			if err != nil && i == 0 {
				return r, err
			}
			if err != nil {
				broken[i] = true
				r.failed = append(r.failed, fmt.Sprintf("%s did not run: %v", s.name, err))
				continue
			}
			for name, t := range times {
				r.rounds[i][name] = append(r.rounds[i][name], t)
			}
		}
	}
	return r, nil
}

// covers reports a case without a time.
func (c comparison) covers(times map[string]float64) error {
	for _, name := range c.cases {
		if times[name] <= 0 {
			return fmt.Errorf("no time for %s among %v", name, slices.Sorted(maps.Keys(times)))
		}
	}
	return nil
}

// best is the peer with the smallest median time of a case, or -1.
func (r result) best(name string) int {
	best := -1
	for i := range r.peers {
		times := r.rounds[i+1][name]
		if len(times) > 0 && (best < 0 || median(times) < median(r.rounds[best+1][name])) {
			best = i
		}
	}
	return best
}

// ratio is how many times faster we are than a peer, within the same round.
func (r result) ratio(name string, peer int) float64 {
	ours, theirs := r.rounds[0][name], r.rounds[peer+1][name]
	var ratios []float64
	for i := range min(len(ours), len(theirs)) {
		ratios = append(ratios, theirs[i]/ours[i])
	}
	return median(ratios)
}

func median(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
