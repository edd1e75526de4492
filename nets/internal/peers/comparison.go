package main

import (
	"context"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"
)

// group is the same kind of work in several cases.
type group struct {
	title string
	cases []string
	ours  maker
	peers []maker
	bar   func(name string) float64 // how many times faster than the best peer we want to be; 0 for no bar
	rate  func(name string) rate
	turns int // of each side in a round; 0 is one
}

// maker makes a source for a case.
type maker func(name string) source

// comparison is one case on both sides.
type comparison struct {
	title, name string
	ours        source
	peers       []source
	bar         float64
	rate        rate
	turns       int
}

// comparisons are the cases of the group, one by one, so that the sides take
// turns at short intervals.
func (g group) comparisons() (all []comparison) {
	for _, name := range g.cases {
		c := comparison{title: g.title, name: name, ours: g.ours(name), bar: g.bar(name), rate: g.rate(name), turns: max(1, g.turns)}
		for _, peer := range g.peers {
			c.peers = append(c.peers, peer(name))
		}
		all = append(all, c)
	}
	return all
}

// rate turns the microseconds of a case into a figure of its domain.
type rate struct {
	unit string
	of   float64 // per second that the case takes
}

func (r rate) at(micros float64) float64 { return r.of / micros * 1e6 }

func (c comparison) matches(text string) bool { return strings.Contains(c.title+" "+c.name, text) }

// result is the times of a comparison.
type result struct {
	comparison
	times  [][]float64 // microseconds of each turn, by source; the first source is ours
	failed []string    // sources that did not run, and why
}

// run lets both sides take turns.
func (c comparison) run(ctx context.Context, rounds int) (result, error) {
	sources := append([]source{c.ours}, c.peers...)
	r := result{comparison: c, times: make([][]float64, len(sources))}
	broken := map[int]bool{}
	log.Printf("%s: %s", c.title, c.name)
	for range rounds * c.turns {
		for i, s := range sources {
			if broken[i] {
				continue
			}
			times, err := s.times(ctx)
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			if err == nil && times[c.name] <= 0 {
				err = fmt.Errorf("no time for %s among %v", c.name, slices.Sorted(maps.Keys(times)))
			}
			if err != nil && i == 0 {
				return r, err
			}
			if err != nil {
				broken[i] = true
				r.failed = append(r.failed, fmt.Sprintf("%s did not run: %v", s.name, err))
				continue
			}
			r.times[i] = append(r.times[i], times[c.name])
		}
	}
	return r, nil
}

// best is the peer with the smallest median time, or -1.
func (r result) best() int {
	best := -1
	for i := range r.peers {
		times := r.times[i+1]
		if len(times) > 0 && (best < 0 || median(times) < median(r.times[best+1])) {
			best = i
		}
	}
	return best
}

// ratio is how many times faster we are than a peer, turn by turn.
func (r result) ratio(peer int) float64 {
	ours, theirs := r.times[0], r.times[peer+1]
	var ratios []float64
	for i := range min(len(ours), len(theirs)) {
		ratios = append(ratios, theirs[i]/ours[i])
	}
	return median(ratios)
}

// ratioOfBest is how many times faster our fastest turn was than the fastest
// of a peer.
func (r result) ratioOfBest(peer int) float64 {
	return slices.Min(r.times[peer+1]) / slices.Min(r.times[0])
}

func median(x []float64) float64 {
	sorted := slices.Sorted(slices.Values(x))
	n := len(sorted)
	if n == 0 {
		return 0
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
