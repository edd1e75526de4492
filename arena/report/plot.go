package report

import (
	"bytes"
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/tengen-rl/tengen/arena/rating"
)

// estimates are ratings as a plot takes them: points with intervals.
type estimates struct {
	plotter.XYs
	plotter.YErrors
}

// RatingsPlot draws the ratings of the players with their intervals, the first
// place on the left, as SVG. It is nil if there are no ratings.
func (r *Report) RatingsPlot() ([]byte, error) {
	if r.Ratings == nil {
		return nil, nil
	}
	var points estimates
	var names []string
	for place, row := range r.Rows() {
		points.add(float64(place), r.Ratings.Players[row.number])
		names = append(names, fmt.Sprint(row.Place))
	}
	p := plot.New()
	p.Title.Text = "Ratings and their 95 % intervals, by place"
	p.NominalX(names...)
	return points.draw(p, false)
}

// HistoryPlot draws ratings over the generations of a run, as SVG.
func HistoryPlot(generations []int, ratings []rating.Estimate) ([]byte, error) {
	var points estimates
	for i, e := range ratings {
		points.add(float64(generations[i]), e)
	}
	p := plot.New()
	p.Title.Text = "Rating by generation, with 95 % intervals"
	p.X.Label.Text = "generation"
	return points.draw(p, true)
}

func (e *estimates) add(x float64, r rating.Estimate) {
	e.XYs = append(e.XYs, plotter.XY{X: x, Y: r.Elo})
	e.YErrors = append(e.YErrors, struct{ Low, High float64 }{r.Elo - r.Lo, r.Hi - r.Elo})
}

// draw draws the points, joined by a line if they are a history.
func (e *estimates) draw(p *plot.Plot, joined bool) ([]byte, error) {
	p.Y.Label.Text = "Elo"
	p.Add(plotter.NewGrid())
	bars, err := plotter.NewYErrorBars(e)
	if err != nil {
		return nil, err
	}
	dots, err := plotter.NewScatter(e.XYs)
	if err != nil {
		return nil, err
	}
	dots.Shape, dots.Radius = draw.CircleGlyph{}, vg.Points(2.5)
	p.Add(bars, dots)
	if joined {
		line, err := plotter.NewLine(e.XYs)
		if err != nil {
			return nil, err
		}
		p.Add(line)
	}
	canvas := vgsvg.New(16*vg.Centimeter, 9*vg.Centimeter)
	p.Draw(draw.New(canvas))
	var text bytes.Buffer
	_, err = canvas.WriteTo(&text)
	return text.Bytes(), err
}
