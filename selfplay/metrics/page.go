package metrics

import (
	"bytes"
	_ "embed"
	"html/template"

	"github.com/tengen-rl/tengen/internal/durable"
)

//go:embed page.html.tmpl
var pageText string

// Page is report.html: one file that asks the network for nothing.
type Page struct {
	World, Agent string          // of the title
	About        string          // one paragraph
	Results      Table           // left out if it has no rows
	Curves       []template.HTML // SVG
	GamesTitle   string
	Games        []Game
}

// Table is a table with a heading.
type Table struct {
	Title string
	Head  []string
	Rows  [][]string
}

// Game is a game or an episode in the notation of its world.
type Game struct {
	Title, Moves, Final string
}

// Write writes the page to path.
func (p *Page) Write(path string) error {
	tmpl, err := template.New("page").Parse(pageText)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := tmpl.Execute(&text, p); err != nil {
		return err
	}
	return durable.WriteBytes(path, text.Bytes())
}
