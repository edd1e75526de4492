package board

import (
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/viz/scene"
)

// drawTicTacToe draws crosses and noughts.
func drawTicTacToe(game envs.Game, state envs.State, o Options) (Picture, bool) {
	s, ok := state.(*tictactoe.State)
	if !ok {
		return Picture{}, false
	}
	const unit, margin = size / float64(tictactoe.Side), 40
	p := Picture{Unit: unit}
	p.Width, p.Height, p.Background = size+2*margin, size+2*margin, o.Theme.Ground
	g := grid{rows: tictactoe.Side, cols: tictactoe.Side, at: scene.Box{X: margin, Y: margin, Width: size, Height: size}}
	p.Cells = g.cells()
	for i := 1; i < tictactoe.Side; i++ {
		at := margin + float64(i)*unit
		p.Stroke(scene.Line(scene.Point{X: at, Y: margin}, scene.Point{X: at, Y: margin + size}), 6, o.Theme.Faint)
		p.Stroke(scene.Line(scene.Point{X: margin, Y: at}, scene.Point{X: margin + size, Y: at}), 6, o.Theme.Faint)
	}
	for i := range p.Cells {
		box := g.box(i/tictactoe.Side, i%tictactoe.Side)
		at, r := box.Centre(), unit*0.28
		if envs.Action(i) == o.Last {
			p.Fill(scene.Rect(box.Inset(6)), scene.Fade(o.Theme.Accent, 0.15))
		}
		switch bit := uint16(1) << i; {
		case s.Marks(0)&bit != 0:
			p.Stroke(scene.Line(at.Add(scene.Point{X: -r, Y: -r}), at.Add(scene.Point{X: r, Y: r})), unit*0.09, blue)
			p.Stroke(scene.Line(at.Add(scene.Point{X: r, Y: -r}), at.Add(scene.Point{X: -r, Y: r})), unit*0.09, blue)
		case s.Marks(1)&bit != 0:
			p.Stroke(scene.Circle(at, r), unit*0.09, vermilion)
		}
	}
	for _, m := range legal(game, s) {
		box := g.box(int(m.Action)/tictactoe.Side, int(m.Action)%tictactoe.Side)
		m.At = box.Centre()
		p.spot(scene.Rect(box), m)
	}
	return p, true
}
