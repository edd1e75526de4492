// Package svg writes a scene as an SVG file, for papers and pages.
package svg

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"image/color"
	"io"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/viz/scene"
)

// Write writes the scene as an SVG file whose lengths are the scene's units.
// Notes of spots become tooltips.
func Write(w io.Writer, s scene.Scene) error {
	out := &writer{Writer: bufio.NewWriter(w)}
	out.printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" font-family=\"Go, Helvetica, Arial, sans-serif\">\n", number(s.Width), number(s.Height))
	if s.Background.A > 0 {
		out.printf("<rect width=\"100%%\" height=\"100%%\"%s/>\n", paint("fill", s.Background))
	}
	for _, m := range s.Marks {
		switch m := m.(type) {
		case scene.Shape:
			out.shape(m)
		case scene.Label:
			out.label(m)
		}
	}
	for _, spot := range s.Spots {
		if spot.Note != "" {
			out.printf("<path d=\"%s\" fill=\"transparent\"><title>%s</title></path>\n", path(spot.Area), escape(spot.Note))
		}
	}
	out.printf("</svg>\n")
	return out.Flush()
}

// writer counts the gradients of a file. Its error is that of Flush.
type writer struct {
	*bufio.Writer
	gradients int
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *writer) shape(s scene.Shape) {
	fill := ` fill="none"`
	switch {
	case s.Fill.Glow != nil:
		w.gradients++
		g := s.Fill.Glow
		w.printf("<radialGradient id=\"g%d\" gradientUnits=\"userSpaceOnUse\" cx=\"%s\" cy=\"%s\" r=\"%s\"><stop%s/><stop offset=\"1\"%s/></radialGradient>\n",
			w.gradients, number(g.Centre.X), number(g.Centre.Y), number(g.Radius), paint("stop", g.Inner), paint("stop", g.Outer))
		fill = fmt.Sprintf(` fill="url(#g%d)"`, w.gradients)
	case s.Fill.Color.A > 0:
		fill = paint("fill", s.Fill.Color)
	}
	line := ""
	if s.Line.A > 0 && s.Width > 0 {
		line = paint("stroke", s.Line) + fmt.Sprintf(` stroke-width="%s" stroke-linejoin="round"`, number(s.Width))
		if s.Dash > 0 {
			line += fmt.Sprintf(` stroke-dasharray="%s"`, number(s.Dash))
		}
	}
	w.printf("<path d=\"%s\"%s%s/>\n", path(s.Path), fill, line)
}

func (w *writer) label(l scene.Label) {
	anchor := map[scene.Align]string{scene.Centre: "middle", scene.Left: "start", scene.Right: "end"}[l.Align]
	extra := ""
	if l.Bold {
		extra += ` font-weight="bold"`
	}
	if l.Mono {
		extra += ` font-family="Go Mono, monospace"`
	}
	// A capital letter of the font is 0.72 of its size high.
	w.printf("<text x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\"%s%s>%s</text>\n",
		number(l.At.X), number(l.At.Y+0.36*l.Size), number(l.Size), anchor, extra, paint("fill", l.Color), escape(l.Text))
}

// paint is a colour as the attributes NAME, or NAME-color of a stop, and
// NAME-opacity.
func paint(name string, c color.NRGBA) string {
	attribute := name
	if name == "stop" {
		attribute = "stop-color"
	}
	text := fmt.Sprintf(` %s="#%02x%02x%02x"`, attribute, c.R, c.G, c.B)
	if c.A < 0xff {
		text += fmt.Sprintf(` %s-opacity="%s"`, name, number(float64(c.A)/0xff))
	}
	return text
}

// path is a path as the d attribute has it.
func path(p scene.Path) string {
	var b strings.Builder
	at := func(q scene.Point) string { return number(q.X) + " " + number(q.Y) }
	for _, s := range p {
		switch s.Verb {
		case scene.MoveTo:
			b.WriteString("M" + at(s.To))
		case scene.LineTo:
			b.WriteString("L" + at(s.To))
		case scene.CurveTo:
			b.WriteString("C" + at(s.A) + " " + at(s.B) + " " + at(s.To))
		case scene.Close:
			b.WriteString("Z")
		}
	}
	return b.String()
}

// number is a length with as many decimals as can be seen.
func number(x float64) string {
	text := strconv.FormatFloat(x, 'f', 3, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" || text == "" {
		return "0"
	}
	return text
}

func escape(text string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil {
		panic("svg: " + err.Error()) // a strings.Builder takes everything
	}
	return b.String()
}
