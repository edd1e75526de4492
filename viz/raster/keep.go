package raster

import "sort"

// keep tells for each of the new hashes which of the old items stays in its
// place, -1 for none. Those that stay keep their order: they are a longest
// common part, if no two items are alike (found by "patience", as described by
// Bespamyatnikh and Segal, 2000).
func keep(old []*item, hashes []uint64) []int {
	places := make(map[uint64][]int, len(old))
	for i, it := range old {
		places[it.hash] = append(places[it.hash], i)
	}
	matches := make([]int, len(hashes))
	before := make([]int, len(hashes)) // by new item: the one before it in the longest row that it ends
	var ends []int                     // by length: the new item that ends such a row, with the least old place
	for i, h := range hashes {
		matches[i] = -1
		waiting := places[h]
		if len(waiting) == 0 {
			continue
		}
		matches[i], places[h] = waiting[0], waiting[1:]
		length := sort.Search(len(ends), func(k int) bool { return matches[ends[k]] > matches[i] })
		if before[i] = -1; length > 0 {
			before[i] = ends[length-1]
		}
		if length == len(ends) {
			ends = append(ends, i)
		} else {
			ends[length] = i
		}
	}
	kept := make([]int, len(hashes))
	for i := range kept {
		kept[i] = -1
	}
	if len(ends) == 0 {
		return kept
	}
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		kept[i] = matches[i]
	}
	return kept
}
