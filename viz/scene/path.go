package scene

import (
	"math"
	"slices"
)

// Point is a place in a scene, in units.
type Point struct{ X, Y float64 }

// Add is p moved by q.
func (p Point) Add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// Sub is the way from q to p.
func (p Point) Sub(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

// Times is p, as seen from the origin, k times as far.
func (p Point) Times(k float64) Point { return Point{k * p.X, k * p.Y} }

// Len is the distance of p from the origin.
func (p Point) Len() float64 { return math.Hypot(p.X, p.Y) }

// Box is a rectangle, from its upper left corner.
type Box struct{ X, Y, Width, Height float64 }

// Centre is the middle of the box.
func (b Box) Centre() Point { return Point{b.X + b.Width/2, b.Y + b.Height/2} }

// Inset is the box with so much taken off each side.
func (b Box) Inset(by float64) Box {
	return Box{b.X + by, b.Y + by, b.Width - 2*by, b.Height - 2*by}
}

// Verb says what a step of a path does.
type Verb uint8

const (
	MoveTo  Verb = iota // begins a new stretch at To
	LineTo              // goes straight to To
	CurveTo             // goes to To by a cubic Bézier curve with the control points A and B
	Close               // goes back to where the stretch began
)

// Step is a part of a path.
type Step struct {
	Verb Verb
	A, B Point // of a curve
	To   Point
}

// Path is an outline: stretches of lines and curves. What it encloses is
// what it goes round a number of times that is not zero.
type Path []Step

// MoveTo begins a new stretch.
func (p Path) MoveTo(x, y float64) Path { return append(p, Step{Verb: MoveTo, To: Point{x, y}}) }

// LineTo goes straight on.
func (p Path) LineTo(x, y float64) Path { return append(p, Step{Verb: LineTo, To: Point{x, y}}) }

// CurveTo goes on by a cubic Bézier curve.
func (p Path) CurveTo(ax, ay, bx, by, x, y float64) Path {
	return append(p, Step{Verb: CurveTo, A: Point{ax, ay}, B: Point{bx, by}, To: Point{x, y}})
}

// Close goes back to where the stretch began.
func (p Path) Close() Path { return append(p, Step{Verb: Close}) }

// Polygon goes round the points.
func Polygon(points ...Point) Path {
	p := make(Path, 0, len(points)+1)
	for i, at := range points {
		if i == 0 {
			p = p.MoveTo(at.X, at.Y)
		} else {
			p = p.LineTo(at.X, at.Y)
		}
	}
	return p.Close()
}

// Line is a straight line.
func Line(from, to Point) Path {
	return make(Path, 0, 2).MoveTo(from.X, from.Y).LineTo(to.X, to.Y)
}

// Polyline goes through the points and does not close.
func Polyline(points ...Point) Path {
	p := Polygon(points...)
	return p[:len(p)-1]
}

// Rect goes round the box.
func Rect(b Box) Path {
	return Polygon(Point{b.X, b.Y}, Point{b.X + b.Width, b.Y}, Point{b.X + b.Width, b.Y + b.Height}, Point{b.X, b.Y + b.Height})
}

// kappa is how far the control points of a quarter of a circle lie from its
// ends, in radii.
const kappa = 0.5522847498

// Circle goes round a circle.
func Circle(c Point, r float64) Path {
	k := kappa * r
	return make(Path, 0, 6).MoveTo(c.X+r, c.Y).
		CurveTo(c.X+r, c.Y+k, c.X+k, c.Y+r, c.X, c.Y+r).
		CurveTo(c.X-k, c.Y+r, c.X-r, c.Y+k, c.X-r, c.Y).
		CurveTo(c.X-r, c.Y-k, c.X-k, c.Y-r, c.X, c.Y-r).
		CurveTo(c.X+k, c.Y-r, c.X+r, c.Y-k, c.X+r, c.Y).Close()
}

// RoundRect goes round the box with corners of the radius r.
func RoundRect(b Box, r float64) Path {
	r = min(r, b.Width/2, b.Height/2)
	k := r * (1 - kappa)
	x, y, right, bottom := b.X, b.Y, b.X+b.Width, b.Y+b.Height
	return make(Path, 0, 10).MoveTo(x+r, y).LineTo(right-r, y).CurveTo(right-k, y, right, y+k, right, y+r).
		LineTo(right, bottom-r).CurveTo(right, bottom-k, right-k, bottom, right-r, bottom).
		LineTo(x+r, bottom).CurveTo(x+k, bottom, x, bottom-k, x, bottom-r).
		LineTo(x, y+r).CurveTo(x, y+k, x+k, y, x+r, y).Close()
}

// Arrow goes from one point to another and ends in a head of the given size.
func Arrow(from, to Point, width, head float64) Path {
	way := to.Sub(from)
	length := way.Len()
	if length == 0 {
		return nil
	}
	along := way.Times(1 / length)
	across := Point{-along.Y, along.X}
	neck := to.Sub(along.Times(min(head, length)))
	side := func(p Point, by float64) Point { return p.Add(across.Times(by)) }
	return Polygon(side(from, width/2), side(neck, width/2), side(neck, head/2), to,
		side(neck, -head/2), side(neck, -width/2), side(from, -width/2))
}

// curveParts is how many straight parts stand for a curve where it is taken
// apart: with the length, so that a circle is off by a tenth of a unit at most.
func curveParts(p, a, b, q Point) int {
	length := a.Sub(p).Len() + b.Sub(a).Len() + q.Sub(b).Len()
	return min(max(4, int(1.5*math.Sqrt(length))), 64)
}

// Flatten returns the stretches of the path as polygons: lists of points, a
// curve in straight parts, as few as do where a unit is a pixel. closed tells
// which of them were closed.
func (p Path) Flatten() (stretches [][]Point, closed []bool) {
	for k, s := range p {
		if s.Verb == MoveTo {
			stretches, closed = append(stretches, []Point{s.To}), append(closed, false)
			continue
		}
		last := len(stretches) - 1
		if last < 0 {
			continue // nothing was begun
		}
		at := stretches[last][len(stretches[last])-1]
		switch s.Verb {
		case LineTo:
			stretches[last] = append(stretches[last], s.To)
		case CurveTo:
			parts := curveParts(at, s.A, s.B, s.To)
			stretches[last] = slices.Grow(stretches[last], parts*(len(p)-k)) // the curves to come are alike
			for i := 1; i <= parts; i++ {
				stretches[last] = append(stretches[last], bezier(at, s.A, s.B, s.To, float64(i)/float64(parts)))
			}
		case Close:
			closed[last] = true
		}
	}
	return stretches, closed
}

func bezier(p, a, b, q Point, t float64) Point {
	u := 1 - t
	return p.Times(u * u * u).Add(a.Times(3 * u * u * t)).Add(b.Times(3 * u * t * t)).Add(q.Times(t * t * t))
}

// Contains reports whether the path encloses q.
func (p Path) Contains(q Point) bool {
	if !p.near(q) {
		return false
	}
	winding := 0
	stretches, _ := p.Flatten()
	for _, points := range stretches {
		for i, a := range points {
			b := points[(i+1)%len(points)]
			side := (b.X-a.X)*(q.Y-a.Y) - (q.X-a.X)*(b.Y-a.Y)
			switch {
			case a.Y <= q.Y && b.Y > q.Y && side > 0:
				winding++
			case a.Y > q.Y && b.Y <= q.Y && side < 0:
				winding--
			}
		}
	}
	return winding != 0
}

// near reports whether q lies in the box around all points of the path.
func (p Path) near(q Point) bool {
	left, right, above, below := false, false, false, false
	see := func(at Point) {
		left, right = left || at.X <= q.X, right || at.X >= q.X
		above, below = above || at.Y <= q.Y, below || at.Y >= q.Y
	}
	for i := range p {
		if p[i].Verb == Close {
			continue
		}
		see(p[i].To)
		if p[i].Verb == CurveTo {
			see(p[i].A)
			see(p[i].B)
		}
	}
	return left && right && above && below
}

// Transform scales about the origin and then moves.
type Transform struct{ Scale, X, Y float64 }

// Point is where the transform puts p.
func (t Transform) Point(p Point) Point { return Point{t.Scale*p.X + t.X, t.Scale*p.Y + t.Y} }

// Path is where the transform puts a path.
func (t Transform) Path(p Path) Path {
	moved := make(Path, len(p))
	for i, s := range p {
		moved[i] = Step{s.Verb, t.Point(s.A), t.Point(s.B), t.Point(s.To)}
	}
	return moved
}

// Mark is where the transform puts a mark.
func (t Transform) Mark(m Mark) Mark {
	switch m := m.(type) {
	case Shape:
		m.Path, m.Width, m.Dash = t.Path(m.Path), t.Scale*m.Width, t.Scale*m.Dash
		if m.Fill.Glow != nil {
			glow := *m.Fill.Glow
			glow.Centre, glow.Radius = t.Point(glow.Centre), t.Scale*glow.Radius
			m.Fill.Glow = &glow
		}
		return m
	case Label:
		m.At, m.Size = t.Point(m.At), t.Scale*m.Size
		return m
	}
	return m
}
