package review

import (
	"bytes"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/tengen-rl/tengen/arena/gamefile"
)

// The colours of the marks.
var markColours = map[gamefile.Mark]color.Color{
	gamefile.Doubtful: color.RGBA{R: 230, G: 170, A: 255},
	gamefile.Mistake:  color.RGBA{R: 240, G: 110, A: 255},
	gamefile.Blunder:  color.RGBA{R: 210, G: 20, B: 20, A: 255},
}

// Curve returns the win rate of the first seat after each number of moves that
// was judged, in hundredths.
func Curve(judgements []Judgement) plotter.XYs {
	var points plotter.XYs
	for _, j := range judgements {
		before, after := j.Before, j.After
		if j.Seat == 1 {
			before, after = 1-before, 1-after
		}
		if len(points) == 0 {
			points = append(points, plotter.XY{X: float64(j.Ply), Y: 100 * before})
		}
		points = append(points, plotter.XY{X: float64(j.Ply + 1), Y: 100 * after})
	}
	return points
}

// Plot draws the win rate of the first seat, called by a name, over the moves
// of a game, with a dot at each marked move, as SVG.
func Plot(name string, judgements []Judgement) ([]byte, error) {
	p := plot.New()
	p.Title.Text = "Win rate of " + name
	p.X.Label.Text, p.Y.Label.Text = "moves", "%"
	p.Y.Min, p.Y.Max = 0, 100
	p.Add(plotter.NewGrid())
	curve := Curve(judgements)
	if len(curve) > 0 {
		line, err := plotter.NewLine(curve)
		if err != nil {
			return nil, err
		}
		p.Add(line)
	}
	for i, j := range judgements {
		if j.Mark == gamefile.Unmarked {
			continue
		}
		dot, err := plotter.NewScatter(curve[i+1 : i+2])
		if err != nil {
			return nil, err
		}
		dot.Shape, dot.Radius, dot.Color = draw.CircleGlyph{}, vg.Points(3), markColours[j.Mark]
		p.Add(dot)
	}
	canvas := vgsvg.New(16*vg.Centimeter, 9*vg.Centimeter)
	p.Draw(draw.New(canvas))
	var text bytes.Buffer
	_, err := canvas.WriteTo(&text)
	return text.Bytes(), err
}
