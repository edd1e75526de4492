package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

//go:embed page.html.tmpl
var pageText string

// page is what the template shows.
type page struct {
	*Report
	Rows   []Row
	Cross  [][]string // by place: what each made against each
	Plots  []template.HTML
	Footer string
}

// HTML returns a page with the standings, the crosstable and plots: those of
// the ratings, and others given as SVG.
func (r *Report) HTML(plots ...[]byte) ([]byte, error) {
	tmpl, err := template.New("page").Funcs(template.FuncMap{
		"percent": func(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) },
		"elo":     func(e *float64) string { return fmt.Sprintf("%+.0f", *e) },
	}).Parse(pageText)
	if err != nil {
		return nil, err
	}
	p := page{Report: r, Rows: r.Rows(), Footer: r.footer()}
	for _, row := range p.Rows {
		var line []string
		for _, other := range p.Rows {
			line = append(line, r.cell(row.number, other.number))
		}
		p.Cross = append(p.Cross, line)
	}
	ratings, err := r.RatingsPlot()
	if err != nil {
		return nil, err
	}
	for _, svg := range append([][]byte{ratings}, plots...) {
		if at := bytes.Index(svg, []byte("<svg")); at >= 0 { // the XML prolog has no place in a page
			p.Plots = append(p.Plots, template.HTML(svg[at:]))
		}
	}
	var text bytes.Buffer
	err = tmpl.Execute(&text, p)
	return text.Bytes(), err
}
