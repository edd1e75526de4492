package compare

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/internal/bootstrap"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Group is the runs that differ by their seed alone.
type Group struct {
	Game  string `json:"game"`
	Label string `json:"label"`
	Axis  string `json:"axis"`
	Score string `json:"score"`

	Seeds []uint64  `json:"seeds"`
	Final []float64 `json:"final"` // of each seed
	IQM   float64   `json:"iqm"`   // of the final scores, and its 95 % interval
	Lo    float64   `json:"iqm_lo"`
	Hi    float64   `json:"iqm_hi"`
	Mean  float64   `json:"mean"`
	Least float64   `json:"least"`
	Most  float64   `json:"most"`

	Curve []Band `json:"curve"`
}

// Band is the interquartile mean of the seeds at one moment, and its interval.
type Band struct {
	At  int     `json:"at"`
	IQM float64 `json:"iqm"`
	Lo  float64 `json:"lo"`
	Hi  float64 `json:"hi"`
}

// Groups puts together what belongs together, in the order of the games, of what
// was measured and of the runs. A seed that comes twice in a group is an error:
// it would count as two.
func Groups(runs []Run) ([]Group, error) {
	var groups []Group
	members := map[string][]Run{}
	for _, r := range runs {
		key := r.Game + "\n" + r.Label
		for _, other := range members[key] {
			if other.Seed == r.Seed {
				return nil, fmt.Errorf("%s and %s are one run twice: both are %s at %s with seed %d", other.Folder, r.Folder, r.Label, r.Game, r.Seed)
			}
		}
		if len(members[key]) == 0 {
			groups = append(groups, Group{Game: r.Game, Label: r.Label, Axis: r.Axis, Score: r.Score})
		}
		members[key] = append(members[key], r)
	}
	for i := range groups {
		groups[i].fill(members[groups[i].Game+"\n"+groups[i].Label])
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(a.Game, b.Game), cmp.Compare(a.Score, b.Score))
	})
	return groups, nil
}

// fill computes the numbers of the group from its runs.
func (g *Group) fill(runs []Run) {
	for _, r := range runs {
		g.Seeds = append(g.Seeds, r.Seed)
		g.Final = append(g.Final, r.Final)
	}
	e := interval(g.Final)
	g.IQM, g.Lo, g.Hi = e.Value, e.Lo, e.Hi
	g.Mean = bootstrap.Mean([][]float64{g.Final})
	g.Least, g.Most = slices.Min(g.Final), slices.Max(g.Final)
	for _, p := range runs[0].Points {
		scores := scoresAt(runs, p.At)
		if len(scores) < len(runs) {
			continue // a seed that has not come so far would bend the curve
		}
		e := interval(scores)
		g.Curve = append(g.Curve, Band{p.At, e.Value, e.Lo, e.Hi})
	}
}

// scoresAt returns the scores of the runs at one moment, of those that have one.
func scoresAt(runs []Run, at int) []float64 {
	var scores []float64
	for _, r := range runs {
		if i := slices.IndexFunc(r.Points, func(p Point) bool { return p.At == at }); i >= 0 {
			scores = append(scores, r.Points[i].Score)
		}
	}
	return scores
}

// interval returns the interquartile mean of scores and its interval, which is
// a function of the scores.
func interval(scores []float64) bootstrap.Estimate {
	return bootstrap.Interval([][]float64{scores}, bootstrap.IQM, seed.Stream(uint64(len(scores))))
}

// Pair tells how likely a run of A scores higher than one of B at the same
// game, an equal score being half (Agarwal et al. 2021, probability of
// improvement).
type Pair struct {
	Game        string  `json:"game"`
	A           string  `json:"a"`
	B           string  `json:"b"`
	Probability float64 `json:"probability"`
	Lo          float64 `json:"probability_lo"`
	Hi          float64 `json:"probability_hi"`
}

// Pairs compares each two groups of a game. The seeds of either are drawn
// apart.
func Pairs(groups []Group) []Pair {
	var pairs []Pair
	for i, a := range groups {
		for _, b := range groups[i+1:] {
			if a.Game != b.Game || a.Score != b.Score {
				continue
			}
			e := bootstrap.Interval([][]float64{a.Final, b.Final}, improvement, seed.Stream(uint64(len(a.Final)), uint64(len(b.Final))))
			pairs = append(pairs, Pair{a.Game, a.Label, b.Label, e.Value, e.Lo, e.Hi})
		}
	}
	return pairs
}

// improvement is the share of pairs of which the first is higher.
func improvement(strata [][]float64) float64 {
	sum := 0.0
	for _, a := range strata[0] {
		for _, b := range strata[1] {
			switch {
			case a > b:
				sum++
			case a == b:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(strata[0])*len(strata[1]))
}
