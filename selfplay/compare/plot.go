package compare

import (
	"bytes"
	"image/color"
	"slices"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// palette are colours that people who see colours differently tell apart (Okabe
// and Ito, "Color universal design", 2008).
var palette = []color.NRGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255},
	{230, 159, 0, 255}, {86, 180, 233, 255}, {0, 0, 0, 255},
}

// Plot draws the learning curves of the groups with their bands as SVG, the
// games below each other, and what was measured in different ways.
func Plot(groups []Group) ([]byte, error) {
	var panels [][]*plot.Plot
	for len(groups) > 0 {
		n := slices.IndexFunc(groups, func(g Group) bool { return g.Game != groups[0].Game || g.Score != groups[0].Score })
		if n < 0 {
			n = len(groups)
		}
		p, err := panel(groups[:n])
		if err != nil {
			return nil, err
		}
		panels = append(panels, []*plot.Plot{p})
		groups = groups[n:]
	}
	const width, height = 16 * vg.Centimeter, 9 * vg.Centimeter
	canvas := vgsvg.New(width, height*vg.Length(len(panels)))
	tiles := draw.Tiles{Rows: len(panels), Cols: 1, PadY: vg.Millimeter * 4, PadTop: vg.Millimeter * 2, PadRight: vg.Millimeter * 3}
	for i, c := range plot.Align(panels, tiles, draw.New(canvas)) {
		panels[i][0].Draw(c[0])
	}
	var text bytes.Buffer
	_, err := canvas.WriteTo(&text)
	return text.Bytes(), err
}

// panel draws the groups of one game.
func panel(groups []Group) (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text = groups[0].Game
	if len(groups) == 1 {
		p.Title.Text += ": " + groups[0].Label
	}
	p.Title.Text, p.Title.TextStyle.Font.Size = wrap(p.Title.Text, 76), vg.Points(10)
	p.X.Label.Text = groups[0].Axis
	p.Y.Label.Text = groups[0].Score
	p.Legend.Top, p.Legend.Left = true, true
	p.Add(plotter.NewGrid())
	lines := 0 // of the legend
	for i, g := range groups {
		if len(g.Curve) == 0 {
			continue
		}
		ink := palette[i%len(palette)]
		var middle, outline plotter.XYs
		for _, b := range g.Curve {
			middle = append(middle, plotter.XY{X: float64(b.At), Y: b.IQM})
			outline = append(outline, plotter.XY{X: float64(b.At), Y: b.Hi})
		}
		for _, b := range slices.Backward(g.Curve) {
			outline = append(outline, plotter.XY{X: float64(b.At), Y: b.Lo})
		}
		band, err := plotter.NewPolygon(outline)
		if err != nil {
			return nil, err
		}
		band.Color = color.NRGBA{ink.R, ink.G, ink.B, 50}
		band.LineStyle.Width = 0
		line, err := plotter.NewLine(middle)
		if err != nil {
			return nil, err
		}
		line.Color, line.Width = ink, vg.Points(1.5)
		p.Add(band, line)
		if len(groups) > 1 {
			label := wrap(g.Label, 80)
			p.Legend.Add(label, line)
			lines += 1 + strings.Count(label, "\n")
		}
	}
	if lines > 0 {
		p.Y.Max += legendRoom * float64(lines) * (p.Y.Max - p.Y.Min)
	}
	return p, nil
}

// legendRoom is how much higher the picture becomes for a line of the legend,
// so that it hides no curve.
const legendRoom = 0.08

// wrap breaks text at blanks into lines of at most so many characters, if no
// word is longer.
func wrap(text string, most int) string {
	var b strings.Builder
	at := 0
	for i, word := range strings.Fields(text) {
		switch n := utf8.RuneCountInString(word); {
		case i > 0 && at+1+n > most:
			b.WriteByte('\n')
			at = n
		case i > 0:
			b.WriteByte(' ')
			at += 1 + n
		default:
			at = n
		}
		b.WriteString(word)
	}
	return b.String()
}
