package report

import (
	"bytes"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/tengen-rl/tengen/arena/rating"
)

// RatingsPlot draws the ratings of the players with their intervals, a line for
// each, the first place at the top, as SVG. It is nil if there are no ratings.
func (r *Report) RatingsPlot() ([]byte, error) {
	if r.Ratings == nil {
		return nil, nil
	}
	rows := r.Rows()
	names, longest := make([]string, len(rows)), 0
	var points struct {
		plotter.XYs
		plotter.XErrors
	}
	for place, row := range rows {
		e, line := r.Ratings.Players[row.number], len(rows)-1-place
		points.XYs = append(points.XYs, plotter.XY{X: e.Elo, Y: float64(line)})
		points.XErrors = append(points.XErrors, struct{ Low, High float64 }{e.Elo - e.Lo, e.Hi - e.Elo})
		names[line] = row.Player
		longest = max(longest, utf8.RuneCountInString(row.Player))
	}
	bars, err := plotter.NewXErrorBars(points)
	if err != nil {
		return nil, err
	}
	p := plot.New()
	p.Title.Text = "Ratings and their 95 % intervals"
	p.X.Label.Text = "Elo"
	p.NominalY(names...)
	width, height := 12+0.2*float64(longest), 3+0.8*float64(len(rows))
	return drawing(p, points.XYs, bars, vg.Length(width)*vg.Centimeter, vg.Length(height)*vg.Centimeter)
}

// HistoryPlot draws ratings over the generations of a run, as SVG.
func HistoryPlot(generations []int, ratings []rating.Estimate) ([]byte, error) {
	var points struct {
		plotter.XYs
		plotter.YErrors
	}
	for i, e := range ratings {
		points.XYs = append(points.XYs, plotter.XY{X: float64(generations[i]), Y: e.Elo})
		points.YErrors = append(points.YErrors, struct{ Low, High float64 }{e.Elo - e.Lo, e.Hi - e.Elo})
	}
	bars, err := plotter.NewYErrorBars(points)
	if err != nil {
		return nil, err
	}
	line, err := plotter.NewLine(points.XYs)
	if err != nil {
		return nil, err
	}
	p := plot.New()
	p.Title.Text = "Rating by generation, with 95 % intervals"
	p.X.Label.Text, p.Y.Label.Text = "generation", "Elo"
	p.Add(line)
	return drawing(p, points.XYs, bars, 16*vg.Centimeter, 9*vg.Centimeter)
}

// drawing adds a grid, dots and their intervals to a plot and returns it as SVG of
// the given size.
func drawing(p *plot.Plot, dots plotter.XYs, intervals plot.Plotter, width, height vg.Length) ([]byte, error) {
	scatter, err := plotter.NewScatter(dots)
	if err != nil {
		return nil, err
	}
	scatter.Shape, scatter.Radius = draw.CircleGlyph{}, vg.Points(2.5)
	p.Add(plotter.NewGrid(), intervals, scatter)
	canvas := vgsvg.New(width, height)
	p.Draw(draw.New(canvas))
	var text bytes.Buffer
	_, err = canvas.WriteTo(&text)
	return text.Bytes(), err
}
