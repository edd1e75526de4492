package metrics

import (
	"bytes"
	"html/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Curve is one quantity of a run along its axis.
type Curve struct {
	Title, Axis string
	X, Y        []float64 // of equal length
}

// Trace makes a curve of the reports of a run, those left out for which value
// is nil.
func Trace[R any](title, axis string, reports []R, value func(*R) (x float64, y *float64)) Curve {
	c := Curve{Title: title, Axis: axis}
	for i := range reports {
		if x, y := value(&reports[i]); y != nil {
			c.X, c.Y = append(c.X, x), append(c.Y, *y)
		}
	}
	return c
}

// SVG draws the curve, 12 by 7 centimetres.
func (c Curve) SVG() (template.HTML, error) {
	p := plot.New()
	p.Title.Text = c.Title
	p.X.Label.Text = c.Axis
	p.Add(plotter.NewGrid())
	points := make(plotter.XYs, len(c.X))
	for i := range points {
		points[i] = plotter.XY{X: c.X[i], Y: c.Y[i]}
	}
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return "", err
	}
	dots.Radius = vg.Points(1.5)
	p.Add(line, dots)
	canvas := vgsvg.New(12*vg.Centimeter, 7*vg.Centimeter)
	p.Draw(draw.New(canvas))
	var text bytes.Buffer
	if _, err := canvas.WriteTo(&text); err != nil {
		return "", err
	}
	svg := text.Bytes()
	if at := bytes.Index(svg, []byte("<svg")); at > 0 {
		svg = svg[at:] // the XML prolog has no place in a page
	}
	return template.HTML(svg), nil
}

// Draw draws the curves that have points.
func Draw(curves ...Curve) ([]template.HTML, error) {
	var all []template.HTML
	for _, c := range curves {
		if len(c.X) == 0 {
			continue
		}
		svg, err := c.SVG()
		if err != nil {
			return nil, err
		}
		all = append(all, svg)
	}
	return all, nil
}
