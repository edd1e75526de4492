package raster

import (
	"image"

	"github.com/tengen-rl/tengen/viz/scene"
)

// covers reports whether a polygon covers an area for certain: none of its
// edges comes near it, and it goes round it. Of several polygons it says no.
func covers(stretches [][]scene.Point, area image.Rectangle) bool {
	if len(stretches) != 1 {
		return false
	}
	low := scene.Point{X: float64(area.Min.X), Y: float64(area.Min.Y)}
	high := scene.Point{X: float64(area.Max.X), Y: float64(area.Max.Y)}
	points, winding := stretches[0], 0
	a := points[len(points)-1]
	for _, b := range points {
		beside := max(a.X, b.X) <= low.X || min(a.X, b.X) >= high.X || max(a.Y, b.Y) <= low.Y || min(a.Y, b.Y) >= high.Y
		if !beside && !aside(a, b, low, high) {
			return false
		}
		// Does a ray from the upper left corner to the right cross it?
		if middle := low.Y + 0.5; (a.Y <= middle) != (b.Y <= middle) {
			if x := a.X + (middle-a.Y)/(b.Y-a.Y)*(b.X-a.X); x > low.X {
				if b.Y > a.Y {
					winding++
				} else {
					winding--
				}
			}
		}
		a = b
	}
	return winding != 0
}

// aside reports whether the line through a and b leaves all corners of a box on
// one side.
func aside(a, b, low, high scene.Point) bool {
	way := b.Sub(a)
	side := func(x, y float64) float64 { return way.X*(y-a.Y) - way.Y*(x-a.X) }
	s := [4]float64{side(low.X, low.Y), side(high.X, low.Y), side(low.X, high.Y), side(high.X, high.Y)}
	return min(s[0], s[1], s[2], s[3]) >= 0 || max(s[0], s[1], s[2], s[3]) <= 0
}
