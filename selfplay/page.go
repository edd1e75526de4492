package selfplay

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/replay/shard"
)

//go:embed report.html.tmpl
var pageText string

// page is what the template of report.html shows.
type page struct {
	Config    Config
	Network   string
	Last      Report
	Strengths []Strength
	Curves    []template.HTML // SVG
	Games     []sampleGame
}

// A sampleGame is a game of self-play in the notation of its world.
type sampleGame struct {
	Title, Moves, Final string
}

// WriteReport writes report.html: the run's curves, the given results and
// some of its games.
func (r *Run) WriteReport(strengths []Strength) error {
	tmpl, err := template.New("report").Parse(pageText)
	if err != nil {
		return err
	}
	p := page{Config: r.config, Network: r.Network(), Last: r.metrics.last(), Strengths: strengths}
	if p.Curves, err = r.metrics.curves(); err != nil {
		return err
	}
	if p.Games, err = r.sampleGames(); err != nil {
		return err
	}
	var text bytes.Buffer
	if err := tmpl.Execute(&text, p); err != nil {
		return err
	}
	return durable.WriteBytes(r.ReportPath(), text.Bytes())
}

// curves draws what the reports hold over the generations.
func (m *metrics) curves() ([]template.HTML, error) {
	of := func(value func(*Report) *float64) plotter.XYs {
		var points plotter.XYs
		for i := range m.reports {
			if v := value(&m.reports[i]); v != nil {
				points = append(points, plotter.XY{X: float64(m.reports[i].Generation), Y: *v})
			}
		}
		return points
	}
	var all []template.HTML
	for _, c := range []struct {
		title  string
		points plotter.XYs
	}{
		{"Policy loss (cross-entropy)", of(func(r *Report) *float64 { return &r.PolicyLoss })},
		{"Value loss (squared error)", of(func(r *Report) *float64 { return &r.ValueLoss })},
		{"Policy entropy (nats)", of(func(r *Report) *float64 { return &r.Entropy })},
		{"Elo against the first opponent", of(func(r *Report) *float64 { return r.Elo })},
		{"Evaluations a second", of(func(r *Report) *float64 { return &r.EvalsPerS })},
	} {
		if len(c.points) == 0 {
			continue
		}
		svg, err := curve(c.title, c.points)
		if err != nil {
			return nil, err
		}
		all = append(all, svg)
	}
	return all, nil
}

// curve draws one line over the generations.
func curve(title string, points plotter.XYs) (template.HTML, error) {
	p := plot.New()
	p.Title.Text = title
	p.X.Label.Text = "generation"
	p.Add(plotter.NewGrid())
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

// sampleGames returns games of the newest generation that is complete.
func (r *Run) sampleGames() ([]sampleGame, error) {
	if r.generation == 0 {
		return nil, nil
	}
	lines, err := shard.Read(r.folder.gamesFile(r.generation - 1))
	if err != nil {
		return nil, err
	}
	records, err := r.decode(r.generation-1, lines)
	if err != nil {
		return nil, err
	}
	var games []sampleGame
	for _, record := range records[:min(len(records), 4)] {
		games = append(games, r.sampleGame(record))
	}
	return games, nil
}

func (r *Run) sampleGame(record *alphazero.Record) sampleGame {
	notation := agents.Notation(r.game)
	var moves bytes.Buffer
	s := r.game.New(record.Seed)
	for _, a := range record.Actions {
		fmt.Fprintf(&moves, "%s ", notation.FormatAction(s, a))
		s.Play(a)
	}
	g := sampleGame{
		Title: fmt.Sprintf("Generation %d, game %d: returns %v", record.Generation, record.Game, record.Returns),
		Moves: moves.String(),
	}
	if board, ok := s.(fmt.Stringer); ok {
		g.Final = board.String()
	}
	return g
}
