package raster

import (
	"math"

	"github.com/tengen-rl/tengen/viz/scene"
)

// outline returns polygons that together cover the line along a shape, all of
// one sense of rotation so that where they overlap they add up: a rectangle a
// straight part, and a disc a corner.
func outline(s scene.Shape) [][]scene.Point {
	var all [][]scene.Point
	stretches, closed := s.Path.Flatten()
	for i, points := range stretches {
		if closed[i] {
			points = append(points[:len(points):len(points)], points[0])
		}
		for _, part := range dashes(points, s.Dash) {
			all = appendLine(all, part, s.Width)
		}
	}
	return all
}

// appendLine appends the polygons that cover one line through the points.
func appendLine(all [][]scene.Point, points []scene.Point, width float64) [][]scene.Point {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		way := b.Sub(a)
		length := way.Len()
		if length == 0 {
			continue
		}
		n := scene.Point{X: -way.Y, Y: way.X}.Times(width / 2 / length)
		all = append(all, []scene.Point{a.Add(n), a.Sub(n), b.Sub(n), b.Add(n)})
		if width > hairline && i < len(points)-1 {
			all = append(all, disc(b, width/2))
		}
	}
	return all
}

// hairline is the width in pixels up to which corners need no rounding.
const hairline = 1.5

// disc goes round a circle in the sense of the rectangles of appendLine.
func disc(c scene.Point, r float64) []scene.Point {
	n := max(16, int(r*4))
	points := make([]scene.Point, n)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		points[i] = c.Add(scene.Point{X: r * cos, Y: r * sin})
	}
	return points
}

// dashes cuts a line into its dashes; a dash of 0 leaves it whole.
func dashes(points []scene.Point, dash float64) [][]scene.Point {
	if dash <= 0 || len(points) < 2 {
		return [][]scene.Point{points}
	}
	var all [][]scene.Point
	drawn, left := true, dash
	current := []scene.Point{points[0]}
	for i := 1; i < len(points); i++ {
		at, to := points[i-1], points[i]
		for way := to.Sub(at).Len(); way > left; way = to.Sub(at).Len() {
			at = at.Add(to.Sub(at).Times(left / way))
			if drawn {
				all = append(all, append(current, at))
			}
			current, drawn, left = []scene.Point{at}, !drawn, dash
		}
		left -= to.Sub(at).Len()
		if drawn {
			current = append(current, to)
		}
	}
	if drawn {
		all = append(all, current)
	}
	return all
}
