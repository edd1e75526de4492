package overlay

import (
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Series is a curve: y by x, in ascending order of x. A y that is not a number
// is a gap.
type Series struct {
	Name  string
	X, Y  []float64
	Color color.NRGBA
}

// Chart is a picture of curves.
type Chart struct {
	Title  string
	Series []Series
	Low    float64 // of the y axis, at most; Low == High takes what the curves need
	High   float64
	Mark   float64 // the x of a vertical line, NaN for none
	Jump   bool    // a click means the whole x below it, as the action of its spot
}

// Draw draws the chart in the given size.
func (c *Chart) Draw(width, height float64, theme board.Theme) scene.Scene {
	s := scene.Scene{Width: width, Height: height, Background: theme.Ground}
	heading(&s, c.Title, theme)
	in := scene.Box{X: 56, Y: 34, Width: width - 56 - 16, Height: height - 34 - 30}
	x0, x1, y0, y1 := c.ranges()
	at := func(x, y float64) scene.Point {
		return scene.Point{X: in.X + in.Width*(x-x0)/(x1-x0), Y: in.Y + in.Height*(y1-y)/(y1-y0)}
	}
	for _, y := range ticks(y0, y1, 4) {
		s.Stroke(scene.Line(at(x0, y), at(x1, y)), 0.7, scene.Fade(theme.Faint, 0.5))
		s.Add(scene.Label{At: scene.Point{X: in.X - 6, Y: at(x0, y).Y}, Text: short(y), Size: 12, Color: theme.Faint, Align: scene.Right})
	}
	for _, x := range ticks(x0, x1, 5) {
		s.Write(scene.Point{X: at(x, y0).X, Y: in.Y + in.Height + 14}, short(x), 12, theme.Faint)
	}
	s.Stroke(scene.Rect(in), 1, theme.Faint)
	for i, series := range c.Series {
		for _, points := range series.stretches(at) {
			if len(points) == 1 {
				s.Fill(scene.Circle(points[0], 2), series.Color)
				continue
			}
			s.Stroke(scene.Polyline(points...), 2, series.Color)
		}
		s.Add(scene.Label{At: scene.Point{X: width - 18, Y: 17 + float64(i)*15}, Text: series.Name, Size: 13, Color: series.Color, Align: scene.Right, Bold: true})
	}
	if !math.IsNaN(c.Mark) && c.Mark >= x0 && c.Mark <= x1 {
		s.Add(scene.Shape{Path: scene.Line(at(c.Mark, y0), at(c.Mark, y1)), Line: theme.Accent, Width: 1.5, Dash: 4})
	}
	if c.Jump {
		c.spots(&s, in, x0, x1)
	} else {
		c.notes(&s, in, at)
	}
	return s
}

// notes makes what the curves are at each of their points a note there.
func (c *Chart) notes(s *scene.Scene, in scene.Box, at func(x, y float64) scene.Point) {
	const half = 5
	texts := map[float64]string{}
	for _, series := range c.Series {
		for i, x := range series.X {
			if texts[x] == "" {
				texts[x] = fmt.Sprintf("%.6g", x)
			}
			texts[x] += fmt.Sprintf(", %s %.4g", series.Name, series.Y[i])
		}
	}
	for _, x := range slices.Sorted(maps.Keys(texts)) {
		box := scene.Box{X: at(x, 0).X - half, Y: in.Y, Width: 2 * half, Height: in.Height}
		s.Spots = append(s.Spots, scene.Spot{Area: scene.Rect(box), Action: scene.NoAction, Note: texts[x]})
	}
}

// spots makes each whole x a place to click at.
func (c *Chart) spots(s *scene.Scene, in scene.Box, x0, x1 float64) {
	unit := in.Width / (x1 - x0)
	for x := math.Ceil(x0); x <= x1; x++ {
		text := fmt.Sprintf("%.0f", x)
		for _, series := range c.Series {
			for i := range series.X {
				if series.X[i] == x && !math.IsNaN(series.Y[i]) {
					text += fmt.Sprintf(", %s %.3f", series.Name, series.Y[i])
				}
			}
		}
		left := max(in.X, in.X+(x-0.5-x0)*unit)
		right := min(in.X+in.Width, in.X+(x+0.5-x0)*unit)
		s.Spots = append(s.Spots, scene.Spot{Area: scene.Rect(scene.Box{X: left, Y: in.Y, Width: right - left, Height: in.Height}), Action: int(x), Note: text})
	}
}

// stretches are the points of the curve between its gaps.
func (series *Series) stretches(at func(x, y float64) scene.Point) (all [][]scene.Point) {
	var current []scene.Point
	for i, y := range series.Y {
		if math.IsNaN(y) || math.IsInf(y, 0) {
			if len(current) > 0 {
				all = append(all, current)
			}
			current = nil
			continue
		}
		current = append(current, at(series.X[i], y))
	}
	if len(current) > 0 {
		all = append(all, current)
	}
	return all
}

// ranges are what the axes span, never nothing.
func (c *Chart) ranges() (x0, x1, y0, y1 float64) {
	x0, x1, y0, y1 = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for i, y := range s.Y {
			x0, x1 = min(x0, s.X[i]), max(x1, s.X[i])
			if !math.IsNaN(y) && !math.IsInf(y, 0) {
				y0, y1 = min(y0, y), max(y1, y)
			}
		}
	}
	if c.Low < c.High {
		y0, y1 = min(y0, c.Low), max(y1, c.High)
	}
	x0, x1 = spread(x0, x1)
	y0, y1 = spread(y0, y1)
	return x0, x1, y0, y1
}

// spread is the range of low to high, with room between them.
func spread(low, high float64) (from, to float64) {
	switch {
	case low > high:
		return 0, 1
	case low == high:
		return low, low + 1
	}
	return low, high
}

// ticks are about n round numbers between low and high.
func ticks(low, high float64, n int) (all []float64) {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, k := range []float64{1, 2, 5, 10} {
		if (high-low)/(step*k) <= float64(n)+0.5 {
			step *= k
			break
		}
	}
	for x := math.Ceil(low/step) * step; x <= high+step*1e-9; x += step {
		all = append(all, x)
	}
	return all
}

// short is a number for an axis.
func short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e6:
		return fmt.Sprintf("%gM", v/1e6)
	case a >= 1e4:
		return fmt.Sprintf("%gk", v/1e3)
	case a < 1e-9:
		return "0"
	}
	return fmt.Sprintf("%.4g", v)
}
