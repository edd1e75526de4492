package data

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Space is the choice of hyper-parameters: for each name its values.
type Space []Dimension

// Dimension is a hyper-parameter and the values it may take.
type Dimension struct {
	Name   string
	Values []float64
}

// Point is one choice: a value for each name.
type Point map[string]float64

// Trial is a point and the loss that it reached.
type Trial struct {
	Point  Point
	Loss   float64
	Budget int // the last budget it was tried with; 0 outside successive halving
}

// Objective tries a point and returns its loss, less being better. Points are
// tried at the same time, so it must not share what it changes; its randomness
// must come from the point or be its own.
type Objective func(ctx context.Context, p Point, budget int) (loss float64, err error)

// Grid lists all points of a space, the last dimension changing fastest.
func (s Space) Grid() []Point {
	points := []Point{{}}
	for _, d := range s {
		var longer []Point
		for _, p := range points {
			for _, v := range d.Values {
				q := Point{d.Name: v}
				for name, value := range p {
					q[name] = value
				}
				longer = append(longer, q)
			}
		}
		points = longer
	}
	return points
}

// Random draws n points of a space (Bergstra and Bengio 2012).
func (s Space) Random(n int, rng *rand.Rand) []Point {
	points := make([]Point, n)
	for i := range points {
		points[i] = Point{}
		for _, d := range s {
			points[i][d.Name] = d.Values[rng.IntN(len(d.Values))]
		}
	}
	return points
}

// LogRange returns n values from low to high in equal ratios.
func LogRange(low, high float64, n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = low
		if n > 1 {
			values[i] = low * math.Pow(high/low, float64(i)/float64(n-1))
		}
	}
	return values
}

// Search tries all points with a number of workers and returns the trials, best
// first; equal ones and NaN, which comes last, stay in the order of points. The
// result does not depend on the number of workers. The first error ends the
// search.
func Search(ctx context.Context, points []Point, workers int, try Objective) ([]Trial, error) {
	return search(ctx, points, HalvingConfig{Workers: workers}, try)
}

// HalvingConfig adjusts SuccessiveHalving.
type HalvingConfig struct {
	Budget  int // of the first round, at least 1; what it counts is the objective's to say, such as epochs
	Eta     int // the best 1/Eta of a round go on with Eta times its budget, at least 2
	Workers int // points tried at the same time; 0 means 1
}

// SuccessiveHalving tries all points with a small budget, keeps the best of
// them, and goes on with a larger one until one is left (Jamieson and Talwalkar
// 2016). The trials of the last round come first, best first, then those that
// fell in the round before, and so on.
func SuccessiveHalving(ctx context.Context, points []Point, cfg HalvingConfig, try Objective) ([]Trial, error) {
	if cfg.Budget < 1 || cfg.Eta < 2 {
		return nil, fmt.Errorf("successive halving with budget %d and eta %d, want at least 1 and 2", cfg.Budget, cfg.Eta)
	}
	var result []Trial
	for len(points) > 0 {
		trials, err := search(ctx, points, cfg, try)
		if err != nil {
			return nil, err
		}
		keep := len(trials) / cfg.Eta
		result = append(slices.Clone(trials[keep:]), result...)
		if keep == 0 { // the last round had fewer than eta: its best is the winner
			return result, nil
		}
		points = points[:0:0]
		for _, t := range trials[:keep] {
			points = append(points, t.Point)
		}
		cfg.Budget *= cfg.Eta
	}
	return result, nil
}

// search tries all points with one budget.
func search(ctx context.Context, points []Point, cfg HalvingConfig, try Objective) ([]Trial, error) {
	trials := make([]Trial, len(points))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, cfg.Workers))
	for i, p := range points {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			loss, err := try(ctx, p, cfg.Budget)
			if err != nil {
				return fmt.Errorf("point %v: %w", p, err)
			}
			trials[i] = Trial{Point: p, Loss: loss, Budget: cfg.Budget}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(trials, func(a, b Trial) int {
		if an, bn := math.IsNaN(a.Loss), math.IsNaN(b.Loss); an || bn {
			return cmp.Compare(indicator(an), indicator(bn))
		}
		return cmp.Compare(a.Loss, b.Loss)
	})
	return trials, nil
}

func indicator(b bool) int {
	if b {
		return 1
	}
	return 0
}
