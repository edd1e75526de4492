package data

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// Clusters is a division of points among centres.
type Clusters struct {
	Centres [][]float64
	Labels  []int   // the centre of each point
	Inertia float64 // sum of the squared distances to the centres
}

// KMeans divides points into k clusters by Lloyd's algorithm (1982) from
// centres chosen by k-means++ (Arthur and Vassilvitskii 2007), until no point
// changes its cluster or rounds are over. It panics if there are fewer than k
// points.
func KMeans(points [][]float64, k, rounds int, rng *rand.Rand) Clusters {
	if k < 1 || len(points) < k {
		panic(fmt.Sprintf("data: %d clusters of %d points", k, len(points)))
	}
	c := Clusters{Centres: seedCentres(points, k, rng), Labels: make([]int, len(points))}
	c.assign(points)
	for range rounds {
		c.recentre(points)
		if !c.assign(points) {
			break
		}
	}
	return c
}

// seedCentres draws each centre with a probability in proportion to the squared
// distance from those before.
func seedCentres(points [][]float64, k int, rng *rand.Rand) [][]float64 {
	centres := [][]float64{append([]float64(nil), points[rng.IntN(len(points))]...)}
	square := make([]float64, len(points))
	for len(centres) < k {
		for i, p := range points {
			square[i] = nearestSquare(p, centres)
		}
		left := rng.Float64() * floats.Sum(square)
		chosen := len(points) - 1
		for i, s := range square {
			if left -= s; left < 0 {
				chosen = i
				break
			}
		}
		centres = append(centres, append([]float64(nil), points[chosen]...))
	}
	return centres
}

func nearestSquare(p []float64, centres [][]float64) float64 {
	nearest := math.Inf(1)
	for _, c := range centres {
		d := floats.Distance(p, c, 2)
		nearest = min(nearest, d*d)
	}
	return nearest
}

// assign gives each point to the nearest centre and reports whether one
// changed.
func (c *Clusters) assign(points [][]float64) (changed bool) {
	c.Inertia = 0
	for i, p := range points {
		best, nearest := 0, math.Inf(1)
		for k, centre := range c.Centres {
			if d := floats.Distance(p, centre, 2); d < nearest {
				best, nearest = k, d
			}
		}
		changed = changed || c.Labels[i] != best
		c.Labels[i] = best
		c.Inertia += nearest * nearest
	}
	return changed
}

// recentre moves each centre to the mean of its points; one without any stays.
func (c *Clusters) recentre(points [][]float64) {
	counts := make([]float64, len(c.Centres))
	sums := make([][]float64, len(c.Centres))
	for i, p := range points {
		k := c.Labels[i]
		if sums[k] == nil {
			sums[k] = make([]float64, len(p))
		}
		floats.Add(sums[k], p)
		counts[k]++
	}
	for k, sum := range sums {
		if counts[k] > 0 {
			floats.Scale(1/counts[k], sum)
			c.Centres[k] = sum
		}
	}
}
