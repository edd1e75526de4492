package data

import (
	"cmp"
	"slices"
	"strings"
)

// ItemSet is a set of items that often appear together.
type ItemSet struct {
	Items   []string // sorted
	Support float64  // share of the baskets that hold all of them
}

// Rule says that baskets with some items often hold others.
type Rule struct {
	If, Then   []string // sorted, not empty, without a common item
	Support    float64  // share of the baskets that hold all
	Confidence float64  // share of the baskets with If that hold Then
	Lift       float64  // confidence divided by the share of baskets with Then
}

// Frequent returns all sets of items with at least a support, by Apriori
// (Agrawal and Srikant 1994): a set can be frequent only if all sets within it
// are. Smaller sets come first, then by their items.
func Frequent(baskets [][]string, support float64) []ItemSet {
	sets := make([]map[string]bool, len(baskets))
	singles := map[string]bool{}
	for i, b := range baskets {
		sets[i] = map[string]bool{}
		for _, item := range b {
			sets[i][item] = true
			singles[item] = true
		}
	}
	var candidates [][]string
	for item := range singles {
		candidates = append(candidates, []string{item})
	}
	slices.SortFunc(candidates, slices.Compare)
	var all []ItemSet
	for len(candidates) > 0 {
		var level []ItemSet
		for _, items := range candidates {
			if share := shareOf(sets, items); share >= support && share > 0 {
				level = append(level, ItemSet{items, share})
			}
		}
		all = append(all, level...)
		candidates = join(level)
	}
	return all
}

// Rules returns the rules among frequent sets with at least a support and a
// confidence, most confident first.
func Rules(baskets [][]string, support, confidence float64) []Rule {
	frequent := Frequent(baskets, support)
	shares := map[string]float64{}
	for _, s := range frequent {
		shares[key(s.Items)] = s.Support
	}
	var rules []Rule
	for _, s := range frequent {
		for bits := 1; bits < 1<<len(s.Items)-1; bits++ {
			var left, right []string
			for i, item := range s.Items {
				if bits>>i&1 == 1 {
					left = append(left, item)
				} else {
					right = append(right, item)
				}
			}
			c := s.Support / shares[key(left)]
			if c >= confidence {
				rules = append(rules, Rule{left, right, s.Support, c, c / shares[key(right)]})
			}
		}
	}
	slices.SortStableFunc(rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(b.Support, a.Support),
			slices.Compare(a.If, b.If), slices.Compare(a.Then, b.Then))
	})
	return rules
}

func shareOf(sets []map[string]bool, items []string) float64 {
	n := 0
	for _, s := range sets {
		if !slices.ContainsFunc(items, func(item string) bool { return !s[item] }) {
			n++
		}
	}
	return ratio(n, len(sets))
}

// join makes the candidates of the next size: two sets that differ in their
// last item alone, if all sets within their union are frequent.
func join(level []ItemSet) [][]string {
	known := map[string]bool{}
	for _, s := range level {
		known[key(s.Items)] = true
	}
	var next [][]string
	for i, a := range level {
		for _, b := range level[i+1:] {
			last := len(a.Items) - 1
			if !slices.Equal(a.Items[:last], b.Items[:last]) {
				break // the level is sorted
			}
			union := append(slices.Clone(a.Items), b.Items[last])
			whole := true
			for drop := range union {
				whole = whole && known[key(slices.Delete(slices.Clone(union), drop, drop+1))]
			}
			if whole {
				next = append(next, union)
			}
		}
	}
	return next
}

// key joins items by a byte that no item should hold.
func key(items []string) string { return strings.Join(items, "\x00") }
