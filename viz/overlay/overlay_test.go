package overlay_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

func position(t *testing.T, name, moves string) (envs.Game, envs.State, board.Options) {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	s := game.New(1)
	for _, text := range strings.Fields(moves) {
		s.Play(action(t, game, s, text))
	}
	return game, s, board.Options{Theme: board.Light(), Last: board.None}
}

func action(t *testing.T, game envs.Game, s envs.State, text string) envs.Action {
	t.Helper()
	a, err := game.(envs.Notation).ParseAction(s, text)
	require.NoError(t, err)
	return a
}

// thought is of black at E5 E3 of Go.
func thought(t *testing.T, game envs.Game, s envs.State) agents.Thought {
	candidate := func(text string, value float32, visits int, prior float32, line ...string) agents.Candidate {
		c := agents.Candidate{Action: action(t, game, s, text), Values: []float32{value, -value}, Visits: visits, Prior: prior}
		at := game.New(0)
		at.CopyFrom(s)
		for _, name := range append([]string{text}, line...) {
			a := action(t, game, at, name)
			c.Line = append(c.Line, a)
			at.Play(a)
		}
		return c
	}
	return agents.Thought{Visits: 400, Values: []float32{0.21, -0.21}, Candidates: []agents.Candidate{
		candidate("D3", 0.25, 240, 0.3, "D4", "C4", "D5"),
		candidate("F3", 0.2, 110, 0.35, "F4", "G4"),
		candidate("C7", -0.1, 40, 0.05),
		candidate("pass", -0.9, 10, 0.01),
	}}
}

func TestOverlays(t *testing.T) {
	game, s, o := position(t, "go:9", "E5 E3")
	th := thought(t, game, s)
	for name, paint := range map[string]func(p *board.Picture){
		"candidates": func(p *board.Picture) { overlay.Candidates(p, th, s.ToPlay(), o.Theme) },
		"line":       func(p *board.Picture) { overlay.Line(p, game, s, th.Candidates[0].Line, o) },
		"policy": func(p *board.Picture) {
			weights := make([]float32, game.Spec().Actions)
			for i := range 20 {
				weights[i*4] = float32(1+i%5) / 50
			}
			overlay.Policy(p, weights)
		},
		"owners": func(p *board.Picture) {
			owners := make([]float32, 81)
			for i := range owners {
				owners[i] = float32(i%9)/4 - 1
			}
			overlay.Owners(p, owners)
		},
		"heat": func(p *board.Picture) {
			values, known, steps := make([]float32, 81), make([]bool, 81), make([]overlay.Step, 81)
			for i := range values {
				values[i], known[i] = float32(i)/80, i%10 != 3
				steps[i] = []overlay.Step{{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {}, {1, 1}}[i%6]
			}
			overlay.Heat(p, values, known)
			overlay.Arrows(p, steps, known, o.Theme)
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := board.Draw(game, s, o)
			before := len(p.Spots)
			paint(&p)
			golden.Picture(t, name+".png", raster.Image(p.Scene, 320))
			assert.Greater(t, len(p.Spots), before-1)
		})
	}
}

// On a chess board candidates are arrows.
func TestCandidatesOfMovesFromPlaceToPlace(t *testing.T) {
	game, s, o := position(t, "chess", "e4 e5")
	p := board.Draw(game, s, o)
	overlay.Candidates(&p, agents.Thought{Candidates: []agents.Candidate{
		{Action: action(t, game, s, "Nf3"), Values: []float32{0.1, -0.1}, Visits: 100},
		{Action: action(t, game, s, "Bc4"), Values: []float32{0.05, -0.05}, Visits: 40},
	}}, 0, o.Theme)
	golden.Picture(t, "arrows.png", raster.Image(p.Scene, 320))
}

// Resting over what is painted tells what it is, and a click there still plays.
func TestNotesTellTheNumbers(t *testing.T) {
	game, s, o := position(t, "go:9", "E5 E3")
	p := board.Draw(game, s, o)
	th := thought(t, game, s)
	overlay.Candidates(&p, th, s.ToPlay(), o.Theme)
	m, ok := p.Move(th.Candidates[0].Action)
	require.True(t, ok)
	spot, ok := p.At(m.At)
	require.True(t, ok)
	assert.Equal(t, "D3: expected return +0.250, 240 visits, prior 30.0 %", spot.Note)
	assert.Equal(t, int(th.Candidates[0].Action), spot.Action)

	owners := make([]float32, 81)
	owners[0] = -0.5
	overlay.Owners(&p, owners)
	spot, _ = p.At(scene.Point{X: p.Cells[0][0].To.X + 5, Y: p.Cells[0][0].To.Y + 5})
	assert.Equal(t, "owned by seat 1 to 75 %", spot.Note)
	assert.Equal(t, 0, spot.Action, "A9 can still be clicked")
}

func TestPanels(t *testing.T) {
	game, s, o := position(t, "go:9", "E5 E3")
	th := thought(t, game, s)
	golden.Picture(t, "table.png", raster.Image(overlay.Table(game, s, th, 3, o.Theme), 400))
	bars := []overlay.Bar{{"left", -0.4, false}, {"stay", 0.1, false}, {"right", 1.25, true}}
	golden.Picture(t, "bars.png", raster.Image(overlay.Bars("Q by action", bars, board.Dark()), 400))
	chart := overlay.Chart{Title: "expected return", Low: -1, High: 1, Mark: 6, Jump: true}
	first := overlay.Series{Name: "seat 0", Color: scene.RGB(0x0072b2)}
	for x := range 20 {
		first.X, first.Y = append(first.X, float64(x)), append(first.Y, math.Sin(float64(x)/4))
	}
	first.Y[9] = math.NaN()
	chart.Series = []overlay.Series{first}
	drawn := chart.Draw(400, 220, o.Theme)
	golden.Picture(t, "chart.png", raster.Image(drawn, 400))
	assert.Len(t, drawn.Spots, 20, "a place to click for each ply")
	assert.Equal(t, "6, seat 0 0.997", drawn.Spots[6].Note)
	assert.Equal(t, 6, drawn.Spots[6].Action)
}

// Nothing to show is shown as nothing.
func TestEmptyOverlays(t *testing.T) {
	game, s, o := position(t, "go:9", "")
	p := board.Draw(game, s, o)
	marks := len(p.Marks)
	overlay.Policy(&p, make([]float32, 82))
	overlay.Owners(&p, make([]float32, 81))
	overlay.Line(&p, game, s, nil, o)
	overlay.Candidates(&p, agents.Thought{}, 0, o.Theme)
	assert.Len(t, p.Marks, marks)
	assert.NotPanics(t, func() {
		(&overlay.Chart{Mark: math.NaN()}).Draw(300, 200, o.Theme)
		overlay.Bars("none", nil, o.Theme)
		overlay.Table(game, s, agents.Thought{}, 5, o.Theme)
		overlay.Heat(&p, make([]float32, 81), make([]bool, 81))
	})
}

// The scales can be told apart in grey: their lightness only grows.
func TestScales(t *testing.T) {
	last := -1.0
	for i := range 101 {
		c := overlay.Sequential(float64(i) / 100)
		light := 0.2126*float64(c.R) + 0.7152*float64(c.G) + 0.0722*float64(c.B)
		assert.GreaterOrEqual(t, light, last)
		last = light
	}
}
