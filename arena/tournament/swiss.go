package tournament

import (
	"cmp"
	"slices"
)

// pairSwiss returns who meets whom in the next round of a Swiss system, and
// the player who sits out where their number is odd, or -1.
//
// Players are ranked by points, then by number. Of each group of equal points
// the upper half is to meet the lower half in order; whoever is left over goes
// down a group. Nobody meets an opponent again as long as there is another way
// to pair all, and nobody sits out twice as long as there are others. played
// counts the encounters of two players, byes how often one sat out.
func pairSwiss(points []float64, played [][]int, byes []int) (meet []encounter, bye int) {
	ranked := make([]int, len(points))
	for i := range ranked {
		ranked[i] = i
	}
	slices.SortStableFunc(ranked, func(i, j int) int { return cmp.Compare(points[j], points[i]) })
	bye = -1
	if len(ranked)%2 != 0 {
		at := len(ranked) - 1
		for i := at; i >= 0; i-- {
			if byes[ranked[i]] < byes[ranked[at]] {
				at = i
			}
		}
		bye = ranked[at]
		ranked = slices.Delete(ranked, at, at+1)
	}
	for most := 0; ; most++ { // meetings that two may have had before
		p := pairing{points: points, played: played, most: most, steps: mostSteps}
		if p.pair(ranked) {
			return p.meet, bye
		}
	}
}

// mostSteps bounds the search for a pairing without a repetition; beyond it
// one is accepted.
const mostSteps = 100_000

// pairing is a search through the ways to pair players, the most wanted first.
type pairing struct {
	points []float64
	played [][]int
	most   int
	steps  int
	meet   []encounter
}

// pair pairs the ranked players, an even number, and reports whether it could.
func (p *pairing) pair(ranked []int) bool {
	if len(ranked) == 0 {
		return true
	}
	if p.steps--; p.steps < 0 {
		return false
	}
	first := ranked[0]
	for _, at := range p.wishes(ranked) {
		if p.played[first][ranked[at]] > p.most {
			continue
		}
		p.meet = append(p.meet, encounter{first, ranked[at]})
		rest := slices.Concat(ranked[1:at], ranked[at+1:])
		if p.pair(rest) {
			return true
		}
		p.meet = p.meet[:len(p.meet)-1]
	}
	return false
}

// wishes returns the places in ranked of the opponents of the first, the most
// wanted first: from the middle of its group down, then the upper half of the
// group from below, then the groups beneath.
func (p *pairing) wishes(ranked []int) (places []int) {
	group := 1
	for group < len(ranked) && p.points[ranked[group]] == p.points[ranked[0]] {
		group++
	}
	middle := max(group/2, 1)
	for at := middle; at < group; at++ {
		places = append(places, at)
	}
	for at := middle - 1; at > 0; at-- {
		places = append(places, at)
	}
	for at := group; at < len(ranked); at++ {
		places = append(places, at)
	}
	return places
}
